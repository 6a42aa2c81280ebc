import type { FrameRate } from './frame-rate.js';

/*
 * Drop-frame counting leaves out the first labels of every minute except each tenth (SMPTE ST 12-1, 5.2.2), so that
 * labels at a rate of 30/1.001 keep up with the clock. A *count* here is the number a frame would have if no label
 * were left out: ((hours · 60 + minutes) · 60 + seconds) · numberOfFrames + frames.
 */

/** Labels left out at the start of a minute: 2, 4 or 8, and 0 for a non-drop rate. */
export function droppedPerMinute({ numberOfFrames, dropFrame }: FrameRate): number {
  return dropFrame ? numberOfFrames / 15 : 0;
}

/** Frames in 24 hours of labels: after so many the labels begin again. */
export function framesPerDay(rate: FrameRate): number {
  // 24 · 60 minutes, of which 24 · 6 are whole tenths and lose nothing.
  return 86400 * rate.numberOfFrames - 1296 * droppedPerMinute(rate);
}

/** The frame number, 0 or more, for a count that is not left out. */
export function frameNumberOfCount(count: number, rate: FrameRate): number {
  const minutes = wholeTimes(count, 60 * rate.numberOfFrames);
  return count - droppedPerMinute(rate) * (minutes - wholeTimes(minutes, 10));
}

/** The count for a frame number, 0 or more: the inverse of `frameNumberOfCount`. */
export function countOfFrameNumber(frameNumber: number, rate: FrameRate): number {
  const dropped = droppedPerMinute(rate);
  const perTenMinutes = 600 * rate.numberOfFrames - 9 * dropped;
  const perMinute = 60 * rate.numberOfFrames - dropped;
  const tens = wholeTimes(frameNumber, perTenMinutes);
  // The first minute of ten leaves nothing out: it is longer by as much as each of the others leaves out.
  const inTen = frameNumber % perTenMinutes;
  const minutes = inTen < dropped ? 0 : wholeTimes(inTen - dropped, perMinute);
  return frameNumber + dropped * (9 * tens + minutes);
}

/** Whether drop-frame counting leaves this label out, for instance 00:01:00;01 at 29.97. */
export function isSkippedLabel(
  { minutes, seconds, frames }: { minutes: number; seconds: number; frames: number },
  rate: FrameRate,
): boolean {
  return seconds === 0 && minutes % 10 !== 0 && frames < droppedPerMinute(rate);
}

/** How many whole times `part` is in `value`, both integers and `value` 0 or more. */
function wholeTimes(value: number, part: number): number {
  return (value - (value % part)) / part;
}
