import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framesPerDay, isSkippedLabel } from './drop-frame.js';
import { parseFrameRate } from './frame-rate.js';
import { frameOfLabel, labelOfFrame } from './timecode-label.js';

const RATES = [
  '23.976',
  '24',
  '25',
  '29.97',
  '29.97df',
  '30',
  '47.952',
  '48',
  '50',
  '59.94',
  '59.94df',
  '60',
  '100',
  '119.88',
  '119.88df',
  '120',
  '25/2',
].map(parseFrameRate);

const anyRate = fc.constantFrom(...RATES);
const anyFrameNumber = fc.oneof(
  fc.integer({ min: 0, max: 10_368_000 }),
  fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
);

describe('frame numbers and labels', () => {
  test('name each other, for any frame of any day', () => {
    fc.assert(
      fc.property(anyRate, anyFrameNumber, (rate, frameNumber) => {
        const label = labelOfFrame(frameNumber, rate);
        expect(label.negative === true).toBe(frameNumber < 0);
        expect(label.minutes).toBeLessThan(60);
        expect(label.seconds).toBeLessThan(60);
        expect(label.frames).toBeLessThan(rate.numberOfFrames);
        expect(isSkippedLabel(label, rate)).toBe(false);
        expect(frameOfLabel(label, rate)).toBe(frameNumber);
      }),
      { numRuns: 1000 },
    );
  });

  test('name each other, for any label that exists', () => {
    const anyLabel = anyRate.chain((rate) =>
      fc.record({
        rate: fc.constant(rate),
        label: fc.record({
          hours: fc.nat(100),
          minutes: fc.nat(59),
          seconds: fc.oneof(fc.nat(59), fc.constant(0)),
          frames: fc.oneof(fc.nat(rate.numberOfFrames - 1), fc.nat(9)),
        }),
      }),
    );
    fc.assert(
      fc.property(anyLabel, ({ rate, label }) => {
        fc.pre(!isSkippedLabel(label, rate));
        expect(labelOfFrame(frameOfLabel(label, rate), rate)).toEqual(label);
      }),
      { numRuns: 1000 },
    );
  });

  test('count in the same order', () => {
    fc.assert(
      fc.property(anyRate, fc.nat(10_368_000), (rate, frameNumber) => {
        const { hours, minutes, seconds, frames } = labelOfFrame(frameNumber, rate);
        const next = labelOfFrame(frameNumber + 1, rate);
        const rank = ((hours * 60 + minutes) * 60 + seconds) * 1000 + frames;
        const nextRank =
          ((next.hours * 60 + next.minutes) * 60 + next.seconds) * 1000 + next.frames;
        expect(nextRank).toBeGreaterThan(rank);
      }),
    );
  });

  test('start again after a day, 24 hours on', () => {
    for (const rate of RATES) {
      const day = framesPerDay(rate);
      expect(labelOfFrame(day, rate)).toEqual({ hours: 24, minutes: 0, seconds: 0, frames: 0 });
      expect(labelOfFrame(day - 1, rate)).toEqual({
        hours: 23,
        minutes: 59,
        seconds: 59,
        frames: rate.numberOfFrames - 1,
      });
    }
  });
});

describe('frameOfLabel', () => {
  const drop = parseFrameRate('29.97df');
  const oneMinute = { hours: 0, minutes: 1, seconds: 0, frames: 0 };

  test('refuses a label that drop-frame counting leaves out', () => {
    expect(() => frameOfLabel(oneMinute, drop)).toThrow(
      'timecode label, frames: found 0 at the start of minute 1, expected 2 or more, ' +
        'because drop-frame counting begins such a minute with frame 2',
    );
    expect(() => frameOfLabel(oneMinute, drop)).toThrow(
      expect.objectContaining({ code: 'skipped-label', part: 'frames' }),
    );
  });

  test('takes the next label where asked', () => {
    const next = { skippedLabel: 'next' } as const;
    expect(frameOfLabel(oneMinute, drop, next)).toBe(1800);
    expect(frameOfLabel({ ...oneMinute, frames: 1 }, drop, next)).toBe(1800);
    expect(frameOfLabel({ ...oneMinute, frames: 3 }, drop, next)).toBe(1801);
  });

  test.each([
    ['hours', -1],
    ['minutes', 60],
    ['seconds', 1.5],
    ['frames', 30],
  ])('refuses %s of %d', (part, value) => {
    expect(() => frameOfLabel({ ...oneMinute, [part]: value }, drop)).toThrow(
      expect.objectContaining({ code: 'range', part, found: String(value) }),
    );
  });

  test('has no negative zero', () => {
    const zero = { negative: true, hours: 0, minutes: 0, seconds: 0, frames: 0 };
    expect(frameOfLabel(zero, drop)).toBe(0);
  });
});

test('labelOfFrame refuses what is no frame number', () => {
  const rate = parseFrameRate('25');
  for (const frameNumber of [0.5, NaN, Infinity, 2 ** 53]) {
    expect(() => labelOfFrame(frameNumber, rate)).toThrow(
      expect.objectContaining({ code: 'range', found: String(frameNumber) }),
    );
  }
});
