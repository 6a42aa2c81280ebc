import {
  type FrameRate,
  frameRateName,
  parseFrameRate,
  timecodeAt,
  TimecodeError,
  type TimeOfDayTimecode,
} from '@voxmux/timecode';
import { CliError, exitCode } from '../cli-error.js';

/** Where a file begins: on a frame of the wall clock's timecode. */
export interface FileStart {
  /** The frame on which the file begins. */
  readonly timecode: TimeOfDayTimecode;
  /** The file's first sample on the session's clock, at 48 kHz; a fraction where frames are none. */
  readonly originSamples: number;
}

/** The wall clock of a session. */
export interface StartClock {
  readonly frameRate: FrameRate;
  readonly frameRateName: string;
  readonly timeZone: string;
  /** Local date and time of the session's start, ISO 8601 with offset. */
  readonly startTime: string;
  /** The start of the last frame at or before a place on the session's clock, in samples at 48 kHz. */
  fileStartAt(offsetSamples: number): FileStart;
}

/**
 * @throws CliError with exit code 2 for a rate or a time zone that does not exist
 */
export function createStartClock(
  startTimestampMs: number,
  timeZone: string,
  rateText: string,
): StartClock {
  return wrongUsage(() => {
    const frameRate = parseFrameRate(rateText);
    const at = (offsetSamples: number): TimeOfDayTimecode =>
      timecodeAt({ instant: startTimestampMs, timeZone, frameRate, offsetSamples });
    return {
      frameRate,
      frameRateName: frameRateName(frameRate),
      timeZone,
      startTime: at(0).localTimeText,
      fileStartAt(offsetSamples) {
        const whole = Math.floor(offsetSamples);
        const timecode = at(whole);
        const { numerator, denominator } = timecode.remainderSamples;
        return { timecode, originSamples: whole - numerator / denominator };
      },
    };
  });
}

function wrongUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    throw new CliError(error.message, {
      code: error.code,
      exitCode: exitCode.usage,
      hint: 'for example --timezone Europe/Berlin --frame-rate 25',
      cause: error,
    });
  }
}
