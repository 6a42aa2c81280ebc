import { hourLimits, numberOfField, SEXAGESIMAL, splitDigitFields } from './digit-fields.js';
import type { FrameRate } from './frame-rate.js';
import { checkInteger, multiplyDivide, type Rounding } from './rational.js';
import { TimecodeError } from './timecode-error.js';
import type { Timecode } from './timecode.js';

/*
 * A clock time, `hh:mm:ss.mmm`, is real time and not the name of a frame: at rates such as 29.97 the frame at
 * 01:00:00.000 bears another label. Here it is a whole number of milliseconds.
 */

/** What `parseClockTime` accepts besides the times of a day; each is off unless given. */
export interface ParseClockTimeOptions {
  /** A leading `-`. */
  readonly negative?: boolean;
  /** 24 hours and more, with as many digits as they need. */
  readonly beyond24Hours?: boolean;
}

const CLOCK_PARTS = ['hours', 'minutes', 'seconds', 'milliseconds'] as const;

/**
 * Reads `hh:mm:ss.mmm` as milliseconds. Throws `TimecodeError` that says which part is wrong and where: `syntax`,
 * `separator` or `range`.
 *
 * @example parseClockTime('14:03:07.220') // 50587220
 */
export function parseClockTime(text: string, options: ParseClockTimeOptions = {}): number {
  const subject = `clock time "${text}"`;
  const { negative, fields } = splitDigitFields(
    text,
    CLOCK_PARTS,
    subject,
    options.negative === true,
  );
  for (const [part, allowed] of [
    ['hours', ':'],
    ['minutes', ':'],
    ['seconds', '.'],
  ] as const) {
    const { digits, position, separator } = fields[part];
    if (separator === allowed) continue;
    throw new TimecodeError({
      code: 'separator',
      subject,
      part: `separator after ${part}`,
      position: position + digits.length,
      found: `"${separator}"`,
      expected: `"${allowed}"`,
    });
  }
  const hourLimit = hourLimits(options.beyond24Hours === true);
  const hours = numberOfField(fields.hours, 'hours', subject, hourLimit);
  const minutes = numberOfField(fields.minutes, 'minutes', subject, SEXAGESIMAL);
  const seconds = numberOfField(fields.seconds, 'seconds', subject, SEXAGESIMAL);
  const milliseconds = numberOfField(fields.milliseconds, 'milliseconds', subject, {
    width: [3, 3],
    most: 999,
  });
  const total = (hours * 3600 + minutes * 60 + seconds) * 1000 + milliseconds;
  checkInteger(total, subject);
  return negative && total !== 0 ? -total : total;
}

/** Milliseconds, any integer, as `hh:mm:ss.mmm`; hours past 99 have more than two digits. */
export function formatClockTime(milliseconds: number): string {
  checkInteger(milliseconds, 'clock time');
  const total = Math.abs(milliseconds);
  const seconds = Math.floor(total / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((field) => String(field).padStart(2, '0'))
    .join(':');
  return `${milliseconds < 0 ? '-' : ''}${clock}.${String(total % 1000).padStart(3, '0')}`;
}

/**
 * The frame at so many milliseconds of real time after the start of frame 0: the one that shows then (`floor`, the
 * default), or the one that begins nearest or next.
 */
export function clockTimeToTimecode(
  milliseconds: number,
  frameRate: FrameRate,
  rounding: Rounding = 'floor',
): Timecode {
  checkInteger(milliseconds, 'clock time');
  const frameNumber = multiplyDivide(
    BigInt(milliseconds),
    BigInt(frameRate.numerator),
    BigInt(frameRate.denominator) * 1000n,
    rounding,
  );
  return { frameNumber, frameRate };
}

/**
 * The milliseconds of real time from the start of frame 0 to the start of a frame. With `ceil`, the default, it is the
 * first whole millisecond within the frame, and `clockTimeToTimecode` leads back to it (up to 1000 frames a second).
 */
export function timecodeToClockTime(
  { frameNumber, frameRate }: Timecode,
  rounding: Rounding = 'ceil',
): number {
  checkInteger(frameNumber, 'frame number');
  return multiplyDivide(
    BigInt(frameNumber),
    BigInt(frameRate.denominator) * 1000n,
    BigInt(frameRate.numerator),
    rounding,
  );
}
