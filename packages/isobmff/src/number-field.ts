import { readBigEndian, writeBigEndian } from './big-endian-column.js';
import { describedAs, type Described, type Field, type FullBoxHead } from './box-field.js';
import type { FieldReader, FieldWriter } from './byte-cursor.js';

/** The typed arrays in which columns of tables are held. */
export type ColumnArray =
  Uint8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array | BigUint64Array;

/** A column of a table; see `rows` and `list`. */
export interface Column<Values, Write, Needs = unknown> {
  /** Bytes of one entry; 0 if the column is not there. */
  width(box: Needs): number;
  /** Reads `count` entries `stride` bytes apart; that they are there has been checked. */
  readColumn(reader: FieldReader, at: number, stride: number, count: number, box: Needs): Values;
  /** Writes all entries `stride` bytes apart, into bytes that are there. */
  writeColumn(writer: FieldWriter, at: number, stride: number, values: Write, box: Needs): void;
  /** Raises the version, or sets the flags, that writing these values takes. */
  settleColumn?(values: Write, head: FullBoxHead): void;
  /** One entry in a form to be printed; a plain number unless given. */
  readonly describeEntry?: (value: number | bigint) => Described;
  /** Never there: carries `Needs` to the compiler. */
  readonly needs?: (box: Needs) => void;
}

/** A number of fixed width: a field, and a column of a table. */
export interface NumberField<Value extends number | bigint, Values extends ColumnArray>
  extends Field<Value>, Column<Values, ArrayLike<Value>> {
  /** Bytes of one number. */
  readonly size: number;
  /** Whether the value can be written in this width. */
  accepts(value: Value): boolean;
}

/** How one number lies in its bytes. */
export interface NumberLayout<Value extends number | bigint, Values extends ColumnArray> {
  readonly size: number;
  /** What can be written, in words. */
  readonly range: string;
  /** Set if some bytes of this width are no acceptable value, so that reading has to look. */
  readonly partial?: boolean;
  readonly get: (view: DataView, at: number) => Value;
  readonly set: (view: DataView, at: number, value: Value) => void;
  readonly accepts: (value: Value) => boolean;
  readonly makeColumn: (length: number) => Values;
  /** Fills a column with numbers `stride` bytes apart; given for widths of big tables, where a loop of its own is faster. */
  readonly fill?: (view: DataView, at: number, stride: number, column: Values) => void;
  /** Writes a column whose type lets no other values in; false, and nothing done, for other columns. */
  readonly pour?: (view: DataView, at: number, stride: number, values: ArrayLike<Value>) => boolean;
}

/** Makes a number field from how one number lies in its bytes. */
export function numberField<Value extends number | bigint, Values extends ColumnArray>(
  layout: NumberLayout<Value, Values>,
): NumberField<Value, Values> {
  const { size, range, partial = false, get, set, accepts, makeColumn } = layout;
  const fill =
    layout.fill ??
    ((view: DataView, at: number, stride: number, column: Values) => {
      for (let i = 0; i < column.length; i++, at += stride) column[i] = get(view, at);
    });
  return {
    size,
    accepts,
    read(reader) {
      const at = reader.take(size);
      const value = get(reader.view, at);
      if (partial && !accepts(value)) reader.failAt(at, 'value', `${reader.field} ${value}`, range);
      return value;
    },
    byteLength: () => size,
    write(writer, value) {
      if (!accepts(value)) writer.fail(String(value), range);
      set(writer.view, writer.take(size), value);
    },
    describe: describeNumber,
    width: () => size,
    readColumn(reader, at, stride, count) {
      const column = makeColumn(count);
      fill(reader.view, at, stride, column);
      if (!partial) return column;
      for (let i = 0; i < count; i++) {
        const value = column[i];
        if (value !== undefined && accepts(value as Value)) continue;
        const found = `${reader.field} ${String(value)} in entry ${i}`;
        reader.failAt(at + i * stride, 'value', found, range);
      }
      return column;
    },
    writeColumn(writer, at, stride, values) {
      const { view } = writer;
      if (layout.pour?.(view, at, stride, values) === true) return;
      for (let i = 0; i < values.length; i++, at += stride) {
        const value = values[i];
        if (value === undefined || !accepts(value)) {
          return writer.fail(`${String(value)} in entry ${i}`, range);
        }
        set(view, at, value);
      }
    },
  };
}

