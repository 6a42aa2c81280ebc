import { describe, expect, test } from '@jest/globals';
import { packetOrder } from './packet-order.js';
import { HELD_UP, NO_LAG, stampLags } from './stamp-lags.js';
import { detectSharedStamps, keepFirstOfRuns, keepLastOfBursts } from './stamp-runs.js';
import type { TimelineColumns } from './timeline-columns.js';

function columns(stamps: readonly number[], kind?: 'input' | 'output'): TimelineColumns {
  const rowCount = stamps.length;
  return {
    rowCount,
    stampMs: Uint32Array.from(stamps),
    durationUnits: new Uint8Array(rowCount).fill(8),
    size: new Uint16Array(rowCount).fill(80),
    duplicates: [],
    ...(kind && { formats: [{ kind, rowCount }] }),
  };
}

const runsOf = (length: number): number[] =>
  Array.from({ length: 40 * length }, (_, row) => 100 + 20 * (row - (row % length)));

describe('runs of equal stamps', () => {
  test.each([
    [8, 512],
    [4, 256],
    [16, 1024],
    [147, 441],
  ])('of %d packets come from blocks of %d samples', (length, blockSamples) => {
    const found = detectSharedStamps(columns(runsOf(length), 'input'));
    expect(found.shared).toBe(true);
    expect(found.delayMs).toBeCloseTo(blockSamples / 48);
  });

  test('are the recorder’s if nothing else is known and they keep a rhythm', () => {
    expect(detectSharedStamps(columns(runsOf(8))).shared).toBe(true);
  });

  test('are bursts if the packets come from the network', () => {
    expect(detectSharedStamps(columns(runsOf(8), 'output')).shared).toBe(false);
  });

  test('are no rhythm if most packets have their own stamp', () => {
    const stamps = Array.from({ length: 100 }, (_, row) => 100 + 20 * Math.max(row, 10));
    expect(detectSharedStamps(columns(stamps, 'input')).shared).toBe(false);
  });

  test('leave the first packet its lag', () => {
    const track = columns([100, 100, 100, 160, 160]);
    const order = packetOrder(track);
    const { lagMs } = stampLags(track, order);
    keepFirstOfRuns(track, order, lagMs);
    expect([...lagMs]).toEqual([100, NO_LAG, NO_LAG, 100, NO_LAG]);
  });
});

describe('packets that were held up', () => {
  const lagsAfter = (stamps: readonly number[]): number[] => {
    const track = columns(stamps, 'output');
    const order = packetOrder(track);
    const { lagMs } = stampLags(track, order);
    keepLastOfBursts(track, order, lagMs);
    return [...lagMs];
  };

  test('leave the last one its lag', () => {
    expect(lagsAfter([100, 120, 220, 220, 220, 221, 221, 240])).toEqual([
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

  test('are not seen in a little jitter', () => {
    expect(lagsAfter([100, 135, 140, 160])).toEqual([100, 115, 100, 100]);
  });
});
