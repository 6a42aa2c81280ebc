import { extentOf } from './packet-emitter.js';
import type { PacketIndex } from './packet-index.js';
import { BEFORE_HEADER } from './record-framing.js';
import { NO_HEADER, walkRecordHeader } from './record-header-walk.js';
import type { RecordHeader } from './record-header.js';
import { decodeRecordHeader } from './record-header.js';
import { findSignature } from './record-signature.js';
import type { SegmentReader } from './segment-reader.js';
import { WalReaderError } from './wal-reader-error.js';

/** Bytes between header and content: the content's length. */
const BEFORE_CONTENT = 8;

const NOT_FOUND = -1;

/** Bytes in front of a packet in which its record must begin. */
const LONGEST_REACH = BEFORE_HEADER + 0xffff + BEFORE_CONTENT;

/** A whole record as it stands in its segment. */
export interface StoredRecord {
  /** Place of the segment in the track's list, from 0. */
  readonly segment: number;
  /** Byte of the segment at which the record begins. */
  readonly offset: number;
  /** The header alone. */
  readonly header: Uint8Array;
  /** Everything: signature, lengths, header and packet. */
  readonly bytes: Uint8Array;
}

/**
 * Decodes the header of the record that a row of an index comes from.
 * @param row from 0 to `index.rowCount - 1`.
 * @throws WalReaderError `record-header` if none leads to the packet: the segment has changed.
 */
export function readRecordHeader(
  index: PacketIndex,
  row: number,
  reader: SegmentReader,
): RecordHeader {
  return decodeRecordHeader(readRecord(index, row, reader).header);
}

/**
 * Reads the record that a row of an index comes from.
 * @param row from 0 to `index.rowCount - 1`.
 * @throws WalReaderError `record-header` as {@link readRecordHeader}.
 */
export function readRecord(index: PacketIndex, row: number, reader: SegmentReader): StoredRecord {
  const { segment, packetAt, packetEnd } = packetPlace(index, row);
  const before = row > 0 ? packetPlace(index, row - 1) : undefined;
  // Records follow one another, but for damage.
  const earliest = before?.segment === segment ? before.packetEnd : 0;
  const start = Math.max(earliest, packetAt - LONGEST_REACH);
  const bytes = new Uint8Array(packetEnd - start);
  const length = reader.readInto(segment, start, bytes);
  const at = length === bytes.length ? recordInFront(bytes, packetAt - start) : NOT_FOUND;
  if (at === NOT_FOUND) {
    throw new WalReaderError('record-header', 'no header leads to a packet', {
      offset: packetAt,
      expected: 'a record that holds it',
    });
  }
  const header = bytes.subarray(at + BEFORE_HEADER, packetAt - start - BEFORE_CONTENT);
  return { segment, offset: start + at, header, bytes: bytes.subarray(at) };
}

function packetPlace(index: PacketIndex, row: number) {
  const { segment, baseOffset } = extentOf(index.extents, row);
  const packetAt = baseOffset + (index.offset[row] ?? 0);
  return { segment, packetAt, packetEnd: packetAt + (index.size[row] ?? 0) };
}

/**
 * The place of the record whose content begins at a place: the index knows only that. Letters in
 * a name could look like another one, so the first that leads there is taken, and before all one
 * with nothing behind its header's fields.
 */
function recordInFront(bytes: Uint8Array, contentAt: number): number {
  const view = new DataView(bytes.buffer);
  const headerEnd = contentAt - BEFORE_CONTENT;
  let found = NOT_FOUND;
  let at = findSignature(view, 0, headerEnd);
  while (at >= 0) {
    const headerAt = at + BEFORE_HEADER;
    if (headerAt <= headerEnd && headerAt + view.getUint16(headerAt - 2, true) === headerEnd) {
      const fieldsEnd = walkRecordHeader(view, headerAt, headerEnd);
      if (fieldsEnd === headerEnd) return at;
      if (fieldsEnd !== NO_HEADER && found === NOT_FOUND) found = at;
    }
    at = findSignature(view, at + 1, headerEnd);
  }
  return found;
}