/** JSON has no number for an unknown duration, nor for 64 bits. */
export function describeNumber(value: number | bigint): Described {
  if (typeof value === 'bigint') return value.toString();
  return value === Infinity ? 'unknown' : value;
}

const TWO_32 = 0x1_0000_0000;

function isInteger(min: number, max: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= min && value <= max;
}

/** The one place where 64 bits become a number; past 2^53 it is rounded, and never accepted. */
export function getU64(view: DataView, at: number): number {
  return view.getUint32(at) * TWO_32 + view.getUint32(at + 4);
}

/** Writes a whole number between ±2^53 in 64 bits. */
export function setU64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / TWO_32));
  view.setUint32(at + 4, value >>> 0);
}

/** An unsigned byte. */
export const u8 = /*#__PURE__*/ numberField<number, Uint8Array>({
  size: 1,
  range: '0 to 255',
  get: (view, at) => view.getUint8(at),
  set: (view, at, value) => {
    view.setUint8(at, value);
  },
  accepts: /*#__PURE__*/ isInteger(0, 0xff),
  makeColumn: (length) => new Uint8Array(length),
});

/** An unsigned number of 16 bits. */
export const u16 = /*#__PURE__*/ numberField<number, Uint16Array>({
  size: 2,
  range: '0 to 65535',
  get: (view, at) => view.getUint16(at),
  set: (view, at, value) => {
    view.setUint16(at, value);
  },
  accepts: /*#__PURE__*/ isInteger(0, 0xffff),
  makeColumn: (length) => new Uint16Array(length),
});

/** An unsigned number of 24 bits. */
export const u24 = /*#__PURE__*/ numberField<number, Uint32Array>({
  size: 3,
  range: '0 to 16777215',
  get: (view, at) => view.getUint16(at) * 256 + view.getUint8(at + 2),
  set: (view, at, value) => {
    view.setUint16(at, value >>> 8);
    view.setUint8(at + 2, value & 0xff);
  },
  accepts: /*#__PURE__*/ isInteger(0, 0xff_ffff),
  makeColumn: (length) => new Uint32Array(length),
});

/** A signed number of 16 bits. */
export const i16 = /*#__PURE__*/ numberField<number, Int16Array>({
  size: 2,
  range: '-32768 to 32767',
  get: (view, at) => view.getInt16(at),
  set: (view, at, value) => {
    view.setInt16(at, value);
  },
  accepts: /*#__PURE__*/ isInteger(-0x8000, 0x7fff),
  makeColumn: (length) => new Int16Array(length),
});

/** An unsigned number of 32 bits. */
export const u32 = /*#__PURE__*/ numberField<number, Uint32Array>({
  size: 4,
  range: '0 to 4294967295',
  get: (view, at) => view.getUint32(at),
  set: (view, at, value) => {
    view.setUint32(at, value);
  },
  accepts: /*#__PURE__*/ isInteger(0, 0xffff_ffff),
  makeColumn: (length) => new Uint32Array(length),
  fill(view, at, stride, column) {
    if (stride === 4) {
      readBigEndian(view, at, column);
      return;
    }
    for (let i = 0; i < column.length; i++, at += stride) column[i] = view.getUint32(at);
  },
  pour(view, at, stride, values) {
    if (!(values instanceof Uint32Array || values instanceof Uint16Array)) return false;
    if (stride === 4) {
      writeBigEndian(view, at, values);
      return true;
    }
    for (let i = 0; i < values.length; i++, at += stride) view.setUint32(at, values[i] ?? 0);
    return true;
  },
});

/** 32 bits that are flags: described in hexadecimal. */
export const flags32 = /*#__PURE__*/ describedAs(u32, {
  describe: describeFlags32,
  describeEntry: describeFlags32,
});

