import {
  countOfFrameNumber,
  droppedPerMinute,
  frameNumberOfCount,
  isSkippedLabel,
} from './drop-frame.js';
import type { FrameRate } from './frame-rate.js';
import { checkInteger } from './rational.js';
import { TimecodeError } from './timecode-error.js';

/** The name of a frame: the four fields of a timecode (SMPTE ST 12-1, 5.1). */
export interface TimecodeLabel {
  /** A label before 00:00:00:00, counted backwards: minus the other fields. */
  readonly negative?: boolean;
  /** 0 to 23 within a day, more beyond it. */
  readonly hours: number;
  /** 0 to 59. */
  readonly minutes: number;
  /** 0 to 59. */
  readonly seconds: number;
  /** 0 to `numberOfFrames` − 1 of the rate. */
  readonly frames: number;
}

/** What to do with a label that drop-frame counting leaves out: refuse it, or take the next one there is. */
export type SkippedLabelRule = 'refuse' | 'next';

/**
 * The label of a frame number: frames since 00:00:00:00, any integer. Numbers past a day give 24 hours and more.
 *
 * @example labelOfFrame(1800, parseFrameRate('29.97df')) // 00:01:00;02
 */
export function labelOfFrame(frameNumber: number, rate: FrameRate): TimecodeLabel {
  checkInteger(frameNumber, 'frame number');
  const count = countOfFrameNumber(Math.abs(frameNumber), rate);
  checkInteger(count, 'count of the frame number');
  const wholeSeconds = Math.floor(count / rate.numberOfFrames);
  const label = {
    hours: Math.floor(wholeSeconds / 3600),
    minutes: Math.floor(wholeSeconds / 60) % 60,
    seconds: wholeSeconds % 60,
    frames: count % rate.numberOfFrames,
  };
  return frameNumber < 0 ? { negative: true, ...label } : label;
}

/**
 * The frame number of a label: frames since 00:00:00:00, the inverse of `labelOfFrame`.
 *
 * Throws `TimecodeError` `range` for a field out of its range, and `skipped-label` for a label that drop-frame
 * counting leaves out, unless `skippedLabel` is `next`.
 */
export function frameOfLabel(
  label: TimecodeLabel,
  rate: FrameRate,
  { skippedLabel = 'refuse' }: { readonly skippedLabel?: SkippedLabelRule } = {},
): number {
  const { negative = false, hours, minutes, seconds } = label;
  let { frames } = label;
  checkField('hours', hours, Number.MAX_SAFE_INTEGER);
  checkField('minutes', minutes, 59);
  checkField('seconds', seconds, 59);
  checkField('frames', frames, rate.numberOfFrames - 1);
  if (isSkippedLabel(label, rate)) {
    if (skippedLabel === 'refuse') throw skippedLabelError(label, rate, 'timecode label');
    frames = droppedPerMinute(rate);
  }
  const count = (hours * 3600 + minutes * 60 + seconds) * rate.numberOfFrames + frames;
  checkInteger(count, 'frame count of the label');
  const frameNumber = frameNumberOfCount(count, rate);
  return negative && frameNumber !== 0 ? -frameNumber : frameNumber;
}

function checkField(part: string, value: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return;
  throw new TimecodeError({
    code: 'range',
    subject: 'timecode label',
    part,
    found: String(value),
    expected: `a whole number from 0 to ${most}`,
  });
}

/** The error for a label that drop-frame counting leaves out. */
export function skippedLabelError(
  { minutes, frames }: TimecodeLabel,
  rate: FrameRate,
  subject: string,
  position?: number,
): TimecodeError {
  const first = droppedPerMinute(rate);
  return new TimecodeError({
    code: 'skipped-label',
    subject,
    part: 'frames',
    position,
    found: `${frames} at the start of minute ${minutes}`,
    expected: `${first} or more, because drop-frame counting begins such a minute with frame ${first}`,
  });
}
