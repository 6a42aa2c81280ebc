import { describedAs, type Described, type Field, type FullBoxHead } from './box-field.js';
import { describeNumber, getU64, i32, setU64, type Column } from './number-field.js';
import type { FieldReader, FieldWriter } from './byte-cursor.js';

/**
 * What numbers look at that have 32 bits in version 0 of their box and 64 bits in version 1.
 * When written, a value that needs 64 bits makes the box version 1.
 */
export interface Versioned {
  /** Of the box. */
  readonly version: number;
}

/** A number, or a column of numbers, whose width follows the version. */
type VersionedField<Value, Values> = Field<Value, Value, Versioned> &
  Column<Values, ArrayLike<Value>, Versioned>;

interface VersionedLayout<Value extends number | bigint, Values extends { length: number }> {
  readonly range: string;
  /** Whether the value fits the 32 bits of version 0. */
  readonly fits32: (value: Value) => boolean;
  readonly accepts: (value: Value) => boolean;
  readonly get32: (view: DataView, at: number) => Value;
  readonly get64: (view: DataView, at: number) => Value;
  readonly set32: (view: DataView, at: number, value: Value) => void;
  readonly set64: (view: DataView, at: number, value: Value) => void;
  readonly makeColumn: (length: number) => Values & Record<number, Value>;
}

function versionedField<Value extends number | bigint, Values extends { length: number }>(
  layout: VersionedLayout<Value, Values>,
): VersionedField<Value, Values> {
  const { range, accepts, fits32, get32, get64, set32, set64, makeColumn } = layout;
  const width = (box: Versioned): number => (box.version === 0 ? 4 : 8);

  function get(reader: FieldReader, at: number, box: Versioned): Value {
    const value = box.version === 0 ? get32(reader.view, at) : get64(reader.view, at);
    if (!accepts(value)) reader.failAt(at, 'value', `${reader.field} ${value}`, range);
    return value;
  }

  function set(writer: FieldWriter, at: number, value: Value | undefined, box: Versioned): void {
    if (value === undefined || !accepts(value)) return writer.fail(String(value), range);
    if (box.version === 0) set32(writer.view, at, value);
    else set64(writer.view, at, value);
  }

  return {
    read: (reader, box) => get(reader, reader.take(width(box)), box),
    byteLength: (_value, box) => width(box),
    write(writer, value, box) {
      set(writer, writer.take(width(box)), value, box);
    },
    describe: (value): Described => describeNumber(value),
    settle: (value, head) => {
      if (!fits32(value)) raiseToVersion1(head);
    },
    width,
    readColumn(reader, at, stride, count, box) {
      const column = makeColumn(count);
      for (let i = 0; i < count; i++) column[i] = get(reader, at + i * stride, box);
      return column;
    },
    writeColumn(writer, at, stride, values, box) {
      for (let i = 0; i < values.length; i++) set(writer, at + i * stride, values[i], box);
    },
    settleColumn(values, head) {
      if (hasValue(values, (value) => !fits32(value))) raiseToVersion1(head);
    },
  };
}

/** Whether a column has a value of a kind. */
function hasValue<Value>(values: ArrayLike<Value>, isOfKind: (value: Value) => boolean): boolean {
  for (let i = 0, { length } = values; i < length; i++) {
    const value = values[i];
    if (value !== undefined && isOfKind(value)) return true;
  }
  return false;
}

function raiseToVersion1(head: FullBoxHead): void {
  head.version = Math.max(head.version, 1);
}

/**
 * A composition offset: signed, and of 32 bits in every version. By the standard version 0 has none
 * that is negative, so version 1 is chosen for one, unless the value is one of version 0 that was read.
 */
export const offsetByVersion = /*#__PURE__*/ describedAs(i32, {
  settleColumn(values, head) {
    if (!head.isVersionGiven && hasValue(values, (value) => value < 0)) raiseToVersion1(head);
  },
});

