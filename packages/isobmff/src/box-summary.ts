import { IsobmffError } from './box-error.js';
import { describeBytes, type Described } from './box-field.js';
import { emptyBoxHeader, fourCCText, MAX_HEADER_SIZE, readBoxHeader } from './box-header.js';
import type { BoxSet } from './box-set.js';
import { parseBoxes, type BoxNode } from './box-tree.js';
import { answerFromBytes, answerFromSource, type ByteRequests } from './byte-requests.js';
import { randomAccessSource, type RandomAccessInput } from './random-access-source.js';

/** A box as a box viewer shows it. */
export interface BoxSummary {
  /** Four characters, one for each byte. */
  readonly type: string;
  /** User type of a `uuid` box: 32 hexadecimal digits. */
  readonly userType?: string;
  /** Byte offset of the box in the file. */
  readonly offset: number;
  /** Bytes of the whole box. */
  readonly size: number;
  /** Bytes in front of the payload. */
  readonly headerSize: number;
  /** The box's fields; left out if nothing is known of its type, or it was not read (media data). */
  readonly fields?: Readonly<Record<string, Described>>;
  /** How the payload of a box of unknown type begins, in hexadecimal digits. */
  readonly payload?: string;
  /** The boxes inside; left out if it holds none. */
  readonly children?: readonly BoxSummary[];
  /** Why the fields, or the boxes inside, could not be read. */
  readonly error?: string;
}

/** The boxes of a file. */
export interface FileSummary {
  /** Bytes of the file. */
  readonly byteLength: number;
  /** Those of the top level. */
  readonly boxes: readonly BoxSummary[];
  /** What stands in the file behind the last of them, where no further box could be read. */
  readonly error?: string;
}

/** Top-level boxes whose content is not looked at: it may be as large as the file. */
const UNREAD = new Set(['mdat', 'free', 'skip', 'wide']);

/**
 * Summarizes the boxes of a file of any size: headers and described boxes are read, media data is not.
 *
 * Damage does not stop it: what cannot be read is told in `error` of the box it is in.
 *
 * @param set what is known of boxes
 * @throws what the source throws
 */
export async function summarizeBoxes(input: RandomAccessInput, set: BoxSet): Promise<FileSummary> {
  const source = randomAccessSource(input);
  return answerFromSource(boxSummaries(source.byteLength, set), source);
}

/** {@link summarizeBoxes} for a file in memory, at once. */
export function summarizeBoxesOf(bytes: Uint8Array, set: BoxSet): FileSummary {
  return answerFromBytes(boxSummaries(bytes.byteLength, set), bytes);
}

/** {@link summarizeBoxes} without input of its own. */
export function* boxSummaries(byteLength: number, set: BoxSet): ByteRequests<FileSummary> {
  const boxes: BoxSummary[] = [];
  const header = emptyBoxHeader();
  let offset = 0;
  while (offset < byteLength) {
    const start = yield { offset, length: Math.min(MAX_HEADER_SIZE, byteLength - offset) };
    try {
      const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
      readBoxHeader(view, 0, byteLength - offset, header, offset);
    } catch (error) {
      return { byteLength, boxes, error: messageOf(error) };
    }
    const { size, headerSize } = header;
    const type = fourCCText(header.type);
    const isRead = !UNREAD.has(type) && (type === 'uuid' || set(type, '') !== undefined);
    if (isRead) {
      const [box] = parseBoxes(yield { offset, length: size }, set, offset).children;
      if (box !== undefined) boxes.push(summaryOf(box));
    } else {
      boxes.push({ type, offset, size, headerSize });
    }
    offset += size;
  }
  return { byteLength, boxes };
}

function summaryOf(box: BoxNode): BoxSummary {
  const { type, userType, offset, size, headerSize, description } = box;
  const summary = {
    type,
    ...(userType === undefined ? {} : { userType }),
    offset,
    size,
    headerSize,
  };
  if (description === undefined) return { ...summary, payload: describeBytes(box.payload) };
  try {
    const fields = box.describe();
    const children = box.children.map(summaryOf);
    return { ...summary, fields, ...(description.hasChildren ? { children } : {}) };
  } catch (error) {
    return { ...summary, error: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  if (error instanceof IsobmffError) return error.message;
  throw error;
}
