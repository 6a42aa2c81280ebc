import { expect, test } from '@jest/globals';

import type { NotedDamage } from './damage-log.js';
import { createDamageLog } from './damage-log.js';

const SEGMENTS = [
  { name: 'a', firstRow: 0, endRow: 10 },
  { name: 'b', firstRow: 10, endRow: 20 },
];

function damaged(segment: number, offset: number, length: number, row: number): NotedDamage {
  return { kind: 'damaged', segment, offset, length, reason: 'x', row, recordsSeen: 1 };
}

function regionsOf(...noted: readonly NotedDamage[]) {
  const log = createDamageLog();
  for (const damage of noted) log.note(damage);
  return log.regions(SEGMENTS, (row) => 100 * row);
}

test('regions that touch are one, others are not', () => {
  const regions = regionsOf(
    damaged(0, 50, 10, 3),
    damaged(0, 60, 5, 3),
    damaged(0, 70, 5, 4),
    damaged(1, 75, 5, 12),
    { ...damaged(1, 80, 5, 12), kind: 'torn-tail' },
  );
  expect(
    regions.map(({ file, offset, length, recordsSeen }) => [file, offset, length, recordsSeen]),
  ).toEqual([
    ['a', 50, 15, 2],
    ['a', 70, 5, 1],
    ['b', 75, 5, 1],
    ['b', 80, 5, 1],
  ]);
});

test('the stamps around a region are those of its own segment', () => {
  const stamps = regionsOf(
    damaged(0, 1, 1, 0),
    damaged(0, 9, 1, 5),
    damaged(0, 20, 1, 10),
    damaged(1, 1, 1, 10),
  ).map(({ stampBeforeMs, stampAfterMs }) => [stampBeforeMs, stampAfterMs]);
  expect(stamps).toEqual([
    [null, 0],
    [400, 500],
    [900, null],
    [null, 1000],
  ]);
});

test('a list that has become very long is only counted on', () => {
  const log = createDamageLog();
  for (let at = 0; at < 10_003; at++)
    log.note({ ...damaged(0, 10 * at, 5, 0), kind: 'invalid-packet' });
  expect(log.regions(SEGMENTS, () => null)).toHaveLength(10_000);
  expect(log.unlistedCount).toBe(3);
});
