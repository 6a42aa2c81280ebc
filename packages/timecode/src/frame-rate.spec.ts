import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { frameRate, frameRateName, parseFrameRate, sameFrameRate } from './frame-rate.js';
import { TimecodeError } from './timecode-error.js';

describe('parseFrameRate', () => {
  test.each([
    // text, numerator, denominator, numberOfFrames, dropFrame, name
    ['23.976', 24000, 1001, 24, false, '23.976'],
    ['23.98', 24000, 1001, 24, false, '23.976'],
    ['23.97', 24000, 1001, 24, false, '23.976'],
    ['23.976023976023', 24000, 1001, 24, false, '23.976'],
    ['24', 24, 1, 24, false, '24'],
    ['25', 25, 1, 25, false, '25'],
    ['25.000', 25, 1, 25, false, '25'],
    ['29.97', 30000, 1001, 30, false, '29.97'],
    ['29.97ndf', 30000, 1001, 30, false, '29.97'],
    ['29.97df', 30000, 1001, 30, true, '29.97df'],
    [' 29.97 DF ', 30000, 1001, 30, true, '29.97df'],
    ['29.97-df', 30000, 1001, 30, true, '29.97df'],
    ['30000/1001', 30000, 1001, 30, false, '29.97'],
    ['30000/1001df', 30000, 1001, 30, true, '29.97df'],
    ['60000/2002', 30000, 1001, 30, false, '29.97'],
    ['30', 30, 1, 30, false, '30'],
    ['47.952', 48000, 1001, 48, false, '47.952'],
    ['47.95', 48000, 1001, 48, false, '47.952'],
    ['48', 48, 1, 48, false, '48'],
    ['50', 50, 1, 50, false, '50'],
    ['48000/960', 50, 1, 50, false, '50'],
    ['59.94', 60000, 1001, 60, false, '59.94'],
    ['59.94df', 60000, 1001, 60, true, '59.94df'],
    ['60', 60, 1, 60, false, '60'],
    ['100', 100, 1, 100, false, '100'],
    ['119.88', 120000, 1001, 120, false, '119.88'],
    ['119.88df', 120000, 1001, 120, true, '119.88df'],
    ['120', 120, 1, 120, false, '120'],
    ['25/2', 25, 2, 13, false, '25/2'],
  ])('%s', (text, numerator, denominator, numberOfFrames, dropFrame, name) => {
    const rate = parseFrameRate(text);
    expect(rate).toEqual({ numerator, denominator, numberOfFrames, dropFrame });
    expect(frameRateName(rate)).toBe(name);
  });

  test.each([
    ['', 'frame-rate', 'frame rate "": found no frame rate, expected a rate such as 25'],
    ['fast', 'frame-rate', 'found no frame rate'],
    ['-25', 'frame-rate', 'found no frame rate'],
    ['25fps', 'frame-rate', 'found no frame rate'],
    ['12.5', 'frame-rate', 'expected a fraction, such as 25/2'],
    ['29.98', 'frame-rate', 'a decimal that names no NTSC rate'],
    ['29.9', 'frame-rate', 'a decimal that names no NTSC rate'],
    ['0', 'frame-rate', 'found 0'],
    ['25/0', 'frame-rate', 'found 0'],
    ['1/2', 'frame-rate', 'found less than one frame a second'],
    ['4294967296', 'frame-rate', 'found 4294967296'],
    ['25df', 'drop-frame', 'expected drop frame only at 29.97 (29.97df)'],
    ['30df', 'drop-frame', 'drop frame at a rate that has none'],
    ['23.976df', 'drop-frame', 'drop frame at a rate that has none'],
  ])('refuses "%s"', (text, code, message) => {
    const read = () => parseFrameRate(text);
    expect(read).toThrow(TimecodeError);
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(message);
  });

  test('reads every name back', () => {
    const part = fc.integer({ min: 1, max: 0xffffffff });
    const any = fc.tuple(part, part).map(([a, b]) => frameRate(Math.max(a, b), Math.min(a, b)));
    const ntsc = fc
      .integer({ min: 2, max: 2000 })
      .map((nominal) => frameRate(nominal * 1000, 1001));
    fc.assert(
      fc.property(fc.oneof(any, ntsc), (rate) => {
        expect(parseFrameRate(frameRateName(rate))).toEqual(rate);
      }),
    );
  });
});

test('frameRate takes numbers and refuses fractions of them', () => {
  expect(frameRateName(frameRate(30000, 1001, { dropFrame: true }))).toBe('29.97df');
  expect(() => frameRate(29.97)).toThrow('frame rate "29.97/1": found 29.97');
  expect(() => frameRate(NaN)).toThrow(TimecodeError);
});

test('rates are the same when number and counting are', () => {
  const [ntsc, drop] = [parseFrameRate('29.97'), parseFrameRate('29.97df')];
  expect(sameFrameRate(ntsc, parseFrameRate('60000/2002'))).toBe(true);
  expect(sameFrameRate(ntsc, drop)).toBe(false);
  expect(sameFrameRate(ntsc, parseFrameRate('30'))).toBe(false);
});
