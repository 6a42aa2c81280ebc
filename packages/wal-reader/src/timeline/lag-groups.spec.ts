import { expect, test } from '@jest/globals';
import { groupLags, lagGroups } from './lag-groups.js';
import { HELD_UP, NO_LAG } from './stamp-lags.js';

/** Groups as first position, packets, mean, and whether the packet came behind held up ones. */
function groupsOf(lags: readonly number[], from = 0): number[][] {
  const groups = lagGroups(lags.length);
  groupLags(groups, Int32Array.from(lags), from, lags.length, 6);
  return Array.from({ length: groups.length }, (_, group) => [
    groups.positions[group] ?? NaN,
    groups.counts[group] ?? NaN,
    groups.meanMs[group] ?? NaN,
    groups.heldUp[group] ?? NaN,
  ]);
}

test('packets with about the same lag are a group', () => {
  expect(groupsOf([10, 12, 14, 40, 42, 10])).toEqual([
    [0, 3, 12, 0],
    [3, 2, 41, 0],
    [5, 1, 10, 0],
  ]);
});

test('a group has 16 packets at the most', () => {
  expect(groupsOf(new Array<number>(20).fill(-7))).toEqual([
    [0, 16, -7, 0],
    [16, 4, -7, 0],
  ]);
});

test('packets without a lag are passed over', () => {
  expect(groupsOf([NO_LAG, 5, NO_LAG, 7, NO_LAG])).toEqual([[1, 2, 6, 0]]);
});

test('the last one of packets that came together is alone', () => {
  expect(groupsOf([5, 5, HELD_UP, HELD_UP, 6, 5, 5])).toEqual([
    [0, 2, 5, 0],
    [4, 1, 6, 1],
    [5, 2, 5, 0],
  ]);
});

test('lags far apart keep their precision', () => {
  expect(groupsOf([2_000_000_001, 2_000_000_002, -50])).toEqual([
    [0, 2, 2_000_000_001.5, 0],
    [2, 1, -50, 0],
  ]);
});

test('a part of a column can be taken', () => {
  expect(groupsOf([1, 2, HELD_UP, 3, 4], 3)).toEqual([
    [3, 1, 3, 1],
    [4, 1, 4, 0],
  ]);
});
