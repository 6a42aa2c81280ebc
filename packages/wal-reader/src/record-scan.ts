import type { HeaderShape } from './header-shape.js';
import { hasShape, learnShape } from './header-shape.js';
import { FRAME_UNITS, packetUnits } from './opus-packet.js';
import type { PacketColumns } from './packet-columns.js';
import { NO_STAMP } from './packet-index.js';
import { skipVarint, walkMetadata } from './record-header-walk.js';
import { findSignature, SIGNATURE_END, SIGNATURE_START } from './record-signature.js';

/** Content beyond this is taken for a damaged length, as the recorder's own reader does. */
export const LARGEST_CONTENT = 51200;

/** Bytes of a record beside header and content, less one that the content must have. */
const BESIDE_HEADER = 15;

/** Packets below this are too short to be told from one another: silence, DTX. */
export const SHORTEST_TWIN = 16;

/** How many packets back the same bytes count as the same packet recorded twice. */
export const TWIN_DISTANCE = 8;

/** Bytes kept behind the buffer, so that a header's first fields can be read before its end is looked at. */
export const BUFFER_SLACK = 64;

/** The header's fields up to the channels, as they stood in the record before. */
export interface HeaderForm {
  /** The first four bytes of them, masked where they are fewer. */
  prefix: number;
  mask: number;
  /** The four bytes behind these, masked likewise. */
  secondPrefix: number;
  secondMask: number;
  /** Bytes in front of the last byte of the channels, 3 to 8. */
  length: number;
  /** The last byte of the channels. */
  channels: number;
  isInput: boolean;
}

/** All that the kernel works on; what it changes is written back when it stops. */
export interface RecordScan {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Place of the next record in the buffer. */
  at: number;
  /** The buffer is filled up to here. */
  end: number;
  /** Place of a record that was examined and found good, although it does not look it. */
  cleared: number;
  columns: PacketColumns;
  rowCount: number;
  /** Added to a place in the buffer this gives the offset within the extent. */
  offsetShift: number;
  readonly form: HeaderForm;
  readonly shape: HeaderShape;
  /** Fingerprints of the last packets, by row modulo {@link TWIN_DISTANCE}; 0 for short ones. */
  readonly fingerprints: Int32Array;
  /** Running mean of packet sizes. */
  meanSize: number;
  /** Of all rows so far. */
  payloadBytes: number;
  totalUnits: number;
  stereoPacketCount: number;
  unstampedCount: number;
}

/** Why the kernel stopped. */
export type ScanStop = 'more' | 'full' | 'form' | 'twin' | 'suspect';

/**
 * The kernel of the scan: takes records from the buffer into the columns for as long as nothing
 * is out of the ordinary. What is rare stops it, is seen to elsewhere, and it is entered again.
 *
 * - `more`: the record at `at`, or the signature behind it, reaches beyond the buffer
 * - `full`: no row is left in the columns
 * - `form`: the header's first fields differ from those of the record before
 * - `twin`: the row added last may be a packet that was recorded twice
 * - `suspect`: something is wrong with the record at `at`, or may be
 */
