import { WalReaderError } from './wal-reader-error.js';

/** Reads postcard values one after the other; every error names the field and the byte. */
export interface PostcardCursor {
  readonly offset: number;
  bool(field: string): boolean;
  /** An unsigned varint of at most `bits` bits. */
  varint(field: string, bits: 16 | 32 | 64): number;
  f32(field: string): number;
  string(field: string): string;
  option<T>(field: string, read: () => T): T | null;
  /** The index of an enum's variant, as its name. */
  variant<V extends string>(field: string, names: readonly V[]): V;
}

/** Starts reading at the first byte. */
export function createPostcardCursor(bytes: Uint8Array): PostcardCursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;

  function take(field: string, count: number): number {
    const at = offset;
    if (count > view.byteLength - at) {
      const found = `${view.byteLength - at} bytes left`;
      throw fieldError(field, at, found, `${count} bytes`);
    }
    offset += count;
    return at;
  }

  function varint(field: string, bits: 16 | 32 | 64): number {
    const start = offset;
    let value = 0;
    for (let shift = 0; shift < bits; shift += 7) {
      const group = view.getUint8(take(field, 1));
      value += (group & 0x7f) * 2 ** shift;
      if (group < 0x80) {
        if (value < 2 ** bits && Number.isSafeInteger(value)) return value;
        const largest = bits === 64 ? '2^53 - 1' : `2^${bits} - 1`;
        throw fieldError(field, start, String(value), `at most ${largest}`);
      }
    }
    throw fieldError(field, start, 'a number that does not end', `a varint of u${bits}`);
  }

  function flag(field: string, expected: string): boolean {
    const at = take(field, 1);
    const value = view.getUint8(at);
    if (value > 1) throw fieldError(field, at, String(value), expected);
    return value === 1;
  }

  return {
    get offset() {
      return offset;
    },
    bool: (field) => flag(field, 'a bool, 0 or 1'),
    varint,
    f32: (field) => view.getFloat32(take(field, 4), true),
    string(field) {
      const length = varint(field, 32);
      const at = take(field, length);
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at, at + length));
    },
    option: (field, read) => (flag(field, 'the mark of an option, 0 or 1') ? read() : null),
    variant(field, names) {
      const at = offset;
      const index = varint(field, 32);
      const name = names[index];
      if (name === undefined) {
        throw fieldError(field, at, `variant ${index}`, `a variant below ${names.length}`);
      }
      return name;
    },
  };
}

function fieldError(field: string, offset: number, found: string, expected: string) {
  return new WalReaderError('record-header', 'the header of a record does not decode', {
    field,
    offset,
    found,
    expected,
  });
}
