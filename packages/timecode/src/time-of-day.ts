import { countOfFrameNumber } from './drop-frame.js';
import type { FrameRate } from './frame-rate.js';
import type { Instant } from './instant.js';
import {
  type CalendarDate,
  instantsOfLocalTime,
  type InstantsOfLocalTime,
  laterByClock,
  localTimeAt,
  type LocalTime,
  localTimeText,
} from './local-time.js';
import { checkInteger, divide, type Rational, reduced, safeNumber } from './rational.js';
import { type FramePosition, framePositionOf } from './sample-position.js';
import { formatTimecode } from './timecode-text.js';
import { type Timecode, wrapTimecode } from './timecode.js';
import { frameOfLabel } from './timecode-label.js';

/**
 * How a time of day becomes a frame. `elapsed`: the real frames since local midnight are counted, exact in time, as
 * in the `TimeReference` of Broadcast WAV. `jam`: the label copies the clock, as a jam-synced slate does; at rates
 * that are not whole numbers the frame number is then no measure of time. At whole rates both agree.
 */
export type TimeOfDayRule = 'elapsed' | 'jam';

/** What `timecodeAt` is asked. */
export interface TimeOfDayQuery {
  /** The moment whose frame is wanted. */
  readonly instant: Instant;
  /** An IANA name such as `Europe/Berlin`, `UTC`, or a fixed offset such as `+02:00`. */
  readonly timeZone: string;
  /** Rate at which the frames of the day are counted. */
  readonly frameRate: FrameRate;
  /** In Hz, a positive integer; 48000 unless given. */
  readonly sampleRate?: number;
  /**
   * Whole samples to go on from the instant, 0 unless given; may be negative. Only the instant is converted with the
   * zone: clocks that are set in between (daylight saving) do not bend the count.
   */
  readonly offsetSamples?: number;
  /** `elapsed` unless given. */
  readonly rule?: TimeOfDayRule;
}

/** The frame that a time of day falls into. */
export interface TimeOfDayTimecode extends Timecode {
  /**
   * Frames since 00:00:00:00, within 24 hours. (The last 0.09 seconds of a day lie past 24 hours of drop-frame labels
   * and have the first labels again.)
   */
  readonly frameNumber: number;
  /** The label of the frame, such as `14:03:07:11`. */
  readonly text: string;
  /** Samples from the start of the frame to the moment, exact: 0 to less than a frame. */
  readonly remainderSamples: Rational;
  /**
   * Whole samples since local midnight at the moment, by the clock on the wall: hours · 3600 + minutes · 60 + seconds.
   * Exact for whole milliseconds at multiples of 1000 Hz, rounded down otherwise.
   */
  readonly samplesSinceMidnight: number;
  /** Date and time on the wall at the moment. */
  readonly localTime: LocalTime;
  /** The same as text, `2026-07-04T14:03:07.220+02:00`. */
  readonly localTimeText: string;
  /** The rule by which it was made. */
  readonly rule: TimeOfDayRule;
}

const NANOSECONDS_A_SECOND = 1_000_000_000n;

/**
 * The timecode of a moment by the clocks of a time zone, and how far the moment is past the start of that frame.
 *
 * Throws `TimecodeError` `time-zone` for a zone that is not known and `range` for numbers out of range.
 *
 * @example
 * const { text, remainderSamples } = timecodeAt({
 *   instant: 1783166587220,
 *   timeZone: 'Europe/Berlin',
 *   frameRate: parseFrameRate('50'),
 * }); // '14:03:07:11', 0
 */
