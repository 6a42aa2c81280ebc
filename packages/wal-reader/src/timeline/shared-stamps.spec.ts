import { describe, expect, test } from '@jest/globals';
import { detectSharedStamps } from './shared-stamps.js';
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

const runsOf = (length: number, runs = 40): number[] =>
  Array.from({ length: runs * length }, (_, row) => 100 + 20 * (row - (row % length)));

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

  test('are found in samples of a long track', () => {
    const found = detectSharedStamps(columns(runsOf(8, 40_000), 'input'));
    expect(found).toEqual({ shared: true, delayMs: 512 / 48 });
  });

  test('are bursts if the packets come from the network', () => {
    expect(detectSharedStamps(columns(runsOf(8), 'output')).shared).toBe(false);
  });

  test('are no rhythm if most packets have their own stamp', () => {
    const stamps = Array.from({ length: 100 }, (_, row) => 100 + 20 * Math.max(row, 10));
    expect(detectSharedStamps(columns(stamps, 'input')).shared).toBe(false);
  });
});
