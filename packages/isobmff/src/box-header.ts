import { IsobmffError, printable, type BoxPlace, type IsobmffErrorCode } from './box-error.js';

/** How a box states its size: 32 bits, 64 bits (`largesize`), or 0 for "to the end of the file". */
export type SizeForm = 'u32' | 'u64' | 'to-end';

/** A box header as {@link readBoxHeader} fills it in. */
export interface BoxHeader {
  /** Four-character code as an unsigned 32-bit number; see {@link fourCCText}. */
  type: number;
  /** Bytes of the whole box, header included. */
  size: number;
  /** Bytes in front of the payload: 8 or 16, and 16 more for the user type of a `uuid` box. */
  headerSize: number;
  /** How the size is written down. */
  sizeForm: SizeForm;
}

/** Bytes of the shortest header; no box is smaller. */
export const MIN_HEADER_SIZE = 8;

/** Bytes of the longest header: 64-bit size and user type. Reading so many always suffices. */
export const MAX_HEADER_SIZE = 32;

const UUID = 0x75756964;
const TOP_LEVEL: BoxPlace = { path: '' };

/**
 * The number of a four-character code, whose characters stand for one byte each (`©` is A9).
 *
 * @throws IsobmffError `value` if the text has not four characters up to U+00FF.
 */
export function fourCC(text: string): number {
  let code = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (byte > 0xff) code = NaN;
    code = code * 256 + byte;
  }
  if (text.length === 4 && !Number.isNaN(code)) return code;
  throw new IsobmffError({
    code: 'value',
    path: '',
    found: `box type '${printable(text)}'`,
    expected: 'four characters of one byte each',
  });
}

/** The text of a four-character code, one character per byte: `0xa96e616d` is `©nam`. */
export function fourCCText(code: number): string {
  return String.fromCharCode(code >>> 24, (code >>> 16) & 0xff, (code >>> 8) & 0xff, code & 0xff);
}

/** A header to pass to {@link readBoxHeader} again and again. */
export function emptyBoxHeader(): BoxHeader {
  return { type: 0, size: 0, headerSize: 0, sizeForm: 'u32' };
}

/**
 * Reads a box header (ISO/IEC 14496-12, *Object structure*) into `header`, which is returned.
 *
 * The bytes at hand may be fewer than the box: only the header has to be there, at most
 * {@link MAX_HEADER_SIZE} bytes. With `end` Infinity (a stream whose length is not known) a size of 0
 * gives the size Infinity.
 *
 * @param at position of the box in `view`
 * @param end position in `view` where the parent ends (it may lie beyond the view)
 * @param offset byte offset in the input of the view's first byte, for errors
 * @param place the parent, for errors
 * @throws IsobmffError `truncated` if the header is not whole, `box-size` if the size is smaller than
 *   the header or reaches past the parent.
 */
export function readBoxHeader(
  view: DataView,
  at: number,
  end: number,
  header: BoxHeader,
  offset = 0,
  place: BoxPlace = TOP_LEVEL,
): BoxHeader {
  const left = Math.min(end, view.byteLength) - at;
  if (left < MIN_HEADER_SIZE) {
    throw headerError(
      'truncated',
      offset + at,
      place,
      `${Math.max(left, 0)} bytes`,
      'a box header of 8 bytes',
    );
  }
  const size32 = view.getUint32(at);
  const type = view.getUint32(at + 4);
  let headerSize = MIN_HEADER_SIZE;
  let size = size32;
  let sizeForm: SizeForm = 'u32';
  if (size32 === 1) {
    headerSize = 16;
    sizeForm = 'u64';
    size = left < 16 ? 16 : view.getUint32(at + 8) * 0x1_0000_0000 + view.getUint32(at + 12);
  } else if (size32 === 0) {
    sizeForm = 'to-end';
    size = end - at;
  }
  if (type === UUID) headerSize += 16;
  if (size < headerSize) {
    const found = `'${nameOf(type)}' of ${size} bytes`;
    const expected = `at least its header of ${headerSize} bytes`;
    throw headerError('box-size', offset + at, place, found, expected);
  }
  if (size > end - at || (sizeForm === 'u64' && size > Number.MAX_SAFE_INTEGER)) {
    const found = `'${nameOf(type)}' of ${size} bytes`;
    const expected = `at most the ${end - at} bytes left`;
    throw headerError('box-size', offset + at, place, found, expected);
  }
  if (left < headerSize) {
    const expected = `a box header of ${headerSize} bytes`;
    throw headerError('truncated', offset + at, place, `${left} bytes`, expected);
  }
  header.type = type;
  header.size = size;
  header.headerSize = headerSize;
  header.sizeForm = sizeForm;
  return header;
}

/**
 * Bytes of the header of a box with `payloadSize` bytes behind it: the 64-bit form where the 32-bit
 * one does not suffice, or where `sizeForm` asks for it.
 */
export function boxHeaderSize(
  type: number,
  payloadSize: number,
  sizeForm: SizeForm = 'u32',
): number {
  const userType = type === UUID ? 16 : 0;
  const small = MIN_HEADER_SIZE + userType;
  return sizeForm === 'u64' || payloadSize + small > 0xffff_ffff ? small + 8 : small;
}

/**
 * Writes a box header: size and type, with the 64-bit size if `headerSize` (of {@link boxHeaderSize})
 * has room for it. The user type of a `uuid` box is left to the caller: the last 16 bytes of the header.
 */
export function writeBoxHeader(
  view: DataView,
  at: number,
  type: number,
  size: number,
  headerSize: number,
): void {
  const large = headerSize === (type === UUID ? 32 : 16);
  view.setUint32(at, large ? 1 : size);
  view.setUint32(at + 4, type);
  if (large) {
    view.setUint32(at + 8, Math.floor(size / 0x1_0000_0000));
    view.setUint32(at + 12, size >>> 0);
  }
}

function headerError(
  code: IsobmffErrorCode,
  offset: number,
  place: BoxPlace,
  found: string,
  expected: string,
): IsobmffError {
  return new IsobmffError({ code, offset, path: place.path, found, expected });
}

function nameOf(type: number): string {
  return printable(fourCCText(type));
}
