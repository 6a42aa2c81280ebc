import {
  type DigitField,
  type FieldLimits,
  hourLimits,
  negativeError,
  numberOfField,
  SEXAGESIMAL,
  splitDigitFields,
} from './digit-fields.js';
import { isSkippedLabel } from './drop-frame.js';
import { type FrameRate, frameRateName } from './frame-rate.js';
import { checkInteger } from './rational.js';
import { TimecodeError } from './timecode-error.js';
import {
  frameOfLabel,
  labelOfFrame,
  skippedLabelError,
  type SkippedLabelRule,
} from './timecode-label.js';
import type { Timecode } from './timecode.js';

/** What `parseTimecode` accepts besides the labels of a day; each is off unless given. */
export interface ParseTimecodeOptions {
  /** A leading `-`. */
  readonly negative?: boolean;
  /** 24 hours and more, with as many digits as they need. */
  readonly beyond24Hours?: boolean;
  /** A whole number alone: a frame number. */
  readonly frameCount?: boolean;
  /** `.` or `,` before the frames at drop-frame rates, as some older programs write it. */
  readonly legacySeparators?: boolean;
  /** What becomes of a label that drop-frame counting leaves out; `refuse` unless given. */
  readonly skippedLabel?: SkippedLabelRule;
}

const LABEL_PARTS = ['hours', 'minutes', 'seconds', 'frames'] as const;

type LabelFields = Readonly<Record<(typeof LABEL_PARTS)[number], DigitField>>;

/**
 * The label as text: `hh:mm:ss:ff`, with `;` before the frames for drop frame (SMPTE ST 12-1). The frames have as
 * many digits as the highest frame of a second needs, two at least; hours past 99 have more than two; a negative
 * timecode has a `-` before it.
 */
export function formatTimecode({ frameNumber, frameRate }: Timecode): string {
  const { negative, hours, minutes, seconds, frames } = labelOfFrame(frameNumber, frameRate);
  const clock = [hours, minutes, seconds].map((field) => String(field).padStart(2, '0')).join(':');
  const separator = frameRate.dropFrame ? ';' : ':';
  const digits = String(frames).padStart(frameDigits(frameRate), '0');
  return `${negative === true ? '-' : ''}${clock}${separator}${digits}`;
}

/**
 * Reads a label at a given rate: `hh:mm:ss:ff` at non-drop rates, `hh:mm:ss;ff` or `hh;mm;ss;ff` at drop-frame rates.
 *
 * The rate decides how frames are counted and the text has to agree with it. Fields have two digits, frames above
 * 100 frames/s two or as many as the rate needs. Throws `TimecodeError` that says which part is wrong and where:
 * `syntax`, `separator`, `range` or `skipped-label`.
 *
 * @example parseTimecode('00:10:00;00', parseFrameRate('29.97df')).frameNumber // 17982
 */
export function parseTimecode(
  text: string,
  frameRate: FrameRate,
  options: ParseTimecodeOptions = {},
): Timecode {
  const subject = `timecode "${text}"`;
  const negativeAllowed = options.negative === true;
  if (options.frameCount === true && /^-?\d+$/.test(text)) {
    const frameNumber = Number(text) + 0; // never −0
    if (frameNumber < 0 && !negativeAllowed) throw negativeError(subject);
    checkInteger(frameNumber, subject);
    return { frameNumber, frameRate };
  }
  const { negative, fields } = splitDigitFields(text, LABEL_PARTS, subject, negativeAllowed);
  checkSeparators(fields, subject, frameRate, options.legacySeparators === true);
  const hourLimit = hourLimits(options.beyond24Hours === true);
  const frameLimit: FieldLimits = {
    width: [2, frameDigits(frameRate)],
    most: frameRate.numberOfFrames - 1,
  };
  const label = {
    negative,
    hours: numberOfField(fields.hours, 'hours', subject, hourLimit),
    minutes: numberOfField(fields.minutes, 'minutes', subject, SEXAGESIMAL),
    seconds: numberOfField(fields.seconds, 'seconds', subject, SEXAGESIMAL),
    frames: numberOfField(fields.frames, 'frames', subject, frameLimit),
  };
  const skippedLabel = options.skippedLabel ?? 'refuse';
  if (skippedLabel === 'refuse' && isSkippedLabel(label, frameRate)) {
    throw skippedLabelError(label, frameRate, subject, fields.frames.position);
  }
  return { frameNumber: frameOfLabel(label, frameRate, { skippedLabel }), frameRate };
}

/** Throws `separator` where the separators of a label say something else than the rate. */
function checkSeparators(
  fields: LabelFields,
  subject: string,
  frameRate: FrameRate,
  legacySeparators: boolean,
): void {
  const { hours, minutes, seconds } = fields;
  const beforeFrames = frameRate.dropFrame ? (legacySeparators ? ';.,' : ';') : ':';
  const semicolons = frameRate.dropFrame && seconds.separator === ';' && hours.separator === ';';
  const inClock = semicolons ? ';' : ':';
  const name = frameRateName(frameRate);
  const counting = frameRate.dropFrame ? 'drop frame' : 'without drop frame';
  for (const [before, field, allowed] of [
    ['minutes', hours, inClock],
    ['seconds', minutes, inClock],
    ['frames', seconds, beforeFrames],
  ] as const) {
    if (allowed.includes(field.separator)) continue;
    const because = before === 'frames' ? `, because ${name} counts ${counting}` : '';
    throw new TimecodeError({
      code: 'separator',
      subject,
      part: `separator before ${before}`,
      position: field.position + field.digits.length,
      found: `"${field.separator}"`,
      expected: `"${allowed.split('').join('" or "')}"${because}`,
    });
  }
}

/** Digits of the frame field: what the highest frame of a second needs, at least two. */
function frameDigits({ numberOfFrames }: FrameRate): number {
  return Math.max(2, String(numberOfFrames - 1).length);
}
