import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framesPerDay } from './drop-frame.js';
import { parseFrameRate } from './frame-rate.js';
import {
  addTimecode,
  compareTimecodes,
  convertTimecode,
  subtractTimecode,
  type Timecode,
  wrapTimecode,
} from './timecode.js';
import { formatTimecode, parseTimecode } from './timecode-text.js';

const RATES = ['23.976', '24', '25', '29.97', '29.97df', '30', '50', '59.94df', '119.88df', '120'];
const anyRate = fc.constantFrom(...RATES.map(parseFrameRate));
const anyFrameNumber = fc.integer({ min: -100_000_000, max: 100_000_000 });
const anyTimecode = fc.record({ frameNumber: anyFrameNumber, frameRate: anyRate });

function timecode(text: string, rate: string): Timecode {
  return parseTimecode(text, parseFrameRate(rate));
}

describe('adding and subtracting', () => {
  test.each([
    ['29.97df', '00:00:59;29', 1, '00:01:00;02'],
    ['29.97df', '00:01:00;02', -1, '00:00:59;29'],
    ['29.97df', '00:09:59;29', 1, '00:10:00;00'],
    ['25', '00:00:00:00', -1, '-00:00:00:01'],
    ['25', '23:59:59:24', 1, '24:00:00:00'],
  ])('%s: %s and %d frames is %s', (rate, text, frames, sum) => {
    expect(formatTimecode(addTimecode(timecode(text, rate), frames))).toBe(sum);
    expect(formatTimecode(subtractTimecode(timecode(text, rate), -frames))).toBe(sum);
  });

  test('takes a timecode of the same rate as a length', () => {
    const sum = addTimecode(timecode('10:00:00:00', '25'), timecode('00:10:00:12', '25'));
    expect(formatTimecode(sum)).toBe('10:10:00:12');
  });

  test('undo each other', () => {
    fc.assert(
      fc.property(anyTimecode, anyFrameNumber, (start, frames) => {
        const amount = { frameNumber: frames, frameRate: start.frameRate };
        expect(subtractTimecode(addTimecode(start, amount), amount)).toEqual(start);
        expect(addTimecode(subtractTimecode(start, frames), frames)).toEqual(start);
      }),
    );
  });

  test('refuse another rate, and say which one is needed', () => {
    const add = () =>
      addTimecode(timecode('00:00:00;00', '29.97df'), timecode('00:00:01:00', '25'));
    expect(add).toThrow(expect.objectContaining({ code: 'rate-mismatch', found: '25' }));
    expect(add).toThrow('expected 29.97df, the rate of the timecode');
  });

  test('refuse fractions of frames', () => {
    expect(() => addTimecode(timecode('00:00:00:00', '25'), 0.5)).toThrow(
      'number of frames: found 0.5, expected a whole number',
    );
  });
});

test('wrapping keeps the label within a day', () => {
  fc.assert(
    fc.property(anyTimecode, (start) => {
      const { frameNumber } = wrapTimecode(start);
      const day = framesPerDay(start.frameRate);
      expect(frameNumber).toBeGreaterThanOrEqual(0);
      expect(frameNumber).toBeLessThan(day);
      expect(Math.abs(frameNumber - start.frameNumber) % day).toBe(0);
    }),
  );
  const late = addTimecode(timecode('23:59:59;29', '29.97df'), 1);
  expect(formatTimecode(wrapTimecode(late))).toBe('00:00:00;00');
  const early = subtractTimecode(timecode('00:00:00:00', '50'), 1);
  expect(formatTimecode(wrapTimecode(early))).toBe('23:59:59:49');
});

describe('comparing', () => {
  test.each([
    ['01:00:00:00', '25', '01:00:00:00', '50', 0],
    // 108000 frames of 29.97 last 3603.6 s.
    ['01:00:00:00', '29.97', '01:00:00:00', '30', 1],
    ['01:00:00:00', '29.97', '01:00:03:18', '30', 0],
    // 107892 frames of 29.97 last 3599.9964 s.
    ['01:00:00;00', '29.97df', '01:00:00:00', '30', -1],
  ] as const)('%s at %s and %s at %s: %d', (a, rateOfA, b, rateOfB, order) => {
    expect(compareTimecodes(timecode(a, rateOfA), timecode(b, rateOfB))).toBe(order);
    expect(compareTimecodes(timecode(b, rateOfB), timecode(a, rateOfA))).toBe(0 - order);
  });

  test('is exact where products pass 2^53', () => {
    const a = { frameNumber: 2 ** 52, frameRate: parseFrameRate('30000/1001') };
    const b = { frameNumber: 2 ** 53 - 1, frameRate: parseFrameRate('60000/1001') };
    expect(compareTimecodes(a, b)).toBe(1);
  });

  test('sorts by real time', () => {
    fc.assert(
      fc.property(anyTimecode, anyTimecode, (a, b) => {
        const seconds = ({ frameNumber, frameRate }: Timecode) =>
          (frameNumber * frameRate.denominator) / frameRate.numerator;
        // Two different frame starts of these rates are at least 1/600000 s apart.
        const difference = seconds(a) - seconds(b);
        const order = Math.abs(difference) < 1e-7 ? 0 : Math.sign(difference);
        expect(compareTimecodes(a, b)).toBe(order);
      }),
    );
  });
});

describe('converting between rates', () => {
  test.each([
    ['25', '01:00:00:00', '50', '01:00:00:00'],
    ['50', '00:00:00:49', '25', '00:00:00:24'],
    ['29.97df', '00:10:00;00', '29.97', '00:09:59:12'],
    ['29.97', '01:00:00:00', '30', '01:00:03:18'],
    ['23.976', '01:00:00:00', '29.97', '01:00:00:00'],
    ['24', '00:00:00:05', '25', '00:00:00:05'],
    ['25', '00:00:00:05', '24', '00:00:00:04'],
  ])('%s %s is %s %s', (from, text, to, converted) => {
    expect(formatTimecode(convertTimecode(timecode(text, from), parseFrameRate(to)))).toBe(
      converted,
    );
  });

  test('rounds as asked', () => {
    // Frame 5 at 25 is frame 4.8 at 24.
    const start = timecode('00:00:00:05', '25');
    const to = parseFrameRate('24');
    expect(convertTimecode(start, to, 'floor').frameNumber).toBe(4);
    expect(convertTimecode(start, to, 'nearest').frameNumber).toBe(5);
    expect(convertTimecode(start, to, 'ceil').frameNumber).toBe(5);
  });

  test('finds the frame that shows at the moment', () => {
    fc.assert(
      fc.property(anyTimecode, anyRate, (start, to) => {
        const converted = convertTimecode(start, to);
        expect(compareTimecodes(converted, start)).toBeLessThanOrEqual(0);
        expect(compareTimecodes(addTimecode(converted, 1), start)).toBe(1);
      }),
    );
  });

  test('comes back from a rate at least as high', () => {
    fc.assert(
      fc.property(anyTimecode, anyRate, (start, to) => {
        const { numerator, denominator } = start.frameRate;
        fc.pre(to.numerator * denominator >= numerator * to.denominator);
        const there = convertTimecode(start, to, 'nearest');
        expect(convertTimecode(there, start.frameRate, 'nearest')).toEqual(start);
      }),
    );
  });
});
