/** What kind of fault an {@link IsobmffError} reports. */
export type IsobmffErrorCode =
  /** The bytes end before what they announce. */
  | 'truncated'
  /** A box size smaller than its header, past its parent, or not representable. */
  | 'box-size'
  /** Boxes nested deeper than any real file does. */
  | 'nesting'
  /** A table claims more entries than its box has bytes for. */
  | 'count'
  /** A box version (or a version field inside a box) whose layout is not known. */
  | 'version'
  /** A value that is out of range, or contradicts another one. */
  | 'value'
  /** A box that has to be there is missing. */
  | 'missing-box'
  /** The input is no ISO base media file. */
  | 'not-isobmff'
  /** Valid, but not something this package handles. */
  | 'unsupported';

/** What an {@link IsobmffError} is made from. */
export interface IsobmffFault {
  /** What kind of fault it is. */
  readonly code: IsobmffErrorCode;
  /** Byte offset in the input, or undefined where no input was read (writing). */
  readonly offset?: number | undefined;
  /** Path of the box, such as `moov/trak[1]/mdia/mdhd`; empty at the top level. */
  readonly path: string;
  /** What was there. */
  readonly found: string;
  /** What should have been there. */
  readonly expected: string;
}

/**
 * Every failure of this package that the input or the arguments cause.
 *
 * The message names the place, what was found there and what was expected:
 * `moov/trak[1]/mdia/minf/stbl/stsz at byte 84213: found 540000 entries of 4 bytes, expected at most 20480 bytes`.
 */
export class IsobmffError extends Error {
  /** What kind of fault it is. */
  readonly code: IsobmffErrorCode;
  /** Byte offset in the input; undefined where no input was read (writing). */
  readonly offset: number | undefined;
  /** Path of the box, such as `moov/trak[1]/mdia/mdhd`; empty at the top level. */
  readonly path: string;
  /** What was there. */
  readonly found: string;
  /** What should have been there. */
  readonly expected: string;

  constructor({ code, offset, path, found, expected }: IsobmffFault) {
    const place = [
      path === '' ? 'file' : printable(path),
      offset === undefined ? '' : ` at byte ${offset}`,
    ];
    super(`${place.join('')}: found ${found}, expected ${expected}`);
    this.name = 'IsobmffError';
    this.code = code;
    this.offset = offset;
    this.path = path;
    this.found = found;
    this.expected = expected;
  }
}

/** Box types may hold any byte: those that would disturb a terminal are shown as `\xhh`. */
export function printable(text: string): string {
  return text.replace(
    /\p{Cc}|\p{Cs}/gu,
    (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
  );
}

/** Where bytes being read lie; {@link IsobmffError} asks for the path only when it is thrown. */
export interface BoxPlace {
  /** Such as `moov/trak[1]/mdia/mdhd`; empty at the top level. */
  readonly path: string;
}
