import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFrameRate } from './frame-rate.js';
import { TimecodeError } from './timecode-error.js';
import { formatTimecode, parseTimecode, type ParseTimecodeOptions } from './timecode-text.js';

describe('labels and frame numbers', () => {
  test.each([
    ['29.97df', '00:00:59;29', 1799],
    ['29.97df', '00:01:00;02', 1800],
    ['29.97df', '00:09:59;29', 17981],
    ['29.97df', '00:10:00;00', 17982],
    ['29.97df', '01:00:00;00', 107892],
    ['29.97df', '10:00:00;00', 1078920],
    ['29.97df', '14:03:07;11', 1516103],
    ['29.97df', '23:59:59;29', 2589407],
    ['59.94df', '00:00:59;59', 3599],
    ['59.94df', '00:01:00;04', 3600],
    ['59.94df', '00:10:00;00', 35964],
    ['59.94df', '01:00:00;00', 215784],
    ['59.94df', '14:03:07;11', 3032195],
    ['59.94df', '23:59:59;59', 5178815],
    ['119.88df', '00:01:00;008', 7200],
    ['119.88df', '01:00:00;000', 431568],
    ['119.88df', '23:59:59;119', 10357631],
    ['29.97', '01:00:00:00', 108000],
    ['29.97', '00:01:00:00', 1800],
    ['23.976', '14:02:16:16', 1212880],
    ['24', '14:03:07:05', 1214093],
    ['25', '23:59:59:24', 2159999],
    ['48', '14:03:07:10', 2428186],
    ['50', '14:03:07:11', 2529361],
    ['60', '14:03:07:13', 3035233],
    ['100', '14:03:07:22', 5058722],
    ['120', '14:03:07:026', 6070466],
    ['5', '00:00:01:04', 9],
    ['1001', '00:00:01:1000', 2001],
  ])('%s: %s is %d', (name, text, frameNumber) => {
    const frameRate = parseFrameRate(name);
    expect(parseTimecode(text, frameRate)).toEqual({ frameNumber, frameRate });
    expect(formatTimecode({ frameNumber, frameRate })).toBe(text);
  });

  test('come back from text at every rate, negative and beyond a day', () => {
    const rates = ['23.976', '25', '29.97', '29.97df', '50', '59.94df', '119.88df', '120', '25/2'];
    const options = { negative: true, beyond24Hours: true };
    fc.assert(
      fc.property(
        fc.constantFrom(...rates.map(parseFrameRate)),
        fc.oneof(
          fc.integer(),
          fc.maxSafeInteger().map((value) => value / 4 - ((value / 4) % 1)),
        ),
        (frameRate, frameNumber) => {
          const text = formatTimecode({ frameNumber, frameRate });
          expect(parseTimecode(text, frameRate, options)).toEqual({
            frameNumber: frameNumber + 0,
            frameRate,
          });
        },
      ),
    );
  });
});

describe('parseTimecode on request', () => {
  test.each<[string, string, ParseTimecodeOptions, number]>([
    ['29.97df', '00;10;00;00', {}, 17982],
    ['29.97df', '00:10:00.00', { legacySeparators: true }, 17982],
    ['29.97df', '00:10:00,00', { legacySeparators: true }, 17982],
    ['29.97df', '00:10:00;00', { legacySeparators: true }, 17982],
    ['29.97df', '00:01:00;00', { skippedLabel: 'next' }, 1800],
    ['29.97df', '-00:01:00;02', { negative: true }, -1800],
    ['25', '-00:00:00:00', { negative: true }, 0],
    ['25', '24:00:00:00', { beyond24Hours: true }, 2160000],
    ['25', '100:00:00:00', { beyond24Hours: true }, 9000000],
    ['25', '1234', { frameCount: true }, 1234],
    ['25', '-1234', { frameCount: true, negative: true }, -1234],
    ['25', '-0', { frameCount: true, negative: true }, 0],
    ['25', '00:00:01:00', { frameCount: true }, 25],
    ['120', '14:03:07:26', {}, 6070466],
  ])('%s: reads %s with %j', (name, text, options, frameNumber) => {
    expect(parseTimecode(text, parseFrameRate(name), options).frameNumber).toBe(frameNumber);
  });
});

