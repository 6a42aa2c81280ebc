import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { framesPerDay } from './drop-frame.js';
import { type FrameRate, parseFrameRate } from './frame-rate.js';
import { addTimecode, wrapTimecode } from './timecode.js';
import { formatTimecode, parseTimecode } from './timecode-text.js';

/*
 * Compared with smpte-timecode 1.3.6, a well-used library. Both agree on every label of a day at 24, 25, 29.97 and
 * 59.94 (drop frame and not), 30, 50 and 60. Where they part:
 *
 *  - It keeps fractional rates as a double rounded to two decimals (29.97, 23.98) and takes 86400 of them, rounded,
 *    for a day. At drop frame that happens to be the day; without, a day of labels is 2592000 frames at 29.97, and
 *    smpte-timecode starts again at 2589408, so that adding a frame to 23:58:33:17 leads to 00:00:00:00.
 *  - At 119.88 it leaves out 4 labels a minute instead of 8 (SMPTE ST 12-3): an hour is 431784 frames there, which
 *    falls behind the clock by 1.8 seconds.
 *  - It counts drop frame at 23.976, where there is none.
 *  - Without a rate it takes 29.97 drop frame, and a label decides by its separator: `01:00:00:00` then counts
 *    non-drop at a rate asked for as drop frame. Here the rate decides and the text has to agree.
 *  - It reads no labels of 24 hours and more and no negative ones.
 */
interface PeerTimecode {
  readonly frameCount: number;
  toString(): string;
  add(frames: number): PeerTimecode;
}
const PeerTimecode = createRequire(import.meta.url)('smpte-timecode') as (
  timecode: number | string,
  frameRate?: number | readonly [number, number],
  dropFrame?: boolean,
) => PeerTimecode;

function peer(timecode: number | string, rate: FrameRate): PeerTimecode {
  return PeerTimecode(timecode, [rate.numerator, rate.denominator], rate.dropFrame);
}

describe('agrees with smpte-timecode', () => {
  const rates = ['23.976', '24', '25', '29.97', '29.97df', '30', '50', '59.94', '59.94df', '60'];
  const anyFrame = fc
    .tuple(fc.constantFrom(...rates.map(parseFrameRate)), fc.nat(10_000_000))
    .map(([frameRate, number]) => ({ frameNumber: number % framesPerDay(frameRate), frameRate }));

  test('on the label of a frame and the frame of a label', () => {
    fc.assert(
      fc.property(anyFrame, (frame) => {
        const text = formatTimecode(frame);
        expect(peer(frame.frameNumber, frame.frameRate).toString()).toBe(text);
        expect(peer(text, frame.frameRate).frameCount).toBe(frame.frameNumber);
        expect(parseTimecode(text, frame.frameRate).frameNumber).toBe(frame.frameNumber);
      }),
      { numRuns: 1000 },
    );
  });

  test('on labels that drop frame leaves out', () => {
    const drop = ['29.97df', '59.94df'].map(parseFrameRate);
    const minute = fc.nat(59);
    fc.assert(
      fc.property(fc.constantFrom(...drop), fc.nat(23), minute, fc.nat(5), (rate, h, m, f) => {
        const [hours = '', minutes = '', frames = ''] = [h, m, f].map((n) =>
          String(n).padStart(2, '0'),
        );
        const text = `${hours}:${minutes}:00;${frames}`;
        expect(outcome(() => parseTimecode(text, rate).frameNumber)).toBe(
          outcome(() => peer(text, rate).frameCount),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('on sums around midnight, at whole rates and drop frame', () => {
    const exact = anyFrame.filter(({ frameRate: r }) => r.denominator === 1 || r.dropFrame);
    fc.assert(
      fc.property(exact, fc.nat(10_000_000), (frame, frames) => {
        const sum = wrapTimecode(addTimecode(frame, frames));
        expect(peer(frame.frameNumber, frame.frameRate).add(frames).toString()).toBe(
          formatTimecode(sum),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('differs from smpte-timecode', () => {
  test('in the length of a day without drop frame: labels go on to 23:59:59:29', () => {
    const rate = parseFrameRate('29.97');
    const last = { frameNumber: 2589407, frameRate: rate };
    expect(formatTimecode(last)).toBe('23:58:33:17');
    expect(formatTimecode(addTimecode(last, 1))).toBe('23:58:33:18');
    expect(peer(2589407, rate).add(1).toString()).toBe('00:00:00:00');
  });

  test('at 119.88 drop frame: an hour of labels lasts an hour', () => {
    const rate = parseFrameRate('119.88df');
    const { frameNumber } = parseTimecode('01:00:00;000', rate);
    expect(frameNumber).toBe(431568);
    expect((frameNumber * 1001) / 120000).toBeCloseTo(3600, 2);
    expect(peer('01:00:00;000', rate).frameCount).toBe(431784);
  });

  test('in refusing drop frame at 23.976', () => {
    expect(() => parseFrameRate('23.976df')).toThrow(
      expect.objectContaining({ code: 'drop-frame' }),
    );
    expect(PeerTimecode('00:01:00;02', [24000, 1001], true).frameCount).toBe(1440);
  });

  test('in asking text and rate to agree', () => {
    const rate = parseFrameRate('29.97df');
    expect(() => parseTimecode('01:00:00:00', rate)).toThrow(
      expect.objectContaining({ code: 'separator' }),
    );
    expect(PeerTimecode('01:00:00:00', 29.97).frameCount).toBe(108000);
    expect(PeerTimecode(107892, 29.97).toString()).toBe('01:00:00;00');
  });
});

function outcome(read: () => number): number | 'refused' {
  try {
    return read();
  } catch {
    return 'refused';
  }
}
