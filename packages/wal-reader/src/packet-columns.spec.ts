import { expect, test } from '@jest/globals';

import { createPacketColumns, growColumns } from './packet-columns.js';

/** Bytes that the columns take when a track of so many packets has been read. */
function bytesFor(rowCount: number, progressAt: (row: number) => number): number {
  const columns = createPacketColumns();
  let growths = 0;
  while (columns.capacity < rowCount) {
    growColumns(columns, columns.capacity, progressAt(columns.capacity));
    growths += 1;
  }
  expect(growths).toBeLessThan(30);
  const { offset, size, stampMs, durationUnits } = columns;
  return offset.byteLength + size.byteLength + stampMs.byteLength + durationUnits.byteLength;
}

test.each([10_000, 180_000, 1_800_000, 4_000_000])(
  '%d packets take little more than 11 bytes each',
  (rowCount) => {
    expect(bytesFor(rowCount, (row) => row / rowCount)).toBeLessThan(11.3 * rowCount + 100_000);
  },
);

test('packets that become smaller towards the end take less than 16 bytes each', () => {
  const rowCount = 1_000_000;
  const bytes = bytesFor(rowCount, (row) => Math.sqrt(row / rowCount));
  expect(bytes).toBeLessThan(16 * rowCount);
});

test('what has been filled in stays', () => {
  const columns = createPacketColumns();
  const last = columns.capacity - 1;
  columns.offset[last] = 0xfffffffe;
  columns.size[last] = 51200;
  columns.stampMs[last] = 0xffffffff;
  columns.durationUnits[last] = 48;
  growColumns(columns, columns.capacity, 0);
  expect(columns.capacity).toBeGreaterThan(last + 1);
  expect(columns.offset[last]).toBe(0xfffffffe);
  expect(columns.size[last]).toBe(51200);
  expect(columns.stampMs[last]).toBe(0xffffffff);
  expect(columns.durationUnits[last]).toBe(48);
});