const MAX_U32 = 0xffff_ffff;

/** A time or position: a number up to 2^53 − 1. */
export const unsignedByVersion = /*#__PURE__*/ versionedField<number, Float64Array>({
  range: '0 to 9007199254740991',
  accepts: (value) => Number.isSafeInteger(value) && value >= 0,
  fits32: (value) => value <= MAX_U32,
  get32: (view, at) => view.getUint32(at),
  get64: getU64,
  set32: (view, at, value) => {
    view.setUint32(at, value);
  },
  set64: setU64,
  makeColumn: (length) => new Float64Array(length),
});

/** Seconds from 1904-01-01 UTC, from which box times count, to 1970-01-01. */
export const UNIX_EPOCH_SECONDS = 2_082_844_800;

/** Date and time of a header: seconds since 1904-01-01 UTC, 0 if it is not told. */
export const dateByVersion = /*#__PURE__*/ describedAs(unsignedByVersion, {
  describe(value) {
    const milliseconds = (value - UNIX_EPOCH_SECONDS) * 1000;
    return value === 0 || milliseconds > MAX_DATE ? value : new Date(milliseconds).toISOString();
  },
});

/** The last moment a `Date` can hold, in milliseconds. */
const MAX_DATE = 8.64e15;

/** A time that may be negative, such as `media_time` of an edit: a number within ±(2^53 − 1). */
export const signedByVersion = /*#__PURE__*/ versionedField<number, Float64Array>({
  range: '-9007199254740991 to 9007199254740991',
  accepts: (value) => Number.isSafeInteger(value),
  fits32: (value) => value >= -0x8000_0000 && value <= 0x7fff_ffff,
  get32: (view, at) => view.getInt32(at),
  get64: (view, at) => view.getInt32(at) * 0x1_0000_0000 + view.getUint32(at + 4),
  set32: (view, at, value) => {
    view.setInt32(at, value);
  },
  set64: setU64,
  makeColumn: (length) => new Float64Array(length),
});

/**
 * A duration: a number up to 2^53 − 1, or Infinity where all bits are ones, which the standard
 * takes for "cannot be determined" (32 ones in version 0, 64 in version 1).
 */
export const durationByVersion = /*#__PURE__*/ versionedField<number, Float64Array>({
  range: '0 to 9007199254740991, or all ones for unknown',
  accepts: (value) => (Number.isSafeInteger(value) && value >= 0) || value === Infinity,
  fits32: (value) => value < MAX_U32 || value === Infinity,
  get32(view, at) {
    const value = view.getUint32(at);
    return value === MAX_U32 ? Infinity : value;
  },
  get64(view, at) {
    const isUnknown = view.getUint32(at) === MAX_U32 && view.getUint32(at + 4) === MAX_U32;
    return isUnknown ? Infinity : getU64(view, at);
  },
  set32: (view, at, value) => {
    view.setUint32(at, value === Infinity ? MAX_U32 : value);
  },
  set64: (view, at, value) => {
    if (value === Infinity) view.setBigUint64(at, 0xffff_ffff_ffff_ffffn);
    else setU64(view, at, value);
  },
  makeColumn: (length) => new Float64Array(length),
});

/** A media time that may count from 1970 in any timescale: exact over 64 bits. */
export const exactByVersion = /*#__PURE__*/ versionedField<bigint, BigUint64Array>({
  range: '0 to 18446744073709551615',
  accepts: (value) => value >= 0n && value <= 0xffff_ffff_ffff_ffffn,
  fits32: (value) => value <= 0xffff_ffffn,
  get32: (view, at) => BigInt(view.getUint32(at)),
  get64: (view, at) => view.getBigUint64(at),
  set32: (view, at, value) => {
    view.setUint32(at, Number(value));
  },
  set64: (view, at, value) => {
    view.setBigUint64(at, value);
  },
  makeColumn: (length) => new BigUint64Array(length),
});
