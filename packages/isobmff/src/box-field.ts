import type { FieldReader, FieldWriter } from './byte-cursor.js';

/** A field's value in a form that can be printed or turned into JSON. */
export type Described =
  string | number | boolean | readonly Described[] | { readonly [name: string]: Described };

/** An object type made from the types of its entries: `null` ones left out, `undefined` ones optional. */
export type Shaped<Entries> = Simplified<
  {
    readonly [Name in keyof Entries as Presence<Entries[Name], Name, never>]: Entries[Name];
  } & {
    readonly [Name in keyof Entries as Presence<Entries[Name], never, Name>]?: Entries[Name];
  }
>;
/** Shows a computed type by its properties. */
type Simplified<T> = { [Name in keyof T]: T[Name] };
/** Sorts a property by its value: left out (null), optional (undefined) or required. */
type Presence<Value, Required, Optional> = [Value] extends [null]
  ? never
  : undefined extends Value
    ? Optional
    : Required;

/** Version and flags of a full box while they are being chosen for writing. */
export interface FullBoxHead {
  /** The lowest version that holds all values seen so far. */
  version: number;
  /** Whether the value asks for a version, as one that was read does. */
  readonly isVersionGiven: boolean;
  /** 24 bits; fields set those that announce them. */
  flags: number;
}

/**
 * One field of a box: how it is read, written, measured and described.
 *
 * `Read` is what reading gives (`null`: nothing, the field has no part in the value), `Write` what
 * writing accepts, and `Needs` what the field has to know of the fields in front of it. The fields
 * of this package cover what the standard uses; a layout of its own kind is another object of this shape.
 */
export interface Field<Read, Write = Read, Needs = unknown> {
  /** Takes the field from the reader, which then stands behind it. */
  read(reader: FieldReader, box: Needs): Read;
  /** Bytes that {@link write} will write. */
  byteLength(value: Write, box: Needs): number;
  /** Puts the field behind what has been written. */
  write(writer: FieldWriter, value: Write, box: Needs): void;
  /** Undefined for what is not worth showing. */
  describe(value: Read, box: Needs): Described | undefined;
  /** Raises the version, or sets the flags, that writing this value takes. */
  settle?(value: Write, head: FullBoxHead): void;
  /** Never there: carries `Needs` to the compiler, which checks it against the box. */
  readonly needs?: (box: Needs) => void;
}

/** A field that is described in another way. */
export function describedAs<F extends object>(field: F, description: Partial<F>): F {
  return { ...field, ...description };
}

/** A field that a flag announces: absent (`undefined`) while the flag is not set, and setting it by being there. */
export function flagged<Read, Write, Needs>(
  flag: number,
  field: Field<Read, Write, Needs>,
): Field<Read | undefined, Write | undefined, Needs & { readonly flags: number }> {
  return {
    ...present(field, (box: { readonly flags: number }) => (box.flags & flag) !== 0),
    settle(value, head) {
      head.flags = value === undefined ? head.flags & ~flag : head.flags | flag;
      if (value !== undefined) field.settle?.(value, head);
    },
  };
}

/** A field that came with a later version of the box, which it asks for by being there. */
export function sinceVersion<Read, Write, Needs>(
  version: number,
  field: Field<Read, Write, Needs>,
): Field<Read | undefined, Write | undefined, Needs & { readonly version: number }> {
  return {
    ...present(field, (box: { readonly version: number }) => box.version >= version),
    settle(value, head) {
      if (value === undefined) return;
      head.version = Math.max(head.version, version);
      field.settle?.(value, head);
    },
  };
}

/** A field that is there if the fields in front of it say so. */
export function when<Read, Write, Needs, Condition>(
  condition: (box: Condition) => boolean,
  field: Field<Read, Write, Needs>,
): Field<Read | undefined, Write | undefined, Needs & Condition> {
  return present(field, condition);
}

/** A field that is there if the bytes look like it; `detect` sees the reader in front of it and must not move it. */
export function sniffed<Read, Write, Needs>(
  detect: (reader: FieldReader, box: Needs) => boolean,
  field: Field<Read, Write, Needs>,
): Field<Read | undefined, Write | undefined, Needs> {
  return {
    read: (reader, box) => (detect(reader, box) ? field.read(reader, box) : undefined),
    byteLength: (value, box) => (value === undefined ? 0 : field.byteLength(value, box)),
    write(writer, value, box) {
      if (value !== undefined) field.write(writer, value, box);
    },
    describe: (value, box) => (value === undefined ? undefined : field.describe(value, box)),
  };
}

/** A last field that old or sparing writers leave out: read if any bytes are left. */
export function optional<Read, Write, Needs>(
  field: Field<Read, Write, Needs>,
): Field<Read | undefined, Write | undefined, Needs> {
  return sniffed((reader) => reader.left > 0, field);
}

