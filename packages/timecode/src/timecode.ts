import { framesPerDay } from './drop-frame.js';
import { type FrameRate, frameRateName, sameFrameRate } from './frame-rate.js';
import { checkInteger, multiplyDivide, type Rounding } from './rational.js';
import { TimecodeError } from './timecode-error.js';

/** A frame: its number since 00:00:00:00 and the rate it is counted at. Its label follows from both. */
export interface Timecode {
  /** Any integer; negative before 00:00:00:00, more than a day beyond 24 hours. */
  readonly frameNumber: number;
  /** Rate at which they are counted. */
  readonly frameRate: FrameRate;
}

/**
 * The timecode so many frames later. The amount is an integer or a timecode of the same rate, taken as a length.
 * Throws `TimecodeError` `rate-mismatch` or `range`.
 */
export function addTimecode(timecode: Timecode, amount: Timecode | number): Timecode {
  return moved(timecode, framesOf(amount, timecode.frameRate));
}

/** The timecode so many frames earlier: the inverse of `addTimecode`. */
export function subtractTimecode(timecode: Timecode, amount: Timecode | number): Timecode {
  return moved(timecode, -framesOf(amount, timecode.frameRate));
}

/** The same label within the 24 hours from 00:00:00:00: the frame number modulo a day. */
export function wrapTimecode({ frameNumber, frameRate }: Timecode): Timecode {
  const day = framesPerDay(frameRate);
  return { frameNumber: ((frameNumber % day) + day) % day, frameRate };
}

/**
 * Which of two timecodes comes first in real time since 00:00:00:00: −1, 0 or 1, exact at any two rates.
 *
 * @example timecodes.sort(compareTimecodes)
 */
export function compareTimecodes(a: Timecode, b: Timecode): -1 | 0 | 1 {
  const timeOfA = inTicks(a, b.frameRate);
  const timeOfB = inTicks(b, a.frameRate);
  if (timeOfA === timeOfB) return 0;
  return timeOfA < timeOfB ? -1 : 1;
}

/**
 * The frame of another rate at the same real time since 00:00:00:00.
 *
 * With `floor`, the default, it is the frame that shows at the moment the given one begins; `nearest` is the one that
 * begins nearest to it, which comes back unchanged from a rate at least as high.
 */
export function convertTimecode(
  { frameNumber, frameRate: from }: Timecode,
  to: FrameRate,
  rounding: Rounding = 'floor',
): Timecode {
  checkInteger(frameNumber, 'frame number');
  const converted = multiplyDivide(
    BigInt(frameNumber),
    BigInt(from.denominator) * BigInt(to.numerator),
    BigInt(from.numerator) * BigInt(to.denominator),
    rounding,
  );
  return { frameNumber: converted, frameRate: to };
}

function moved({ frameNumber, frameRate }: Timecode, frames: number): Timecode {
  const sum = frameNumber + frames;
  checkInteger(sum, 'frame number');
  return { frameNumber: sum, frameRate };
}

function framesOf(amount: Timecode | number, rate: FrameRate): number {
  if (typeof amount === 'number') {
    checkInteger(amount, 'number of frames');
    return amount;
  }
  if (!sameFrameRate(amount.frameRate, rate)) {
    throw new TimecodeError({
      code: 'rate-mismatch',
      subject: 'frame rate of the amount',
      found: frameRateName(amount.frameRate),
      expected: `${frameRateName(rate)}, the rate of the timecode (convertTimecode changes a rate)`,
    });
  }
  return amount.frameNumber;
}

/** Real time in units that both rates share: seconds · numerator · numerator of the other. */
function inTicks({ frameNumber, frameRate }: Timecode, other: FrameRate): bigint {
  checkInteger(frameNumber, 'frame number');
  return BigInt(frameNumber) * BigInt(frameRate.denominator) * BigInt(other.numerator);
}
