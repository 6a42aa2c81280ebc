import { describe, expect, test } from '@jest/globals';
import { NO_STAMP } from '../packet-index.js';
import { orderTrack } from './ordered-track.js';
import type { PacketOrder } from './packet-order.js';
import { orderCursor } from './packet-order.js';
import type { TimelineColumns } from './timeline-columns.js';

function columns(
  stamps: readonly number[],
  duplicateRows: readonly number[] = [],
): TimelineColumns {
  return {
    rowCount: stamps.length,
    stampMs: Uint32Array.from(stamps),
    durationUnits: new Uint8Array(stamps.length).fill(8),
    size: new Uint16Array(stamps.length).fill(80),
    duplicates: duplicateRows.map((row) => ({ row, originalRow: row - 1 })),
  };
}

function orderOf(stamps: readonly number[], duplicateRows?: readonly number[]): PacketOrder {
  return orderTrack(columns(stamps, duplicateRows), false).order;
}

/** The rows in the order in which they are to be heard. */
function rows(stamps: readonly number[], duplicateRows?: readonly number[]): number[] {
  const order = orderOf(stamps, duplicateRows);
  const cursor = orderCursor(order);
  return Array.from({ length: order.packetCount }, (_, position) => cursor.rowAt(position));
}

/** Stamps of packets without jitter, then changed in places. */
function steady(count: number, changes: Readonly<Record<number, number>> = {}): number[] {
  return Array.from({ length: count }, (_, row) => changes[row] ?? 1000 + 20 * row);
}

const ascending = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

describe('rows are in the order of writing', () => {
  test('when stamps rise, share a value, are absent or 0', () => {
    expect(rows(steady(20, { 4: 1060, 5: 1060, 9: NO_STAMP, 12: 0 }))).toEqual(ascending(20));
  });

  test('when one packet is late', () => {
    expect(rows(steady(30, { 10: 1320 }))).toEqual(ascending(30));
  });

  test('when one stamp lies far in the future or the past', () => {
    expect(rows(steady(30, { 10: 4_000_000_000 }))).toEqual(ascending(30));
    expect(rows(steady(300, { 150: 1 }))).toEqual(ascending(300));
  });

  test('when the clock is set back', () => {
    const stamps = steady(60).map((stamp, row) => (row < 30 ? stamp : stamp - 500));
    expect(rows(stamps)).toEqual(ascending(60));
  });

  test('when the last packet before a pause is early', () => {
    const stamps = steady(40).map((stamp, row) => (row < 20 ? stamp : stamp + 3000));
    stamps[18] = 1480;
    stamps[19] = 1375;
    expect(rows(stamps)).toEqual(ascending(40));
  });
});

describe('a row that was written late', () => {
  test('is put where its stamp belongs', () => {
    const stamps = steady(30);
    const [late] = stamps.splice(10, 1);
    stamps.splice(14, 0, late ?? 0);
    expect(rows(stamps)).toEqual([
      ...ascending(10),
      14,
      ...ascending(14).slice(10),
      ...ascending(30).slice(15),
    ]);
  });

  test('is put back across a pause', () => {
    const stamps = steady(40).map((stamp, row) => (row < 20 ? stamp : stamp + 3000));
    const [late] = stamps.splice(19, 1);
    stamps.splice(22, 0, late ?? 0);
    expect(rows(stamps).slice(17, 24)).toEqual([17, 18, 22, 19, 20, 21, 23]);
  });

  test('is counted', () => {
    const stamps = steady(30);
    const [late] = stamps.splice(10, 1);
    stamps.splice(14, 0, late ?? 0);
    expect(orderOf(stamps).movedRows).toBe(1);
  });
});

test('duplicates are left out', () => {
  const order = orderOf(steady(10), [3, 9]);
  expect(order.packetCount).toBe(8);
  expect(order.leftOutRows).toBe(2);
  expect([...order.firstRow]).toEqual([0, 4]);
  expect([...order.rowCounts]).toEqual([3, 5]);
});

test('a cursor finds the row of each position, whatever the sequence', () => {
  const cursor = orderCursor(orderOf(steady(10), [3, 6]));
  expect([7, 0, 3, 2, 5].map((position) => cursor.rowAt(position))).toEqual([9, 0, 4, 2, 7]);
  expect(cursor.runEndAt(0)).toBe(3);
  expect(cursor.runEndAt(4)).toBe(5);
});
