import { isArrival, type OrArrival } from './arrival.js';
import { IsobmffError, printable } from './box-error.js';
import {
  emptyBoxHeader,
  fourCCText,
  MAX_HEADER_SIZE,
  MIN_HEADER_SIZE,
  readBoxHeader,
} from './box-header.js';
import type { FragmentBytes } from './fragment-bytes.js';
import type { InputRange } from './fragment-payload.js';

/** A box of the top level of an input. */
export interface ScannedBox {
  readonly type: string;
  /** Byte offset in the input. */
  readonly offset: number;
  /** Bytes of the whole box; Infinity for one that reaches to the end of a stream. */
  readonly size: number;
  /** Byte offsets of the box's content. */
  readonly payload: InputRange;
}

/** Steps over the boxes of the top level of an input, of which it reads the headers only. */
export interface BoxScan {
  /** Byte offset of the box that comes next. */
  readonly position: number;
  /**
   * The box that comes next; undefined at the end of the input.
   *
   * @throws IsobmffError `truncated` if the input ends within the box before or within this one's
   *   header, or, where its length is known, within this box
   */
  peek(): OrArrival<ScannedBox | undefined>;
  /** Goes on behind the box. */
  pass(box: ScannedBox): void;
}

/** Starts a scan at the first byte of an input. */
export function createBoxScan(bytes: FragmentBytes): BoxScan {
  const header = emptyBoxHeader();
  let position = 0;
  let previous: ScannedBox | undefined;

  return {
    get position() {
      return position;
    },
    peek() {
      const start = bytes.read(position, MAX_HEADER_SIZE);
      if (isArrival(start)) return start;
      if (previous !== undefined && position !== Infinity) checkWhole(previous, bytes.byteLength);
      if (start.length === 0 || isPadding(start)) return undefined;
      const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
      readBoxHeader(view, 0, Infinity, header, position);
      const toEnd = header.size === Infinity;
      const size = toEnd ? bytes.byteLength - position : header.size;
      const box = {
        type: fourCCText(header.type),
        offset: position,
        size,
        payload: { start: position + header.headerSize, end: position + size },
      };
      checkWhole(box, bytes.byteLength);
      return box;
    },
    pass(box) {
      previous = box;
      position += box.size;
    },
  };
}

function checkWhole(box: ScannedBox, byteLength: number): void {
  if (box.offset + box.size <= byteLength) return;
  throw new IsobmffError({
    code: 'truncated',
    offset: box.offset,
    path: printable(box.type),
    found: `${byteLength - box.offset} bytes up to the end of the file`,
    expected: `the ${box.size} bytes of the box`,
  });
}

/** Zeros behind the last box: no box has the size 0 and no type. */
function isPadding(start: Uint8Array): boolean {
  return start.subarray(0, MIN_HEADER_SIZE).every((byte) => byte === 0);
}

/** Longest box that is held in memory: the index of the longest recordings. */
const MAX_HELD_SIZE = 256 * 1024 * 1024;

/**
 * The bytes of a box.
 *
 * @throws IsobmffError `truncated` if the input ends within the box, `unsupported` if the box is too
 *   large to be held
 */
export function wholeBox(bytes: FragmentBytes, box: ScannedBox): OrArrival<Uint8Array> {
  if (box.size > MAX_HELD_SIZE && box.size !== Infinity) {
    throw new IsobmffError({
      code: 'unsupported',
      offset: box.offset,
      path: printable(box.type),
      found: `a box of ${box.size} bytes`,
      expected: `at most ${MAX_HELD_SIZE} bytes`,
    });
  }
  const content = bytes.read(box.offset, Math.min(box.size, MAX_HELD_SIZE));
  if (isArrival(content)) return content;
  if (content.length < box.size && box.size !== Infinity) {
    checkWhole(box, box.offset + content.length);
  }
  return content;
}
