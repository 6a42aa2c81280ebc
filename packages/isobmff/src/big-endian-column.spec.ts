import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readBigEndian, writeBigEndian } from './big-endian-column.js';

/** Around the number of entries that are turned round at a time, and well below it. */
const lengths = fc.oneof(
  fc.nat({ max: 50 }),
  fc.integer({ min: 8190, max: 8195 }),
  fc.constant(16384),
);

const columns = lengths.chain((length) =>
  fc
    .array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 9 })
    .map((pattern) =>
      Uint32Array.from({ length }, (_, row) => (pattern[row % pattern.length] ?? 0) + row),
    ),
);

test('columns are written as DataView would write them, at any byte, and nothing around them', () => {
  fc.assert(
    fc.property(columns, fc.nat({ max: 5 }), (column, at) => {
      const target = new Uint8Array(at + 4 * column.length + 3).fill(0x5a);
      const expected = target.slice();
      const view = new DataView(expected.buffer);
      column.forEach((value, row) => {
        view.setUint32(at + 4 * row, value);
      });
      const before = column.slice();
      writeBigEndian(new DataView(target.buffer), at, column);
      expect(Buffer.compare(target, expected)).toBe(0);
      expect(column).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test('a column of 16 bits is widened', () => {
  const column = Uint16Array.from({ length: 8200 }, (_, row) => 65535 - 7 * row);
  const read = new Uint32Array(column.length);
  const view = new DataView(new ArrayBuffer(4 * column.length));
  writeBigEndian(view, 0, column);
  readBigEndian(view, 0, read);
  expect(read).toEqual(Uint32Array.from(column));
});

test('columns are read back, from a part of a buffer, and the bytes stay as they are', () => {
  fc.assert(
    fc.property(columns, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (column, start, at) => {
      const buffer = new Uint8Array(start + at + 4 * column.length);
      const view = new DataView(buffer.buffer, start);
      writeBigEndian(view, at, column);
      const bytes = buffer.slice();
      const read = new Uint32Array(column.length);
      readBigEndian(view, at, read);
      expect(read).toEqual(column);
      expect(Buffer.compare(buffer, bytes)).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('a column may be a part of a larger one, and signed', () => {
  const view = new DataView(Uint8Array.of(0xff, 0xff, 0xff, 0xfe, 0, 0, 1, 2).buffer);
  const column = Int32Array.of(7, 7, 7, 7);
  readBigEndian(view, 0, column.subarray(1, 3));
  expect(column).toEqual(Int32Array.of(7, -2, 0x102, 7));
});