function describeFlags32(value: number | bigint): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

/** A signed number of 32 bits. */
export const i32 = /*#__PURE__*/ numberField<number, Int32Array>({
  size: 4,
  range: '-2147483648 to 2147483647',
  get: (view, at) => view.getInt32(at),
  set: (view, at, value) => {
    view.setInt32(at, value);
  },
  accepts: /*#__PURE__*/ isInteger(-0x8000_0000, 0x7fff_ffff),
  makeColumn: (length) => new Int32Array(length),
  fill(view, at, stride, column) {
    if (stride === 4) {
      readBigEndian(view, at, column);
      return;
    }
    for (let i = 0; i < column.length; i++, at += stride) column[i] = view.getInt32(at);
  },
});

/** 64 bits as a number: values from 2^53 are refused, when read and when written. */
export const u64 = /*#__PURE__*/ numberField<number, Float64Array>({
  size: 8,
  range: '0 to 9007199254740991',
  partial: true,
  get: getU64,
  set: setU64,
  accepts: (value) => Number.isSafeInteger(value) && value >= 0,
  makeColumn: (length) => new Float64Array(length),
  fill(view, at, stride, column) {
    for (let i = 0; i < column.length; i++, at += stride) column[i] = getU64(view, at);
  },
});

/** Signed 64 bits as a number: magnitudes from 2^53 are refused, when read and when written. */
export const i64 = /*#__PURE__*/ numberField<number, Float64Array>({
  size: 8,
  range: '-9007199254740991 to 9007199254740991',
  partial: true,
  get: (view, at) => view.getInt32(at) * TWO_32 + view.getUint32(at + 4),
  set: setU64,
  accepts: (value) => Number.isSafeInteger(value),
  makeColumn: (length) => new Float64Array(length),
});

/** 64 bits, exact over their whole range. */
export const u64Exact = /*#__PURE__*/ numberField<bigint, BigUint64Array>({
  size: 8,
  range: '0 to 18446744073709551615',
  get: (view, at) => view.getBigUint64(at),
  set: (view, at, value) => {
    view.setBigUint64(at, value);
  },
  accepts: (value) => value >= 0n && value <= 0xffff_ffff_ffff_ffffn,
  makeColumn: (length) => new BigUint64Array(length),
});

/** 16.16 fixed point, signed: rates and matrix elements. Rounded to 1/65536 when written. */
export const fixed16 = /*#__PURE__*/ numberField<number, Float64Array>({
  size: 4,
  range: '-32768 to 32767.99998',
  get: (view, at) => view.getInt32(at) / 0x1_0000,
  set: (view, at, value) => {
    view.setInt32(at, Math.round(value * 0x1_0000));
  },
  accepts: (value) => isInteger(-0x8000_0000, 0x7fff_ffff)(Math.round(value * 0x1_0000)),
  makeColumn: (length) => new Float64Array(length),
});

/** 16.16 fixed point, unsigned: sample rates, widths and heights. Rounded to 1/65536 when written. */
export const ufixed16 = /*#__PURE__*/ numberField<number, Float64Array>({
  size: 4,
  range: '0 to 65535.99998',
  get: (view, at) => view.getUint32(at) / 0x1_0000,
  set: (view, at, value) => {
    view.setUint32(at, Math.round(value * 0x1_0000));
  },
  accepts: (value) => isInteger(0, 0xffff_ffff)(Math.round(value * 0x1_0000)),
  makeColumn: (length) => new Float64Array(length),
});

/** 8.8 fixed point, signed: volume and balance. Rounded to 1/256 when written. */
export const fixed8 = /*#__PURE__*/ numberField<number, Float64Array>({
  size: 2,
  range: '-128 to 127.996',
  get: (view, at) => view.getInt16(at) / 0x100,
  set: (view, at, value) => {
    view.setInt16(at, Math.round(value * 0x100));
  },
  accepts: (value) => isInteger(-0x8000, 0x7fff)(Math.round(value * 0x100)),
  makeColumn: (length) => new Float64Array(length),
});
