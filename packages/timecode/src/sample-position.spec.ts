import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frameRate, parseFrameRate } from './frame-rate.js';
import { frameToSamples, samplesPerFrame, samplesToFrame } from './sample-position.js';

test.each([
  ['23.976', 2002, 1],
  ['24', 2000, 1],
  ['25', 1920, 1],
  ['29.97', 8008, 5],
  ['29.97df', 8008, 5],
  ['30', 1600, 1],
  ['47.952', 1001, 1],
  ['48', 1000, 1],
  ['50', 960, 1],
  ['59.94', 4004, 5],
  ['60', 800, 1],
  ['100', 480, 1],
  ['119.88', 2002, 5],
  ['120', 400, 1],
])('a frame of %s is %d/%d samples at 48 kHz', (name, numerator, denominator) => {
  expect(samplesPerFrame(parseFrameRate(name), 48000)).toEqual({ numerator, denominator });
});

test.each([
  ['50', 2428186560, 2529361, 0, 1],
  ['25', 2428186560, 1264680, 960, 1],
  ['24', 2428186560, 1214093, 560, 1],
  ['29.97', 2428186560, 1516100, 800, 1],
  ['29.97', 2428186561, 1516100, 801, 1],
  ['29.97', 8008, 5, 0, 1],
  ['29.97', 8007, 4, 8003, 5],
  ['29.97', -1, -1, 8003, 5],
  ['50', -960, -1, 0, 1],
])('%s: sample %d is in frame %d, %d/%d after its start', (name, samples, frame, num, den) => {
  expect(samplesToFrame(samples, parseFrameRate(name), 48000)).toEqual({
    frameNumber: frame,
    remainderSamples: { numerator: num, denominator: den },
  });
});

describe('frames and samples', () => {
  const part = fc.integer({ min: 1, max: 130_000 });
  const anyRate = fc.tuple(part, part).map(([a, b]) => frameRate(Math.max(a, b), Math.min(a, b)));
  const anySampleRate = fc.oneof(
    fc.constantFrom(8000, 44100, 48000, 96000, 192000),
    fc.integer({ min: 1000, max: 200_000 }),
  );
  const anySamples = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });

  test('add up to the sample exactly, and the remainder is less than a frame', () => {
    fc.assert(
      fc.property(anySamples, anyRate, anySampleRate, (samples, rate, sampleRate) => {
        const { frameNumber, remainderSamples } = samplesToFrame(samples, rate, sampleRate);
        const { numerator, denominator } = remainderSamples;
        expect(numerator).toBeGreaterThanOrEqual(0);
        // Everything in samples times rate.numerator times the denominator of the remainder.
        const frame = BigInt(rate.denominator) * BigInt(sampleRate) * BigInt(denominator);
        const remainder = BigInt(numerator) * BigInt(rate.numerator);
        expect(remainder < frame).toBe(true);
        expect(BigInt(frameNumber) * frame + remainder).toBe(
          BigInt(samples) * BigInt(rate.numerator) * BigInt(denominator),
        );
      }),
    );
  });

  test('lead back to the frame', () => {
    const anyFrame = fc.integer({ min: -300_000, max: 300_000 });
    fc.assert(
      fc.property(anyFrame, anyRate, anySampleRate, (frameNumber, rate, sampleRate) => {
        const start = frameToSamples(frameNumber, rate, sampleRate);
        expect(samplesToFrame(start, rate, sampleRate)).toEqual({
          frameNumber,
          remainderSamples: { numerator: 0, denominator: 1 },
        });
      }),
    );
  });

  test('hold at the end of what a number holds', () => {
    const rate = parseFrameRate('120000/1001');
    const last = Number.MAX_SAFE_INTEGER;
    expect(samplesToFrame(last, rate, 48000)).toEqual(samplesToFrame(BigInt(last), rate, 48000));
    // 2^53 − 1 samples are (2^53 − 1) · 5/2002 frames, and 5 · (2^53 − 1) = 2002 · 22495502634218 + 519.
    expect(samplesToFrame(last, rate, 48000)).toEqual({
      frameNumber: 22495502634218,
      remainderSamples: { numerator: 519, denominator: 5 },
    });
    expect(() => frameToSamples(last, rate, 48000)).toThrow(
      expect.objectContaining({ code: 'range' }),
    );
  });

  test('are whole numbers or fractions of them', () => {
    const rate = parseFrameRate('50');
    for (const samples of [0.5, NaN, Infinity, 2 ** 53]) {
      expect(() => samplesToFrame(samples, rate, 48000)).toThrow('sample position: found');
    }
    expect(() => samplesToFrame(0, rate, 0)).toThrow('sample rate: found 0');
    expect(() => samplesToFrame({ numerator: 1, denominator: 0 }, rate, 48000)).toThrow(
      'denominator of the sample position: found 0',
    );
    expect(() => frameToSamples(0.5, rate, 48000)).toThrow('frame number: found 0.5');
  });
});
