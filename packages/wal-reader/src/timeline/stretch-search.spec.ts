import { describe, expect, test } from '@jest/globals';
import { randomSource } from '../testing/random-source.js';
import { HELD_UP, NO_LAG } from './stamp-lags.js';
import { findStretches } from './stretch-search.js';

const noise = { jitterMs: 5, persistence: 1 };

/** Lags that jitter around levels, each for a number of packets. */
function lags(...levels: readonly (readonly [levelMs: number, packets: number])[]): Int32Array {
  const random = randomSource(1);
  return Int32Array.from(
    levels.flatMap(([level, packets]) =>
      Array.from({ length: packets }, () => Math.round(level + 5 * random.normal())),
    ),
  );
}

function starts(lagMs: Int32Array): number[] {
  return [...findStretches(lagMs, noise).positions];
}

describe('a lag that rises', () => {
  test('and stays begins a stretch', () => {
    expect(starts(lags([0, 100], [500, 100], [9000, 100]))).toEqual([0, 100, 200]);
  });

  test('by a packet that was lost begins one too', () => {
    const [first, second, ...more] = starts(lags([0, 100], [20, 100]));
    expect([first, more]).toEqual([0, []]);
    expect(Math.abs((second ?? 0) - 100)).toBeLessThan(8);
  });

  test('and falls again was a delay', () => {
    expect(starts(lags([0, 100], [120, 1], [0, 100]))).toEqual([0]);
    expect(starts(lags([0, 100], [80, 12], [0, 100]))).toEqual([0]);
    expect(starts(lags([0, 300], [200, 100], [0, 300]))).toEqual([0]);
  });

  test('for single packets, each later than the last, begins a stretch each time', () => {
    expect(starts(lags([0, 50], [400, 1], [800, 1], [1200, 1], [4000, 50]))).toEqual([
      0, 50, 51, 52, 53,
    ]);
  });

  test('by months for one packet is a wrong stamp, even if it is the last', () => {
    expect(starts(lags([0, 100], [2_000_000_000, 1], [0, 100]))).toEqual([0]);
    expect(starts(lags([0, 100], [2_000_000_000, 1]))).toEqual([0]);
    expect(starts(lags([2_000_000_000, 1], [0, 100]))).toEqual([0]);
  });
});

describe('a lag that falls', () => {
  test('for good shows a clock set back', () => {
    expect(starts(lags([5000, 300], [3000, 300]))).toEqual([0, 300]);
  });

  test('for one packet is a wrong stamp', () => {
    expect(starts(lags([5000, 100], [100, 1], [5000, 100]))).toEqual([0]);
  });
});

test('packets without a lag are passed over', () => {
  const lagMs = lags([0, 100], [500, 100]);
  lagMs.fill(NO_LAG, 0, 3);
  lagMs.fill(NO_LAG, 95, 105);
  expect(starts(lagMs)).toEqual([3, 105]);
});

test('the last one of packets that came together may be late', () => {
  const lagMs = lags([0, 100], [300, 1], [5000, 100]);
  lagMs.fill(HELD_UP, 90, 100);
  expect(starts(lagMs)).toEqual([0, 101]);
});

test('tens of thousands of stretches are found one by one', () => {
  const levels = Array.from({ length: 40_000 }, (_, at) => [at * 300, 8] as const);
  expect(starts(lags(...levels))).toEqual(levels.map((_, at) => at * 8));
});
