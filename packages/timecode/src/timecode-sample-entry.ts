import { frameRate, type FrameRate, frameRateName, ntscRateNear } from './frame-rate.js';
import { checkInteger } from './rational.js';
import { TimecodeError } from './timecode-error.js';
import { type Timecode, wrapTimecode } from './timecode.js';

/** Flags of the `tmcd` sample entry (QuickTime File Format, timecode sample description). */
export const timecodeFlag = {
  dropFrame: 0x1,
  /** Labels begin again after 24 hours. */
  wrapsAt24Hours: 0x2,
  negativeAllowed: 0x4,
  /** The sample is a tape counter, not a frame number. */
  counter: 0x8,
} as const;

/** The fields of a `tmcd` sample entry that say how frames are counted. */
export interface TimecodeSampleEntry {
  /** 32 bits, see `timecodeFlag`. */
  readonly flags: number;
  /** Ticks a second, 32 bits. */
  readonly timescale: number;
  /** Ticks a frame, 32 bits. */
  readonly frameDuration: number;
  /** Frames in a counted second, 8 bits. */
  readonly numberOfFrames: number;
}

/** A timescale that whole rates share with audio, so that durations of both tracks agree exactly. */
const AUDIO_TIMESCALE = 48000;

/** Timescales below this measure the length of a track too coarsely. */
const LEAST_TIMESCALE = 1000;

const LARGEST_UINT32 = 0xffffffff;

/**
 * The `tmcd` sample entry for a rate: whole rates in ticks of 1/48000 s where a frame is a whole number of them (50
 * is 48000/960), other rates in their own fraction (29.97 is 30000/1001).
 *
 * Throws `TimecodeError` `sample-entry` above 255 frames a second, the most the field holds.
 */
export function timecodeSampleEntry(
  rate: FrameRate,
  { wrapsAt24Hours = true }: { readonly wrapsAt24Hours?: boolean } = {},
): TimecodeSampleEntry {
  const { numerator, denominator, numberOfFrames, dropFrame } = rate;
  if (numberOfFrames > 255) {
    throw entryError('numberOfFrames', numberOfFrames, '255 at most, the field is one byte');
  }
  const inAudioTicks = denominator === 1 && AUDIO_TIMESCALE % numerator === 0;
  const scale = inAudioTicks ? AUDIO_TIMESCALE / numerator : Math.ceil(LEAST_TIMESCALE / numerator);
  return {
    flags:
      (dropFrame ? timecodeFlag.dropFrame : 0) | (wrapsAt24Hours ? timecodeFlag.wrapsAt24Hours : 0),
    timescale: numerator * scale,
    frameDuration: denominator * scale,
    numberOfFrames,
  };
}

/**
 * The unsigned 32-bit number that the sample of a timecode track holds: frames since 00:00:00:00, modulo a day
 * unless `wrapsAt24Hours` is false. Throws `TimecodeError` `range` for a number that does not fit, and for a negative
 * one that is not wrapped, which players misread.
 */
export function timecodeSampleValue(
  timecode: Timecode,
  { wrapsAt24Hours = true }: { readonly wrapsAt24Hours?: boolean } = {},
): number {
  checkInteger(timecode.frameNumber, 'frame number');
  const value = wrapsAt24Hours ? wrapTimecode(timecode).frameNumber : timecode.frameNumber;
  if (value < 0 || value > LARGEST_UINT32) {
    throw sampleError(value, 'a frame number from 0 to 2^32 − 1');
  }
  return value;
}

/**
 * The rate that a `tmcd` sample entry declares. The old decimal forms 2997/100, 2398/100 … count as the NTSC rates
 * they stand for.
 *
 * Throws `TimecodeError` `sample-entry` where the entry contradicts itself (numberOfFrames is not the rounded rate),
 * `frame-rate` and `drop-frame` as `frameRate` does.
 */
export function frameRateOfSampleEntry({
  flags,
  timescale,
  frameDuration,
  numberOfFrames,
}: TimecodeSampleEntry): FrameRate {
  const ntsc = frameDuration === 100 ? ntscNumerator(timescale) : undefined;
  const dropFrame = (flags & timecodeFlag.dropFrame) !== 0;
  const rate =
    ntsc === undefined
      ? frameRate(timescale, frameDuration, { dropFrame })
      : frameRate(ntsc, 1001, { dropFrame });
  if (rate.numberOfFrames !== numberOfFrames) {
    const expected = `${rate.numberOfFrames}, the rate ${frameRateName(rate)} rounded`;
    throw entryError('numberOfFrames', numberOfFrames, expected);
  }
  return rate;
}

/**
 * The timecode that a sample of a timecode track holds. `value` are its 32 bits, signed or unsigned: they count as
 * signed where the entry allows negative timecode, and modulo a day where it wraps at 24 hours.
 * Throws `TimecodeError` as `frameRateOfSampleEntry` does, and `range` for a value of more than 32 bits.
 */
export function timecodeOfSample(entry: TimecodeSampleEntry, value: number): Timecode {
  const rate = frameRateOfSampleEntry(entry);
  if (!Number.isInteger(value) || value < -0x80000000 || value > LARGEST_UINT32) {
    throw sampleError(value, 'a 32-bit number');
  }
  const frameNumber = (entry.flags & timecodeFlag.negativeAllowed) === 0 ? value >>> 0 : value | 0;
  const timecode = { frameNumber, frameRate: rate };
  return (entry.flags & timecodeFlag.wrapsAt24Hours) === 0 ? timecode : wrapTimecode(timecode);
}

/** The numerator over 1001 for a number of frames in 100 seconds. */
function ntscNumerator(timescale: number): number | undefined {
  if (!Number.isSafeInteger(timescale) || timescale % 100 === 0) return undefined;
  return ntscRateNear(BigInt(timescale), 100n);
}

function sampleError(value: number, expected: string): TimecodeError {
  return new TimecodeError({
    code: 'range',
    subject: 'timecode sample',
    found: String(value),
    expected,
  });
}

function entryError(part: string, found: number, expected: string): TimecodeError {
  return new TimecodeError({
    code: 'sample-entry',
    subject: 'timecode sample entry',
    part,
    found: String(found),
    expected,
  });
}
