import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framesPerDay } from './drop-frame.js';
import { frameRate, frameRateName, parseFrameRate } from './frame-rate.js';
import { TimecodeError } from './timecode-error.js';
import {
  frameRateOfSampleEntry,
  timecodeOfSample,
  timecodeSampleEntry,
  timecodeSampleValue,
} from './timecode-sample-entry.js';
import { parseTimecode } from './timecode-text.js';

test.each([
  // rate, timescale, frameDuration, numberOfFrames, flags
  ['23.976', 24000, 1001, 24, 2],
  ['24', 48000, 2000, 24, 2],
  ['25', 48000, 1920, 25, 2],
  ['29.97', 30000, 1001, 30, 2],
  ['29.97df', 30000, 1001, 30, 3],
  ['30', 48000, 1600, 30, 2],
  ['47.952', 48000, 1001, 48, 2],
  ['48', 48000, 1000, 48, 2],
  ['50', 48000, 960, 50, 2],
  ['59.94', 60000, 1001, 60, 2],
  ['59.94df', 60000, 1001, 60, 3],
  ['60', 48000, 800, 60, 2],
  ['100', 48000, 480, 100, 2],
  ['119.88', 120000, 1001, 120, 2],
  ['119.88df', 120000, 1001, 120, 3],
  ['120', 48000, 400, 120, 2],
  ['25/2', 1000, 80, 13, 2],
])('%s is %d/%d, %d frames a second, flags %d', (name, timescale, frameDuration, frames, flags) => {
  const rate = parseFrameRate(name);
  const entry = { flags, timescale, frameDuration, numberOfFrames: frames };
  expect(timecodeSampleEntry(rate)).toEqual(entry);
  expect(timecodeSampleEntry(rate, { wrapsAt24Hours: false })).toEqual({
    ...entry,
    flags: flags & 1,
  });
  expect(frameRateOfSampleEntry(entry)).toEqual(rate);
});

describe('frameRateOfSampleEntry', () => {
  test.each([
    // What other programs write.
    [0, 24000, 1000, 24, '24'],
    [0, 25, 1, 25, '25'],
    [2, 600, 24, 25, '25'],
    [0, 48000, 2002, 24, '23.976'],
    [1, 2997, 100, 30, '29.97df'],
    [0, 2997, 100, 30, '29.97'],
    [0, 2398, 100, 24, '23.976'],
    [1, 5994, 100, 60, '59.94df'],
    [0, 2500, 100, 25, '25'],
    [0, 1250, 100, 13, '25/2'],
    [8, 30, 1, 30, '30'],
  ])(
    'flags %d, %d/%d, %d frames is %s',
    (flags, timescale, frameDuration, numberOfFrames, name) => {
      const rate = frameRateOfSampleEntry({ flags, timescale, frameDuration, numberOfFrames });
      expect(frameRateName(rate)).toBe(name);
    },
  );

  test.each([
    [0, 50, 1, 25, 'sample-entry', 'numberOfFrames: found 25, expected 50, the rate 50 rounded'],
    [0, 30000, 1001, 29, 'sample-entry', 'found 29, expected 30, the rate 29.97 rounded'],
    [1, 25, 1, 25, 'drop-frame', 'drop frame at a rate that has none'],
    [0, 0, 1, 25, 'frame-rate', 'found 0'],
    [0, 25, 0, 25, 'frame-rate', 'found 0'],
  ])(
    'refuses flags %d, %d/%d, %d frames',
    (flags, timescale, frameDuration, numberOfFrames, code, message) => {
      const read = () =>
        frameRateOfSampleEntry({ flags, timescale, frameDuration, numberOfFrames });
      expect(read).toThrow(TimecodeError);
      expect(read).toThrow(expect.objectContaining({ code }));
      expect(read).toThrow(message);
    },
  );
});

describe('samples', () => {
  const timecode = (text: string, rate: string) =>
    parseTimecode(text, parseFrameRate(rate), { negative: true, beyond24Hours: true });

  test.each([
    ['50', '14:03:07:11', 0x00269851],
    ['29.97df', '01:00:00;00', 107892],
    ['50', '24:00:00:01', 1],
    ['29.97df', '24:00:00;00', 0],
    ['25', '-00:00:00:01', 2159999],
  ])('%s: %s is %d', (rate, text, value) => {
    expect(timecodeSampleValue(timecode(text, rate))).toBe(value);
  });

  test('are not wrapped where the entry does not wrap, and never negative', () => {
    const unwrapped = { wrapsAt24Hours: false };
    expect(timecodeSampleValue(timecode('25:00:00:00', '25'), unwrapped)).toBe(2250000);
    for (const frameNumber of [-1, 2 ** 32, 0.5]) {
      const frame = { frameNumber, frameRate: parseFrameRate('25') };
      expect(() => timecodeSampleValue(frame, unwrapped)).toThrow(
        expect.objectContaining({ code: 'range', found: String(frameNumber) }),
      );
    }
  });

  test('are read as the entry says', () => {
    const read = (flags: number, value: number) =>
      timecodeOfSample({ flags, timescale: 48000, frameDuration: 960, numberOfFrames: 50 }, value)
        .frameNumber;
    expect(read(0, 0xffffffff)).toBe(0xffffffff);
    expect(read(0, -1)).toBe(0xffffffff);
    expect(read(4, 0xffffffff)).toBe(-1);
    expect(read(4, -100)).toBe(-100);
    expect(read(2, 4320001)).toBe(1);
    expect(read(0, 4320001)).toBe(4320001);
    for (const value of [2 ** 32, -(2 ** 31) - 1, 0.5]) {
      expect(() => read(0, value)).toThrow('timecode sample: found');
    }
  });

  test('come back at every rate', () => {
    const rates = fc.oneof(
      fc.constantFrom('23.976', '29.97df', '59.94df', '119.88df', '25/2').map(parseFrameRate),
      fc.integer({ min: 1, max: 255 }).map((whole) => frameRate(whole)),
      fc.integer({ min: 2, max: 255 }).map((nominal) => frameRate(nominal * 1000, 1001)),
    );
    fc.assert(
      fc.property(rates, fc.nat(), (rate, anyNumber) => {
        const frame = { frameNumber: anyNumber % framesPerDay(rate), frameRate: rate };
        const entry = timecodeSampleEntry(rate);
        expect(entry.timescale).toBeGreaterThanOrEqual(1000);
        expect(timecodeOfSample(entry, timecodeSampleValue(frame))).toEqual(frame);
      }),
    );
  });

  test('cannot count more than 255 frames a second', () => {
    expect(() => timecodeSampleEntry(frameRate(1000))).toThrow(
      'timecode sample entry, numberOfFrames: found 1000, expected 255 at most',
    );
  });
});
