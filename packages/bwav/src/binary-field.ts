/** A value of fixed size in a chunk: stated once, read and written from that. All little-endian. */
export interface BinaryField<T> {
  /** Bytes that a value takes. */
  readonly byteLength: number;
  /** Reads the value that begins at `offset`. */
  read(view: DataView, offset: number): T;
  /** Puts a value where `offset` says. */
  write(view: DataView, offset: number, value: T): void;
}

/** The value of a field or {@link struct}. */
export type FieldValue<F> = F extends BinaryField<infer T> ? T : never;

export const u16: BinaryField<number> = {
  byteLength: 2,
  read: (view, offset) => view.getUint16(offset, true),
  write: (view, offset, value) => {
    view.setUint16(offset, value, true);
  },
};

export const i16: BinaryField<number> = {
  byteLength: 2,
  read: (view, offset) => view.getInt16(offset, true),
  write: (view, offset, value) => {
    view.setInt16(offset, value, true);
  },
};

export const u32: BinaryField<number> = {
  byteLength: 4,
  read: (view, offset) => view.getUint32(offset, true),
  write: (view, offset, value) => {
    view.setUint32(offset, value, true);
  },
};

export const u64: BinaryField<bigint> = {
  byteLength: 8,
  read: (view, offset) => view.getBigUint64(offset, true),
  write: (view, offset, value) => {
    view.setBigUint64(offset, value, true);
  },
};

/** A four-character code. */
export const fourcc: BinaryField<string> = {
  byteLength: 4,
  read: (view, offset) =>
    String.fromCharCode(
      view.getUint8(offset),
      view.getUint8(offset + 1),
      view.getUint8(offset + 2),
      view.getUint8(offset + 3),
    ),
  write: (view, offset, value) => {
    for (let i = 0; i < 4; i++) view.setUint8(offset + i, value.charCodeAt(i));
  },
};

/** A run of bytes; a shorter value is followed by zeros. */
export function bytes(byteLength: number): BinaryField<Uint8Array> {
  return {
    byteLength,
    read: (view, offset) =>
      new Uint8Array(view.buffer, view.byteOffset + offset, byteLength).slice(),
    write: (view, offset, value) => {
      const target = new Uint8Array(view.buffer, view.byteOffset + offset, byteLength);
      target.fill(0);
      target.set(value.subarray(0, byteLength));
    },
  };
}

/** Fields one after another, in the order of their names here. */
export function struct<S extends Readonly<Record<string, BinaryField<unknown>>>>(
  fields: S,
): BinaryField<{ [K in keyof S]: FieldValue<S[K]> }> {
  type Value = { [K in keyof S]: FieldValue<S[K]> };
  const entries = Object.entries(fields);
  return {
    byteLength: entries.reduce((sum, [, field]) => sum + field.byteLength, 0),
    read(view, offset) {
      const value: Record<string, unknown> = {};
      let at = offset;
      for (const [name, field] of entries) {
        value[name] = field.read(view, at);
        at += field.byteLength;
      }
      return value as Value;
    },
    write(view, offset, value) {
      let at = offset;
      for (const [name, field] of entries) {
        field.write(view, at, value[name]);
        at += field.byteLength;
      }
    },
  };
}

/** The bytes of one value. */
export function toBytes<T>(field: BinaryField<T>, value: T): Uint8Array<ArrayBuffer> {
  const target = new Uint8Array(field.byteLength);
  field.write(new DataView(target.buffer), 0, value);
  return target;
}

/** A view of exactly these bytes. */
export function viewOf(source: Uint8Array): DataView {
  return new DataView(source.buffer, source.byteOffset, source.byteLength);
}

/** Runs of bytes one after another. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
