import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clockTimeToTimecode,
  formatClockTime,
  parseClockTime,
  timecodeToClockTime,
} from './clock-time.js';
import { parseFrameRate } from './frame-rate.js';
import { formatTimecode } from './timecode-text.js';

test.each([
  ['00:00:00.000', 0],
  ['14:03:07.220', 50587220],
  ['23:59:59.999', 86399999],
  ['100:00:00.001', 360000001],
  ['-00:00:01.500', -1500],
])('%s is %d ms', (text, milliseconds) => {
  expect(parseClockTime(text, { negative: true, beyond24Hours: true })).toBe(milliseconds);
  expect(formatClockTime(milliseconds)).toBe(text);
});

test.each([
  ['14:03:07', 'syntax', 8, 'end of seconds at position 8: found the end of the text'],
  [
    '14:03:07:220',
    'separator',
    8,
    'separator after seconds at position 8: found ":", expected "."',
  ],
  ['14.03:07.220', 'separator', 2, 'separator after hours at position 2: found ".", expected ":"'],
  ['14:03:07.22', 'syntax', 9, 'milliseconds at position 9: found "22", expected 3 digits'],
  ['14:60:07.220', 'range', 3, 'minutes at position 3: found 60, expected 00 to 59'],
  ['24:00:00.000', 'range', 0, 'hours at position 0: found 24, expected 00 to 23'],
  ['-14:03:07.220', 'range', 0, 'sign at position 0: found "-"'],
])('refuses %s', (text, code, position, message) => {
  expect(() => parseClockTime(text)).toThrow(expect.objectContaining({ code, position }));
  expect(() => parseClockTime(text)).toThrow(`clock time "${text}", ${message}`);
});

test('has no negative zero', () => {
  expect(parseClockTime('-00:00:00.000', { negative: true })).toBe(0);
});

test('comes back from text', () => {
  const options = { negative: true, beyond24Hours: true };
  fc.assert(
    fc.property(fc.maxSafeInteger(), (milliseconds) => {
      expect(parseClockTime(formatClockTime(milliseconds), options)).toBe(milliseconds);
    }),
  );
});

describe('clock time and frames', () => {
  test.each([
    ['50', '14:03:07.220', '14:03:07:11'],
    ['25', '14:03:07.220', '14:03:07:05'],
    ['29.97', '14:03:07.220', '14:02:16:20'],
    ['29.97df', '14:03:07.220', '14:03:07;08'],
    ['23.976', '01:00:03.600', '01:00:00:00'],
  ])('%s: at %s shows %s', (rate, clock, text) => {
    const timecode = clockTimeToTimecode(parseClockTime(clock), parseFrameRate(rate));
    expect(formatTimecode(timecode)).toBe(text);
  });

  test('rounds as asked', () => {
    const rate = parseFrameRate('25');
    // 30 ms are 0.75 of a frame.
    expect(clockTimeToTimecode(30, rate, 'floor').frameNumber).toBe(0);
    expect(clockTimeToTimecode(30, rate, 'nearest').frameNumber).toBe(1);
    expect(clockTimeToTimecode(10, rate, 'ceil').frameNumber).toBe(1);
    // Frame 1 at 30 begins at 33.33 ms.
    const second = { frameNumber: 1, frameRate: parseFrameRate('30') };
    expect(timecodeToClockTime(second)).toBe(34);
    expect(timecodeToClockTime(second, 'nearest')).toBe(33);
  });

  test('leads back to the frame', () => {
    const rates = ['23.976', '25', '29.97df', '59.94', '120', '1000'].map(parseFrameRate);
    fc.assert(
      fc.property(fc.constantFrom(...rates), fc.integer(), (frameRate, frameNumber) => {
        const milliseconds = timecodeToClockTime({ frameNumber, frameRate });
        expect(clockTimeToTimecode(milliseconds, frameRate).frameNumber).toBe(frameNumber);
      }),
    );
  });
});