export function scanRecords(scan: RecordScan): ScanStop {
  const { bytes, view, end, cleared, offsetShift, fingerprints, shape } = scan;
  const { capacity, offset, size: sizes, stampMs, durationUnits } = scan.columns;
  const { prefix, mask, secondPrefix, secondMask, length: prefixLength } = scan.form;
  const { channels, isInput } = scan.form;
  let { at, rowCount: row, meanSize } = scan;
  let payloadBytes = 0;
  let totalUnits = 0;
  let stereoPacketCount = 0;
  let unstampedCount = 0;
  let previousSize = 0;
  let stop: ScanStop = 'more';

  for (;;) {
    if (row === capacity) {
      stop = 'full';
      break;
    }
    // Compared once for each record: a comparison that is first made late costs a deoptimisation.
    const isCleared = at === cleared;
    if (at + 8 > end) break;
    const second = view.getUint32(at + 4, true);
    if (view.getUint32(at, true) !== SIGNATURE_START || (second & 0xffff) !== SIGNATURE_END) {
      stop = 'suspect';
      break;
    }
    const headerAt = at + 8;
    const headerEnd = headerAt + (second >>> 16);
    if (headerEnd + 8 > end) break;
    const size = view.getUint32(headerEnd, true);
    if ((size - 1) >>> 0 >= LARGEST_CONTENT || view.getUint32(headerEnd + 4, true) !== 0) {
      stop = 'suspect';
      break;
    }
    const contentAt = headerEnd + 8;
    const next = contentAt + size;
    if (next + 4 > end) {
      if (!isCleared) break;
    } else if (view.getUint32(next, true) !== SIGNATURE_START && !isCleared) {
      stop = 'suspect';
      break;
    }

    // The header: its first fields as in the record before, the stamp, the structure of the rest.
    let field = headerAt + prefixLength;
    if (
      (view.getUint32(headerAt, true) & mask) !== prefix ||
      view.getUint8(field) !== channels ||
      (prefixLength > 4 && (view.getUint32(headerAt + 4, true) & secondMask) !== secondPrefix)
    ) {
      stop = 'form';
      break;
    }
    field += 1;
    let stamp = NO_STAMP;
    let stamped = 1;
    if (isInput) {
      stamped = view.getUint8(field);
      field += 1;
    }
    if (stamped === 1) {
      let group = view.getUint8(field);
      stamp = group & 0x7f;
      let shift = 7;
      while (group > 0x7f && shift < 28) {
        field += 1;
        group = view.getUint8(field);
        stamp |= (group & 0x7f) << shift;
        shift += 7;
      }
      field += 1;
      if (group > 0x7f) {
        group = view.getUint8(field);
        stamp += group * 0x10000000;
        field += 1;
        if (stamp >= NO_STAMP) {
          if (!isCleared) {
            stop = 'suspect';
            break;
          }
          stamp = NO_STAMP;
          field = skipVarint(view, field - 5, headerEnd, 64);
        }
      }
    }
    if (stamped > 1 || !hasShape(view, field, headerEnd - field, shape)) {
      const fieldsEnd = walkMetadata(view, field, headerEnd, isInput, shape.bytes);
      if (stamped > 1 || fieldsEnd < 0 || (fieldsEnd !== headerEnd && !isCleared)) {
        stop = 'suspect';
        break;
      }
      if (fieldsEnd === headerEnd) learnShape(shape, view, field, headerEnd - field);
    }

    // The packet: its duration, and whether other records are hidden in it. One that has swallowed
    // a record is larger, by that and its header, than its neighbours: only then is it searched.
    const toc = view.getUint8(contentAt);
    const units =
      (toc & 3) === 0 && size <= 1276
        ? (FRAME_UNITS[toc] ?? 0)
        : packetUnits(bytes, contentAt, size);
    if (
      units === 0 ||
      (size > Math.min(meanSize, previousSize) + headerEnd - headerAt + BESIDE_HEADER &&
        !isCleared &&
        findSignature(view, contentAt, next) >= 0)
    ) {
      stop = 'suspect';
      break;
    }

    offset[row] = contentAt + offsetShift;
    sizes[row] = size;
    stampMs[row] = stamp;
    durationUnits[row] = units;
    payloadBytes += size;
    totalUnits += units;
    stereoPacketCount += (toc >> 2) & 1;
    if (stamp === NO_STAMP) unstampedCount += 1;
    meanSize += (size - meanSize) >> 3;
    previousSize = size;
    at = next;

    let fingerprint = 0;
    let isTwin = false;
    if (size >= SHORTEST_TWIN) {
      fingerprint = (view.getInt32(next - 4, true) ^ Math.imul(size, 0x9e3779b1)) | 1;
      isTwin =
        fingerprints[0] === fingerprint ||
        fingerprints[1] === fingerprint ||
        fingerprints[2] === fingerprint ||
        fingerprints[3] === fingerprint ||
        fingerprints[4] === fingerprint ||
        fingerprints[5] === fingerprint ||
        fingerprints[6] === fingerprint ||
        fingerprints[7] === fingerprint;
    }
    fingerprints[row & (TWIN_DISTANCE - 1)] = fingerprint;
    row += 1;
    if (isTwin) {
      stop = 'twin';
      break;
    }
  }

  scan.at = at;
  scan.rowCount = row;
  scan.meanSize = meanSize;
  scan.payloadBytes += payloadBytes;
  scan.totalUnits += totalUnits;
  scan.stereoPacketCount += stereoPacketCount;
  scan.unstampedCount += unstampedCount;
  return stop;
}
