import { extentOf } from './packet-emitter.js';
import type { PacketIndex } from './packet-index.js';
import { BEFORE_HEADER } from './record-framing.js';
import type { RecordHeader } from './record-header.js';
import { decodeRecordHeader } from './record-header.js';
import { hasSignature } from './record-signature.js';
import type { SegmentReader } from './segment-reader.js';
import { WalReaderError } from './wal-reader-error.js';

/** Bytes between header and content: the content's length. */
const BEFORE_CONTENT = 8;

/** Bytes in front of a packet that are read first; a header has seldom more than 250. */
const USUAL_REACH = 1024;
const LONGEST_REACH = BEFORE_HEADER + 0xffff + BEFORE_CONTENT;

/**
 * Reads and decodes the header of the record that a row of an index comes from.
 * @param row from 0 to `index.rowCount - 1`.
 * @throws WalReaderError `record-header` if none leads to the packet: the segment has changed.
 */
export function readRecordHeader(
  index: PacketIndex,
  row: number,
  reader: SegmentReader,
): RecordHeader {
  const { segment, baseOffset } = extentOf(index.extents, row);
  const packetAt = baseOffset + (index.offset[row] ?? 0);
  for (const reach of [USUAL_REACH, LONGEST_REACH]) {
    const start = Math.max(0, packetAt - reach);
    const bytes = new Uint8Array(packetAt - start);
    const length = reader.readInto(segment, start, bytes);
    const header = length === bytes.length ? headerInFront(bytes) : undefined;
    if (header !== undefined) return decodeRecordHeader(header);
  }
  throw new WalReaderError('record-header', 'no header leads to a packet', {
    offset: packetAt,
    expected: 'a record that holds it',
  });
}

/** The header of the record whose content begins where the bytes end: the index knows only that place. */
function headerInFront(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer);
  const headerEnd = bytes.length - BEFORE_CONTENT;
  for (let at = headerEnd - BEFORE_HEADER; at >= 0; at--) {
    if (hasSignature(view, at)) {
      const headerAt = at + BEFORE_HEADER;
      if (headerAt + view.getUint16(headerAt - 2, true) === headerEnd) {
        return bytes.subarray(headerAt, headerEnd);
      }
    }
  }
  return undefined;
}
