import { NO_HEADER, walkRecordHeader } from './record-header-walk.js';
import {
  findSignature,
  hasSignature,
  SIGNATURE_SIZE,
  signatureLetters,
} from './record-signature.js';
import { LARGEST_CONTENT } from './record-scan.js';

/** Bytes in front of a record's header: the signature and the header's length. */
export const BEFORE_HEADER = SIGNATURE_SIZE + 2;

/** Bytes between header and content: the content's length. */
const BEFORE_CONTENT = 8;

/** Bytes that a record and the signature behind it can take at most. */
export const LARGEST_RECORD =
  BEFORE_HEADER + 0xffff + BEFORE_CONTENT + LARGEST_CONTENT + SIGNATURE_SIZE;

/** A record whose framing holds; all places are places in the buffer. */
export interface FramedRecord {
  readonly headerAt: number;
  /** Behind the header's last field; less than the header's end if something follows it. */
  readonly fieldsEnd: number;
  readonly headerEnd: number;
  readonly contentAt: number;
  /** Behind the content. */
  readonly next: number;
}

/** Why no record stands at a place. */
export interface FramingFault {
  readonly reason: string;
  /** Up to here the bytes could be the beginning of a record. */
  readonly plausibleUntil: number;
}

/** Whether no record stands there. */
export function isFault(record: FramedRecord | FramingFault): record is FramingFault {
  return 'reason' in record;
}

/**
 * Reads the framing of the record at a place: whole only if both lengths are within limits, it
 * ends at `end` or before, and its header, unless it is empty, decodes.
 */
export function frameRecord(view: DataView, at: number, end: number): FramedRecord | FramingFault {
  const letters = signatureLetters(view, at, end);
  if (letters < SIGNATURE_SIZE) {
    return { reason: 'no record begins here', plausibleUntil: at + letters };
  }
  const headerAt = at + BEFORE_HEADER;
  if (headerAt > end) return cutRecord(headerAt);
  const headerEnd = headerAt + view.getUint16(headerAt - 2, true);
  if (headerEnd > end) return cutRecord(headerEnd);
  const fieldsEnd = headerEnd === headerAt ? headerAt : walkRecordHeader(view, headerAt, headerEnd);
  if (fieldsEnd === NO_HEADER) {
    return { reason: 'the header of a record does not decode', plausibleUntil: headerAt };
  }
  const contentAt = headerEnd + BEFORE_CONTENT;
  if (contentAt > end) return cutRecord(contentAt);
  const size = view.getUint32(headerEnd, true);
  if (size > LARGEST_CONTENT || view.getUint32(headerEnd + 4, true) !== 0) {
    return {
      reason: `a record claims a content of more than ${LARGEST_CONTENT} bytes`,
      plausibleUntil: headerEnd,
    };
  }
  const next = contentAt + size;
  return next > end ? cutRecord(next) : { headerAt, fieldsEnd, headerEnd, contentAt, next };
}

function cutRecord(plausibleUntil: number): FramingFault {
  return { reason: 'a record reaches beyond the end of the file', plausibleUntil };
}

/** Whether a record is followed by another, or by the end of the file at `end`, even a torn one. */
export function isFollowed(view: DataView, { next }: FramedRecord, end: number): boolean {
  return signatureLetters(view, next, end) === Math.min(SIGNATURE_SIZE, end - next);
}

/**
 * Finds the first whole record that begins between two places.
 * @param end of the bytes in view, which are enough for the largest record, or of the file.
 * @returns its place, or -1.
 */
export function findRecord(view: DataView, from: number, to: number, end: number): number {
  const limit = Math.min(to + SIGNATURE_SIZE - 1, end);
  let at = findSignature(view, from, limit);
  while (at >= 0 && !isWholeRecord(view, at, end)) at = findSignature(view, at + 1, limit);
  return at;
}

/**
 * Whether a whole record stands at a place that a search came upon. The letters may be there by
 * chance with zeros behind them, which could be a header too; so if no other record follows, this
 * one must be as a recorder writes it, with nothing behind the header's fields and with a content.
 */
export function isWholeRecord(view: DataView, at: number, end: number): boolean {
  const record = frameRecord(view, at, end);
  if (isFault(record)) return false;
  const { headerAt, fieldsEnd, headerEnd, contentAt, next } = record;
  const isUsual = fieldsEnd === headerEnd && headerEnd > headerAt && next > contentAt;
  return isUsual || isFollowed(view, record, end);
}

/**
 * Whether what looks like a content, or the end of a header and a content, ends in a chain of
 * whole records: then a wrong length has swallowed them, although it happens to end where a record
 * does.
 */
export function endsInRecords(view: DataView, from: number, to: number): boolean {
  const tried = new Set<number>();
  for (let at = findSignature(view, from, to); at >= 0; at = findSignature(view, at + 1, to)) {
    let place = at;
    while (place < to && !tried.has(place) && hasSignature(view, place)) {
      tried.add(place);
      const record = frameRecord(view, place, to);
      if (isFault(record)) break;
      place = record.next;
    }
    if (place === to) return true;
  }
  return false;
}
