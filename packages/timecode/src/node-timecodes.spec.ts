import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clockTimeToTimecode, timecodeToClockTime } from './clock-time.js';
import { frameRate, parseFrameRate } from './frame-rate.js';
import { formatTimecode, parseTimecode } from './timecode-text.js';

/*
 * Compared with node-timecodes 2.5.0, which converts between seconds and labels in doubles and knows no drop frame.
 * Both agree at whole rates for times that lie within a frame. Where they part:
 *
 *  - At 29.97 and the like it copies the clock into the label and counts frames only within the second, so that a
 *    label names a time: 01:00:00:00 is 3600 s. A frame of 29.97 lasts 1001/30000 s and that label is frame 108000,
 *    at 3603.6 s.
 *  - It rounds to a tenth of a millisecond and to a hundredth of a frame: just before a frame begins it is given its
 *    label already, and just before a second ends a frame that does not exist, 00:00:00:25 at 25.
 *  - `;` is no separator to it, and fields out of range are computed with.
 */
const { fromSeconds, toSeconds } = createRequire(import.meta.url)('node-timecodes') as {
  readonly fromSeconds: (seconds: number, options: { readonly frameRate: number }) => string;
  readonly toSeconds: (timecode: string, frameRate: number) => number;
};

describe('agrees with node-timecodes at whole rates', () => {
  const anyRate = fc.constantFrom(24, 25, 30, 48, 50, 60, 100);

  test('on the frame that shows at a time', () => {
    fc.assert(
      fc.property(anyRate, fc.nat(86399999), (rate, milliseconds) => {
        // Away from the frame's end, where it rounds up.
        fc.pre((milliseconds * rate) % 1000 < 980);
        const timecode = clockTimeToTimecode(milliseconds, frameRate(rate));
        expect(fromSeconds(milliseconds / 1000, { frameRate: rate })).toBe(
          formatTimecode(timecode),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('on the time that a label names', () => {
    fc.assert(
      fc.property(anyRate, fc.nat(8_639_999), (rate, number) => {
        const timecode = { frameNumber: number % (86400 * rate), frameRate: frameRate(rate) };
        const milliseconds = toSeconds(formatTimecode(timecode), rate) * 1000;
        expect(Math.abs(timecodeToClockTime(timecode) - milliseconds)).toBeLessThan(1);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('differs from node-timecodes', () => {
  test('at 29.97: an hour of labels lasts 3603.6 s', () => {
    const timecode = parseTimecode('01:00:00:00', parseFrameRate('29.97'));
    expect(timecodeToClockTime(timecode)).toBe(3603600);
    expect(toSeconds('01:00:00:00', 29.97)).toBe(3600);
    const afterAnHour = clockTimeToTimecode(3600000, parseFrameRate('29.97'));
    expect(formatTimecode(afterAnHour)).toBe('00:59:56:12');
    expect(fromSeconds(3600, { frameRate: 29.97 })).toBe('01:00:00:00');
  });

  test('just before a second ends: no frame 25 at 25', () => {
    expect(formatTimecode(clockTimeToTimecode(999, frameRate(25)))).toBe('00:00:00:24');
    expect(fromSeconds(0.9999, { frameRate: 25 })).toBe('00:00:00:25');
  });

  test('in refusing what is no label', () => {
    expect(() => parseTimecode('00:00:00:99', frameRate(25))).toThrow(
      expect.objectContaining({ code: 'range', part: 'frames' }),
    );
    expect(toSeconds('00:00:00:99', 25)).toBe(3.96);
  });
});
