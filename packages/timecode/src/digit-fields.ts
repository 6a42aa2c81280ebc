import { TimecodeError, type TimecodeErrorCode } from './timecode-error.js';

/** A run of digits in a text. */
export interface DigitField {
  readonly digits: string;
  /** Index of its first character. */
  readonly position: number;
  /** The character behind it; empty at the end of the text. */
  readonly separator: string;
}

/** What a field of digits may be. */
export interface FieldLimits {
  /** Digits, at least and at most. */
  readonly width: readonly [least: number, most: number];
  readonly most: number;
}

/** A text of digit fields, perhaps with a `-` before the first. */
export interface DigitFields<Part extends string> {
  readonly negative: boolean;
  readonly fields: Readonly<Record<Part, DigitField>>;
}

/** What a clock allows: two digits, up to 59. */
export const SEXAGESIMAL: FieldLimits = { width: [2, 2], most: 59 };

/** The hours of one day, or any number of them. */
export function hourLimits(beyond24Hours: boolean): FieldLimits {
  return beyond24Hours ? { width: [2, 16], most: Infinity } : { width: [2, 2], most: 23 };
}

/**
 * Splits a text into one field of digits for each of the named parts, with a single separator (`:` `;` `.` `,`)
 * between two of them. `subject` is what is being read. Throws `TimecodeError` `syntax` at the first character that
 * does not fit, and `range` for a `-` where `negativeAllowed` is false.
 */
export function splitDigitFields<Part extends string>(
  text: string,
  parts: readonly Part[],
  subject: string,
  negativeAllowed: boolean,
): DigitFields<Part> {
  const negative = text.startsWith('-');
  if (negative && !negativeAllowed) throw negativeError(subject);
  let position = negative ? 1 : 0;
  const fail = (expected: string, part?: string) => {
    const found = position < text.length ? `"${text.charAt(position)}"` : 'the end of the text';
    return new TimecodeError({ code: 'syntax', subject, part, position, found, expected });
  };
  const fields: Partial<Record<Part, DigitField>> = {};
  for (const [index, part] of parts.entries()) {
    const from = position;
    while (/\d/.test(text.charAt(position))) position++;
    if (position === from) throw fail('a digit', part);
    const separator = text.charAt(position);
    fields[part] = { digits: text.slice(from, position), position: from, separator };
    if (index < parts.length - 1) {
      if (!/[:;.,]/.test(separator)) throw fail('a separator', `end of ${part}`);
      position++;
    }
  }
  if (position < text.length) throw fail('the end of the text');
  return { negative, fields: fields as Record<Part, DigitField> };
}

/** The number in a field. Throws `TimecodeError` `syntax` for its width and `range` for its value. */
export function numberOfField(
  { digits, position }: DigitField,
  part: string,
  subject: string,
  { width: [least, widest], most }: FieldLimits,
): number {
  const fail = (code: TimecodeErrorCode, found: string, expected: string) =>
    new TimecodeError({ code, subject, part, position, found, expected });
  if (digits.length < least || digits.length > widest) {
    const width = least === widest ? String(least) : `${least} to ${widest}`;
    throw fail('syntax', `"${digits}"`, `${width} digits`);
  }
  if (Number(digits) > most) throw fail('range', digits, `00 to ${most}`);
  return Number(digits);
}

/** The error for a `-` where none is allowed. */
export function negativeError(subject: string): TimecodeError {
  return new TimecodeError({
    code: 'range',
    subject,
    part: 'sign',
    position: 0,
    found: '"-"',
    expected: 'nothing negative',
  });
}
