import { describe, expect, test } from '@jest/globals';
import { NO_STAMP } from '../packet-index.js';
import { NONE_DISPLACED } from './displaced-rows.js';
import { packetOrder } from './packet-order.js';
import type { StampLags } from './stamp-lags.js';
import { HELD_UP, NO_LAG, stampLags } from './stamp-lags.js';
import type { TimelineColumns } from './timeline-columns.js';

function lagsOf(
  stamps: readonly number[],
  { shared = false, durationUnits = stamps.map(() => 8), duplicateRows = [] as number[] } = {},
): StampLags {
  const columns: TimelineColumns = {
    rowCount: stamps.length,
    stampMs: Uint32Array.from(stamps),
    durationUnits: Uint8Array.from(durationUnits),
    size: new Uint16Array(stamps.length).fill(80),
    duplicates: duplicateRows.map((row) => ({ row, originalRow: row - 1 })),
  };
  return stampLags(columns, packetOrder(columns, NONE_DISPLACED), shared);
}

test('a lag is the stamp less the duration of all packets before', () => {
  const { lagMs, unstampedRows } = lagsOf([1000, 1025, 1040, 3000]);
  expect([...lagMs]).toEqual([1000, 1005, 1000, 2940]);
  expect(unstampedRows).toBe(0);
});

test('halves of a millisecond are rounded up', () => {
  expect([...lagsOf([10, 12, 15], { durationUnits: [1, 1, 1] }).lagMs]).toEqual([10, 10, 10]);
});

test('weeks of sound are summed exactly', () => {
  // 14 days; 5 times their units is beyond 32 bits.
  const stamps = Array.from({ length: (14 * 86_400_000) / 600 }, (_stamp, row) => 600 * row);
  const { lagMs } = lagsOf(stamps, { durationUnits: stamps.map(() => 240) });
  expect(lagMs.every((lag) => lag === 0)).toBe(true);
});

test('stamps that are absent or impossible give none, nor does a 0 behind the first', () => {
  const { lagMs, unstampedRows } = lagsOf([0, 20, NO_STAMP, 0, 0x80000000, 100]);
  expect([...lagMs]).toEqual([0, 0, NO_LAG, NO_LAG, NO_LAG, 0]);
  expect(unstampedRows).toBe(3);
});

test('duplicates are in no lag', () => {
  expect([...lagsOf([0, 20, 21, 40], { duplicateRows: [2] }).lagMs]).toEqual([0, 0, 0]);
});

test('stamps that are earlier than the one before are counted', () => {
  expect(lagsOf([0, 20, 10, NO_STAMP, 40, 39, 60]).backwardSteps).toBe(2);
});

test('packets that all last equally long are told from others', () => {
  expect(lagsOf([0, 20, 40]).uniformUnits).toBe(8);
  expect(lagsOf([0, 20, 40], { durationUnits: [8, 8, 4] }).uniformUnits).toBe(0);
  expect(lagsOf([0, 10, 30], { durationUnits: [4, 8, 8] }).uniformUnits).toBe(0);
});

test('of a run of equal stamps the first packet has a lag, if the local recorder gave them', () => {
  const { lagMs } = lagsOf([100, 100, 100, 160, 160], { shared: true });
  expect([...lagMs]).toEqual([100, NO_LAG, NO_LAG, 100, NO_LAG]);
});

describe('packets that were held up', () => {
  test('leave the last one its lag', () => {
    expect([...lagsOf([100, 120, 220, 220, 220, 221, 221, 240]).lagMs]).toEqual([
      100,
      100,
      HELD_UP,
      HELD_UP,
      HELD_UP,
      HELD_UP,
      101,
      100,
    ]);
  });

  test('are found where pieces of a long track meet, and at its end', () => {
    const stamps = Array.from({ length: 4100 }, (_, row) => 20 * row);
    for (const end of [2050, 4099]) stamps.fill(20 * end, end - 5, end + 1);
    const { lagMs } = lagsOf(stamps);
    const held = [...lagMs.keys()].filter((position) => lagMs[position] === HELD_UP);
    expect(held).toEqual([2045, 2046, 2047, 2048, 2049, 4094, 4095, 4096, 4097, 4098]);
  });

  test('are not seen in a little jitter', () => {
    expect([...lagsOf([100, 135, 140, 160]).lagMs]).toEqual([100, 115, 100, 100]);
  });
});
