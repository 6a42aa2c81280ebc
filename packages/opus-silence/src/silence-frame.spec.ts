import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SilenceError } from './silence-error.js';
import { divideIntoFrames, SILENCE_FRAME_SAMPLES } from './silence-frame.js';

describe('divideIntoFrames', () => {
  test.each([
    [0, []],
    [120, [[120, 1]]],
    [240, [[240, 1]]],
    [960, [[960, 1]]],
    [
      1800,
      [
        [960, 1],
        [480, 1],
        [240, 1],
        [120, 1],
      ],
    ],
    [48000 * 600, [[960, 30000]]],
    [
      48000 * 36000 + 600,
      [
        [960, 1800000],
        [480, 1],
        [120, 1],
      ],
    ],
  ])('%i samples', (durationSamples, expected) => {
    const runs = divideIntoFrames(durationSamples);
    expect(runs.map(({ frameSamples, count }) => [frameSamples, count])).toEqual(expected);
  });

  test('frames add up exactly, longest first, none shorter than 20 ms twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.floor(2 ** 53 / 120) - 1 }), (units) => {
        const runs = divideIntoFrames(units * 120);
        const total = runs.reduce((sum, run) => sum + run.frameSamples * run.count, 0);
        expect(total).toBe(units * 120);
        const lengths = runs.map((run) => run.frameSamples);
        expect(lengths).toEqual(SILENCE_FRAME_SAMPLES.filter((length) => lengths.includes(length)));
        for (const run of runs) {
          expect(run.count).toBeGreaterThan(0);
          if (run.frameSamples < 960) expect(run.count).toBe(1);
        }
      }),
    );
  });

  test.each([
    [-120, /found -120 samples/],
    [60, /multiple of 120 samples \(2\.5 ms\), found 60 samples, 60 too many/],
    [1000, /found 1000 samples, 40 too many/],
    [0.5, /whole number of samples/],
    [Number.NaN, /found NaN samples/],
    [Number.POSITIVE_INFINITY, /found Infinity samples/],
    [2 ** 53, /whole number of samples/],
  ])('refuses %p', (durationSamples, message) => {
    const divide = () => divideIntoFrames(durationSamples);
    expect(divide).toThrow(SilenceError);
    expect(divide).toThrow(expect.objectContaining({ code: 'invalid-duration' }));
    expect(divide).toThrow(message);
  });
});
