import { extentOf } from './packet-emitter.js';
import type { PacketIndex } from './packet-index.js';
import { BEFORE_HEADER } from './record-framing.js';
import { NO_HEADER, walkRecordHeader } from './record-header-walk.js';
import type { RecordHeader } from './record-header.js';
import { decodeRecordHeader } from './record-header.js';
import { hasSignature } from './record-signature.js';
import type { SegmentReader } from './segment-reader.js';
import { WalReaderError } from './wal-reader-error.js';

/** Bytes between header and content: the content's length. */
const BEFORE_CONTENT = 8;

/** Bytes in front of a packet that are read first; a header has seldom more than 250. */
const USUAL_REACH = 1024;
const NOT_FOUND = -1;
const LONGEST_REACH = BEFORE_HEADER + 0xffff + BEFORE_CONTENT;

/** A whole record as it stands in its segment. */
export interface StoredRecord {
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
  const { segment, baseOffset } = extentOf(index.extents, row);
  const packetAt = baseOffset + (index.offset[row] ?? 0);
  const size = index.size[row] ?? 0;
  for (const reach of [USUAL_REACH, LONGEST_REACH]) {
    const start = Math.max(0, packetAt - reach);
    const bytes = new Uint8Array(packetAt - start + size);
    const length = reader.readInto(segment, start, bytes);
    const at = length === bytes.length ? recordInFront(bytes, packetAt - start) : NOT_FOUND;
    if (at !== NOT_FOUND) {
      const header = bytes.subarray(at + BEFORE_HEADER, packetAt - start - BEFORE_CONTENT);
      return { segment, offset: start + at, header, bytes: bytes.subarray(at) };
    }
  }
  throw new WalReaderError('record-header', 'no header leads to a packet', {
    offset: packetAt,
    expected: 'a record that holds it',
  });
}

/**
 * The place of the record whose content begins at a place: the index knows only that. Bytes that
 * look like one could lie in the record's own header, so its header must decode.
 */
function recordInFront(bytes: Uint8Array, contentAt: number): number {
  const view = new DataView(bytes.buffer);
  const headerEnd = contentAt - BEFORE_CONTENT;
  for (let at = headerEnd - BEFORE_HEADER; at >= 0; at--) {
    if (hasSignature(view, at)) {
      const headerAt = at + BEFORE_HEADER;
      const isWhole = headerAt + view.getUint16(headerAt - 2, true) === headerEnd;
      if (isWhole && walkRecordHeader(view, headerAt, headerEnd) !== NO_HEADER) return at;
    }
  }
  return NOT_FOUND;
}
