/** What went wrong, for code that has to decide; `message` is for people. */
export type TimecodeErrorCode =
  /** A frame rate that cannot be read, or that is out of range. */
  | 'frame-rate'
  /** Drop frame was asked for at a rate that has none. */
  | 'drop-frame'
  /** A text that is no timecode: a character or a part is missing, strange or left over. */
  | 'syntax'
  /** A separator that contradicts the rate. */
  | 'separator'
  /** A number outside of what its place allows. */
  | 'range'
  /** A label that drop-frame counting leaves out. */
  | 'skipped-label'
  /** Two timecodes of different rates where one rate is needed. */
  | 'rate-mismatch'
  /** A time zone that this machine does not know. */
  | 'time-zone'
  /** Values of a `tmcd` sample entry that contradict each other. */
  | 'sample-entry';

/** The parts of an error of this package. */
export interface TimecodeErrorDetails {
  /** What kind of mistake it is. */
  readonly code: TimecodeErrorCode;
  /** What was being read, for instance `timecode "25:00:00:00"`. */
  readonly subject: string;
  /** What was there, as people would write it. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;
  /** Index of the first wrong character, where a text was read. */
  readonly position?: number | undefined;
  /** The part of the text that is wrong, for instance `minutes`. */
  readonly part?: string | undefined;
}

/** The one error of this package: says what was read, what was found, what was expected and where. */
export class TimecodeError extends Error {
  /** Tells the class of the error across realms and bundles. */
  override readonly name = 'TimecodeError';
  /** What kind of mistake it is. */
  readonly code: TimecodeErrorCode;
  /** What was there, as people would write it. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;
  /** Index of the first wrong character, where a text was read. */
  readonly position: number | undefined;
  /** The part of the text that is wrong, for instance `minutes`. */
  readonly part: string | undefined;

  constructor({ code, subject, part, position, found, expected }: TimecodeErrorDetails) {
    const what = part === undefined ? subject : `${subject}, ${part}`;
    const where = position === undefined ? '' : ` at position ${position}`;
    super(`${what}${where}: found ${found}, expected ${expected}`);
    this.code = code;
    this.found = found;
    this.expected = expected;
    this.position = position;
    this.part = part;
  }
}