function present<Read, Write, Needs, Condition>(
  field: Field<Read, Write, Needs>,
  condition: (box: Condition) => boolean,
): Field<Read | undefined, Write | undefined, Needs & Condition> {
  return {
    read: (reader, box) => (condition(box) ? field.read(reader, box) : undefined),
    byteLength: (value, box) =>
      value === undefined || !condition(box) ? 0 : field.byteLength(value, box),
    write(writer, value, box) {
      const expected = condition(box);
      if (expected !== (value !== undefined)) {
        writer.fail(
          expected ? 'left out' : 'given',
          `it to ${expected ? 'be there' : 'be absent'}`,
        );
      }
      if (value !== undefined) field.write(writer, value, box);
    },
    describe: (value, box) => (value === undefined ? undefined : field.describe(value, box)),
  };
}

/** A field that may be left out when writing, and then has the given value. */
export function withDefault<Read, Write, Needs>(
  field: Field<Read, Write, Needs>,
  standard: () => Write,
): Field<Read, Write | undefined, Needs> {
  return {
    read: (reader, box) => field.read(reader, box),
    byteLength: (value, box) => field.byteLength(value ?? standard(), box),
    write(writer, value, box) {
      field.write(writer, value ?? standard(), box);
    },
    describe: (value, box) => field.describe(value, box),
    settle(value, head) {
      if (value !== undefined) field.settle?.(value, head);
    },
  };
}

/**
 * A version number inside a box, or another number that decides about the layout behind it: fixed,
 * so it is checked when read and has no part in the value.
 */
export function constant<Value extends number>(field: Field<Value>, expected: Value): Field<null> {
  return {
    read(reader) {
      const at = reader.position;
      const found = field.read(reader, undefined);
      if (found === expected) return null;
      return reader.failAt(at, 'version', `${reader.field} ${found}`, String(expected));
    },
    byteLength: () => field.byteLength(expected, undefined),
    write(writer) {
      field.write(writer, expected, undefined);
    },
    describe: () => undefined,
  };
}

/** The number of boxes that follow the fields (`entry_count` of `stsd` and `dref`); filled in when written. */
export function childCount(field: Field<number>): Field<null> {
  return {
    read(reader) {
      field.read(reader, undefined);
      return null;
    },
    byteLength: () => field.byteLength(0, undefined),
    write(writer) {
      field.write(writer, writer.childCount, undefined);
    },
    describe: () => undefined,
  };
}

/** Reserved bytes: zero, and left out of the value, unless a file has something else there. */
export function reserved(size: number): Field<Uint8Array | undefined> {
  return {
    read(reader) {
      const found = reader.bytes(size);
      return found.every((byte) => byte === 0) ? undefined : found;
    },
    byteLength: () => size,
    write(writer, value) {
      if (value !== undefined && value.length !== size) {
        writer.fail(`of ${value.length} bytes`, `${size} bytes`);
      }
      if (value === undefined) writer.take(size);
      else writer.bytes(value);
    },
    describe: (value) => (value === undefined ? undefined : describeBytes(value)),
  };
}

/** Bytes, as many as a number or the fields in front say. */
export function bytes<Needs>(
  length: number | ((box: Needs) => number),
): Field<Uint8Array, Uint8Array, Needs> {
  const lengthIn = typeof length === 'number' ? () => length : length;
  return {
    read: (reader, box) => reader.bytes(lengthIn(box)),
    byteLength: (value) => value.length,
    write(writer, value, box) {
      const expected = lengthIn(box);
      if (value.length !== expected) writer.fail(`of ${value.length} bytes`, `${expected} bytes`);
      writer.bytes(value);
    },
    describe: describeBytes,
  };
}

/** Bytes with their number in front. */
export function countedBytes(count: Field<number>): Field<Uint8Array> {
  return {
    read: (reader) => reader.bytes(count.read(reader, undefined)),
    byteLength: (value) => count.byteLength(value.length, undefined) + value.length,
    write(writer, value) {
      count.write(writer, value.length, undefined);
      writer.bytes(value);
    },
    describe: describeBytes,
  };
}

/** All bytes up to the end of the box. */
export function rest<Needs = unknown>(): Field<Uint8Array, Uint8Array, Needs> {
  return {
    read: (reader) => reader.bytes(reader.left),
    byteLength: (value) => value.length,
    write(writer, value) {
      writer.bytes(value);
    },
    describe: describeBytes,
  };
}

const BYTES_SHOWN = 32;

/** Bytes in hexadecimal; of more than 32 only the beginning, and how many there are. */
export function describeBytes(value: Uint8Array): string {
  const shown = Array.from(value.subarray(0, BYTES_SHOWN), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
  return value.length <= BYTES_SHOWN ? shown : `${shown}… (${value.length} bytes)`;
}