describe('parseTimecode says what is wrong and where', () => {
  test.each<[string, string, ParseTimecodeOptions, string, number | undefined, string]>([
    // rate, text, options, code, position, message behind the text
    [
      '25',
      '',
      {},
      'syntax',
      0,
      ', hours at position 0: found the end of the text, expected a digit',
    ],
    ['25', 'ab:00:00:00', {}, 'syntax', 0, ', hours at position 0: found "a", expected a digit'],
    ['25', '00:00:00', {}, 'syntax', 8, 'end of seconds at position 8: found the end of the text'],
    ['25', '00:00 00:00', {}, 'syntax', 5, 'end of minutes at position 5: found " "'],
    ['25', '00:00::00', {}, 'syntax', 6, 'seconds at position 6: found ":", expected a digit'],
    ['25', '00:00:00:00 ', {}, 'syntax', 11, 'found " ", expected the end of the text'],
    ['25', '0:00:00:00', {}, 'syntax', 0, 'hours at position 0: found "0", expected 2 digits'],
    ['25', '00:0:00:00', {}, 'syntax', 3, 'minutes at position 3: found "0", expected 2 digits'],
    ['25', '00:00:000:00', {}, 'syntax', 6, 'seconds at position 6: found "000"'],
    ['25', '00:00:00:000', {}, 'syntax', 9, 'frames at position 9: found "000", expected 2 digits'],
    ['120', '00:00:00:0000', {}, 'syntax', 9, 'expected 2 to 3 digits'],
    ['25', '24:00:00:00', {}, 'range', 0, 'hours at position 0: found 24, expected 00 to 23'],
    ['25', '00:60:00:00', {}, 'range', 3, 'minutes at position 3: found 60, expected 00 to 59'],
    ['25', '00:00:60:00', {}, 'range', 6, 'seconds at position 6: found 60, expected 00 to 59'],
    ['25', '00:00:00:25', {}, 'range', 9, 'frames at position 9: found 25, expected 00 to 24'],
    ['25', '-00:00:00:25', { negative: true }, 'range', 10, 'frames at position 10: found 25'],
    ['25', '-00:00:00:01', {}, 'range', 0, 'sign at position 0: found "-"'],
    ['25', '-1', { frameCount: true }, 'range', 0, 'sign at position 0'],
    ['25', '1234', {}, 'syntax', 4, 'end of hours at position 4'],
    ['25', '9007199254740992', { frameCount: true }, 'range', undefined, 'up to 2^53 − 1'],
    [
      '25',
      '00:00:00;00',
      {},
      'separator',
      8,
      'separator before frames at position 8: found ";", expected ":", because 25 counts without drop frame',
    ],
    [
      '29.97df',
      '00:00:00:00',
      {},
      'separator',
      8,
      'separator before frames at position 8: found ":", expected ";", because 29.97df counts drop frame',
    ],
    ['29.97df', '00:00:00.00', {}, 'separator', 8, 'found ".", expected ";"'],
    ['25', '00:00:00.00', { legacySeparators: true }, 'separator', 8, 'found ".", expected ":"'],
    ['29.97df', '00:00;00;00', {}, 'separator', 5, 'before seconds at position 5: found ";"'],
    ['29.97df', '00;00:00;00', {}, 'separator', 5, 'before seconds at position 5: found ":"'],
    ['25', '00;00;00;00', {}, 'separator', 2, 'before minutes at position 2: found ";"'],
    [
      '29.97df',
      '00:01:00;01',
      {},
      'skipped-label',
      9,
      'frames at position 9: found 1 at the start of minute 1, expected 2 or more',
    ],
    ['59.94df', '12:59:00;03', {}, 'skipped-label', 9, 'found 3 at the start of minute 59'],
  ])('%s: %s', (name, text, options, code, position, message) => {
    const read = () => parseTimecode(text, parseFrameRate(name), options);
    expect(read).toThrow(TimecodeError);
    expect(read).toThrow(expect.objectContaining({ code, position }));
    expect(read).toThrow(`timecode "${text}"`);
    expect(read).toThrow(message);
  });

  test('for any text: an answer or a TimecodeError', () => {
    const rates = ['25', '29.97df', '120'].map(parseFrameRate);
    const character = fc.constantFrom(...Array.from('0123456789:;.,- x'));
    const options = { negative: true, beyond24Hours: true, frameCount: true };
    fc.assert(
      fc.property(
        fc.constantFrom(...rates),
        fc.string({ unit: character, maxLength: 14 }),
        (rate, text) => {
          try {
            const { frameNumber } = parseTimecode(text, rate, options);
            expect(Number.isSafeInteger(frameNumber)).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(TimecodeError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
