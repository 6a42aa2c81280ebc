import { describe, expect, test } from '@jest/globals';
import { randomSource } from '../testing/random-source.js';
import { HELD_UP, NO_LAG } from './stamp-lags.js';
import { locationEstimator, medianOfFew } from './robust-location.js';

test('the median is the middle, or between the two in the middle', () => {
  expect(medianOfFew(Int32Array.of(5, 1, 3, 99), 3)).toBe(3);
  expect(medianOfFew(Int32Array.of(5, 1, 3, 4), 4)).toBe(3.5);
  expect(medianOfFew(Float64Array.of(7), 1)).toBe(7);
});

describe('the location of values', () => {
  const locate = (values: readonly number[], reach = 20): number => {
    const estimator = locationEstimator();
    estimator.fill(Int32Array.from(values), 0, values.length);
    return estimator.locate(reach);
  };

  test('is their mean if they are close', () => {
    expect(locate([10, 12, 17])).toBe(13);
    expect(locate([-2_000_000_001, -2_000_000_003])).toBe(-2_000_000_002);
  });

  test('does not heed those far off', () => {
    expect(locate([10, 12, 500, 14, -80_000])).toBe(12);
  });

  test('is that of the lower ones if as many are far higher', () => {
    expect(locate([10, 130])).toBe(10);
    expect(locate([130, 10, 12, 128])).toBe(11);
  });

  test('is found among many within a fraction of their spread', () => {
    const random = randomSource(7);
    const values = Array.from({ length: 2000 }, (_, at) =>
      at % 20 === 0 ? 90_000 : Math.round(50_000 + 10 * random.normal()),
    );
    expect(Math.abs(locate(values) - 50_000)).toBeLessThan(1);
  });

  test('is that of a part of a column, without the packets that have none', () => {
    const estimator = locationEstimator();
    estimator.fill(new Int32Array(100), 0, 100);
    expect(estimator.fill(Int32Array.of(9, 1, NO_LAG, 3, HELD_UP, 9), 1, 5)).toBe(2);
    expect(estimator.locate(10)).toBe(2);
  });

  test('is told together with the highest, as far as that is known', () => {
    const estimator = locationEstimator();
    estimator.fill(Int32Array.of(9, NO_LAG, 700, 3), 0, 4);
    expect(estimator.highestMs).toBe(700);
    const many = Int32Array.from({ length: 100 }, (_, at) => (at === 60 ? 5000 : at % 7));
    estimator.fill(many, 0, 60);
    expect(estimator.highestMs).toBe(6);
    estimator.fill(many, 0, 100);
    expect(estimator.highestMs).toBe(5000);
    many[70] = HELD_UP;
    estimator.fill(many, 0, 100);
    expect(estimator.highestMs).toBe(Infinity);
  });
});
