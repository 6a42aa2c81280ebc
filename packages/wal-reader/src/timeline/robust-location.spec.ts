import { describe, expect, test } from '@jest/globals';
import { randomSource } from '../testing/random-source.js';
import { locationEstimator, medianOfFew } from './robust-location.js';

test('the median is the middle, or between the two in the middle', () => {
  expect(medianOfFew(Int32Array.of(5, 1, 3, 99), 3)).toBe(3);
  expect(medianOfFew(Int32Array.of(5, 1, 3, 4), 4)).toBe(3.5);
  expect(medianOfFew(Float64Array.of(7), 1)).toBe(7);
});

describe('the location of values', () => {
  const locate = (values: readonly number[], reach = 20): number => {
    const estimator = locationEstimator();
    for (const value of values) estimator.add(value);
    return estimator.take(reach);
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

  test('starts anew after it was taken', () => {
    const estimator = locationEstimator();
    for (let value = 0; value < 100; value++) estimator.add(value);
    estimator.take(10);
    expect(estimator.count).toBe(0);
    estimator.add(4);
    expect(estimator.take(10)).toBe(4);
  });
});
