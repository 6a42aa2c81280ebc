import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonTimescale, rescaleDuration } from './merge-timescale.js';

test.each([
  [600, 44100, 88200],
  [1000, 1000, 1000],
  [90000, 48000, 720000],
  [4294967291, 4294967279, 4294967291],
])('%i and %i have the common timescale %i', (a, b, common) => {
  expect(commonTimescale(a, b)).toBe(common);
});

test('a duration comes back from a common timescale', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 1, max: 40_000 }),
      fc.nat(),
      (a, b, duration) => {
        const common = commonTimescale(a, b);
        expect(rescaleDuration(rescaleDuration(duration, a, common), common, a)).toBe(duration);
      },
    ),
  );
});

test('large durations are exact, unknown ones stay unknown', () => {
  expect(rescaleDuration(3_002_399_751_580_330, 90_000, 270_000)).toBe(9_007_199_254_740_990);
  expect(rescaleDuration(9_007_199_254_740_989, 3, 1)).toBe(3_002_399_751_580_330);
  expect(rescaleDuration(Infinity, 1000, 600)).toBe(Infinity);
  expect(rescaleDuration(5, 2, 1)).toBe(3);
});
