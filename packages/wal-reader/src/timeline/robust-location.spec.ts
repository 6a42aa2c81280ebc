import { describe, expect, test } from '@jest/globals';
import { randomSource } from '../testing/random-source.js';
import { HELD_UP, NO_LAG } from './stamp-lags.js';
import { lagLocator, medianOfFew } from './robust-location.js';

test('the median is the middle, or between the two in the middle', () => {
  expect(medianOfFew(Int32Array.of(5, 1, 3, 99), 3)).toBe(3);
  expect(medianOfFew(Int32Array.of(5, 1, 3, 4), 4)).toBe(3.5);
  expect(medianOfFew(Float64Array.of(7), 1)).toBe(7);
});

describe('the location of values', () => {
  const locate = (values: readonly number[]): number =>
    lagLocator(20)(Int32Array.from(values), 0, values.length).levelMs;

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
    const locator = lagLocator(10);
    locator(new Int32Array(100), 0, 100);
    const location = locator(Int32Array.of(9, 1, NO_LAG, 3, HELD_UP, 9), 1, 5);
    expect(location).toMatchObject({ count: 2, levelMs: 2 });
    expect(locator(Int32Array.of(NO_LAG, HELD_UP), 0, 1).count).toBe(0);
  });

  test('is told together with the highest, as far as that is known', () => {
    const locator = lagLocator(20);
    expect(locator(Int32Array.of(9, NO_LAG, 700, 3), 0, 4).highestMs).toBe(700);
    const many = Int32Array.from({ length: 100 }, (_, at) => (at === 60 ? 5000 : at % 7));
    expect(locator(many, 0, 60).highestMs).toBe(6);
    expect(locator(many, 0, 100).highestMs).toBe(5000);
    many[70] = HELD_UP;
    expect(locator(many, 0, 100).highestMs).toBe(Infinity);
  });
});