export function timecodeAt({
  instant,
  timeZone,
  frameRate,
  sampleRate = 48000,
  offsetSamples = 0,
  rule = 'elapsed',
}: TimeOfDayQuery): TimeOfDayTimecode {
  checkInteger(sampleRate, 'sample rate', 1);
  checkInteger(offsetSamples, 'sample offset');
  const start = localTimeAt(instant, timeZone);
  const rate = BigInt(sampleRate);
  // Samples since the midnight before the instant, times 10^9.
  const scaled =
    BigInt(start.nanosecondOfDay) * rate + BigInt(offsetSamples) * NANOSECONDS_A_SECOND;
  const scaledDay = 86400n * rate * NANOSECONDS_A_SECOND;
  const scaledInDay = scaled - divide(scaled, scaledDay, 'floor') * scaledDay;
  const localTime = laterByClock(
    start,
    divide(BigInt(offsetSamples) * NANOSECONDS_A_SECOND, rate, 'floor'),
  );
  const position =
    rule === 'elapsed'
      ? framePositionOf(scaledInDay, NANOSECONDS_A_SECOND, frameRate, sampleRate)
      : jamPosition(scaledInDay, rate, frameRate);
  const timecode = wrapTimecode({ frameNumber: position.frameNumber, frameRate });
  return {
    ...timecode,
    text: formatTimecode(timecode),
    remainderSamples: position.remainderSamples,
    samplesSinceMidnight: safeNumber(scaledInDay / NANOSECONDS_A_SECOND, 'samples since midnight'),
    localTime,
    localTimeText: localTimeText(localTime),
    rule,
  };
}

/** What `instantsOfTimecode` is asked. */
export interface TimecodeInstantQuery {
  /** The frame that is looked for. */
  readonly timecode: Timecode;
  /** The local day that 00:00:00:00 begins. */
  readonly date: CalendarDate;
  /** An IANA name such as `Europe/Berlin`, `UTC`, or a fixed offset such as `+02:00`. */
  readonly timeZone: string;
  /** The rule by which the timecode was made; `elapsed` unless given. */
  readonly rule?: TimeOfDayRule;
}

/**
 * The moments that a timecode names on a local day: the inverse of `timecodeAt`.
 *
 * Each is the first whole nanosecond of the frame, so that `timecodeAt` gives the same frame for it. Where clocks
 * are set back there are two, where they are set forward none: the answer says so.
 * Throws `TimecodeError` `time-zone`, or `range` for a date that does not exist.
 */
export function instantsOfTimecode({
  timecode,
  date,
  timeZone,
  rule = 'elapsed',
}: TimecodeInstantQuery): InstantsOfLocalTime {
  checkInteger(timecode.frameNumber, 'frame number');
  const nanosecondOfDay =
    rule === 'elapsed' ? elapsedNanoseconds(timecode) : labelledNanoseconds(timecode);
  return instantsOfLocalTime(date, nanosecondOfDay, timeZone);
}

/**
 * The frame whose label copies the clock, for samples since midnight times 10^9; what is left over counts from the
 * moment at which the clock shows that label.
 */
function jamPosition(scaled: bigint, sampleRate: bigint, rate: FrameRate): FramePosition {
  const scaledSecond = sampleRate * NANOSECONDS_A_SECOND;
  const labelFrames = BigInt(rate.numberOfFrames);
  const seconds = Number(scaled / scaledSecond);
  const inSecond = (scaled % scaledSecond) * labelFrames;
  const frames = inSecond / scaledSecond;
  const label = {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    frames: Number(frames),
  };
  return {
    frameNumber: frameOfLabel(label, rate, { skippedLabel: 'next' }),
    remainderSamples: reduced(inSecond - frames * scaledSecond, labelFrames * NANOSECONDS_A_SECOND),
  };
}

function elapsedNanoseconds({ frameNumber, frameRate }: Timecode): bigint {
  return divide(
    BigInt(frameNumber) * BigInt(frameRate.denominator) * NANOSECONDS_A_SECOND,
    BigInt(frameRate.numerator),
    'ceil',
  );
}

/** What the clock shows where the label copies it. */
function labelledNanoseconds({ frameNumber, frameRate }: Timecode): bigint {
  const count = BigInt(countOfFrameNumber(Math.abs(frameNumber), frameRate));
  const signed = frameNumber < 0 ? -count : count;
  return divide(signed * NANOSECONDS_A_SECOND, BigInt(frameRate.numberOfFrames), 'ceil');
}
