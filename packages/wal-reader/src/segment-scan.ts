import type { DamageLog } from './damage-log.js';
import type { DamageKind } from './damaged-region.js';
import type { FormatLog } from './header-form.js';
import { hasStampOutOfRange } from './header-form.js';
import { invalidPacketReason, packetUnits } from './opus-packet.js';
import { growColumns } from './packet-columns.js';
import type { FramedRecord, FramingFault } from './record-framing.js';
import {
  endsInRecords,
  findRecord,
  frameRecord,
  isFault,
  isFollowed,
  isWholeRecord,
  LARGEST_RECORD,
} from './record-framing.js';
import type { RecordScan } from './record-scan.js';
import { scanRecords } from './record-scan.js';
import { findSignature, hasSignature, SIGNATURE_SIZE } from './record-signature.js';
import type { ReadStep } from './segment-reader.js';
import type { TwinFinder } from './twin-finder.js';
import { WalReaderError } from './wal-reader-error.js';

/** The scan of a track, at some place of one of its segments. */
export interface SegmentScanState extends RecordScan {
  /** Bytes that the buffer takes; at least twice the largest record. */
  readonly capacity: number;
  segment: number;
  name: string;
  /** Byte of the file at which the buffer begins. */
  fileOffset: number;
  /** Bytes of the file that are read. */
  sizeBytes: number;
  readonly damage: DamageLog;
  readonly twins: TwinFinder;
  readonly formats: FormatLog;
  /** Sees to it that offsets fit, now that the buffer has moved on in the file. */
  moveExtent(scan: SegmentScanState): void;
  /** How much of the track has been read, from 0 to 1. */
  progress(scan: SegmentScanState): number;
}

/** Steps of the scan: bytes to be read, each answered with their number. */
type Steps = Generator<ReadStep, void, number>;

/**
 * Scans a segment from the place where `scan` stands to its end.
 * @throws WalReaderError `segment-shrank`.
 */
export function* scanSegment(scan: SegmentScanState): Steps {
  if (scan.sizeBytes < scan.fileOffset) throw shrank(scan, scan.fileOffset, 0, scan.fileOffset);
  yield* slide(scan);
  for (;;) {
    const stop = scanRecords(scan);
    if (stop === 'full') {
      growColumns(scan.columns, scan.rowCount, scan.progress(scan));
    } else if (stop === 'twin') {
      scan.twins.check(scan);
    } else if (!seesRecordAt(scan, scan.at)) {
      yield* slide(scan);
    } else if (scan.at === scan.end) {
      return;
    } else if (scan.at === scan.cleared) {
      // Examined and found good, and yet the kernel cannot make use of it.
      yield* passOver(scan, { reason: 'a record cannot be read', plausibleUntil: scan.at });
    } else {
      yield* examine(scan);
    }
  }
}

function isAtFileEnd(scan: SegmentScanState): boolean {
  return scan.fileOffset + scan.end === scan.sizeBytes;
}

/** Whether all that a record at a place can take is in the buffer. */
function seesRecordAt(scan: SegmentScanState, at: number): boolean {
  return isAtFileEnd(scan) || scan.end - at >= LARGEST_RECORD;
}

/** Moves what is left from `at` on to the front of the buffer and reads on behind it. */
function* slide(scan: SegmentScanState): Steps {
  const distance = scan.at;
  scan.twins.keep(scan);
  scan.bytes.copyWithin(0, distance, scan.end);
  scan.at = 0;
  scan.cleared = -1;
  scan.end -= distance;
  scan.fileOffset += distance;
  scan.offsetShift += distance;
  scan.moveExtent(scan);

  const position = scan.fileOffset + scan.end;
  const wanted = Math.min(scan.capacity - scan.end, scan.sizeBytes - position);
  if (wanted <= 0) return;
  const target = scan.bytes.subarray(scan.end, scan.end + wanted);
  const found = yield { kind: 'read', segment: scan.segment, position, target };
  if (found < wanted) throw shrank(scan, position, found, wanted);
  scan.end += wanted;
}

function shrank({ name }: SegmentScanState, offset: number, found: number, wanted: number) {
  return new WalReaderError('segment-shrank', 'a segment became shorter while it was read', {
    file: name,
    offset,
    found: `${found} bytes from there`,
    expected: `${wanted} bytes`,
  });
}

/** Looks closely at the record at `at`: it is cleared, or passed over with a note. */
function* examine(scan: SegmentScanState): Steps {
  const { view, at, end } = scan;
  const record = frameRecord(view, at, end);
  if (isFault(record)) return yield* passOver(scan, record);

  const followed = isFollowed(view, record, end);
  const swallows = followed ? endsInRecords(view, record.fieldsEnd, record.next) : true;
  const inner = swallows ? findRecord(view, record.fieldsEnd, record.next, end) : -1;
  if (inner >= 0) {
    note(scan, 'damaged', inner, 'the length of a record is wrong: others lie inside it', 1);
    scan.at = inner;
    return;
  }
  const isValid = packetUnits(scan.bytes, record.contentAt, record.next - record.contentAt) > 0;
  if (endsInZeros(scan, record, followed)) {
    return yield* passOver(scan, {
      reason: 'the end of a record was never written: it consists of zeros',
      plausibleUntil: record.next,
    });
  }
  if (record.headerEnd === record.headerAt || !isValid) {
    if (!followed) {
      const reason = 'a record is broken, and none follows it';
      return yield* passOver(scan, { reason, plausibleUntil: record.next });
    }
    if (isValid) note(scan, 'headerless', record.next, 'a record without a header', 1);
    else note(scan, 'invalid-packet', record.next, invalidReason(scan, record), 1);
    scan.at = record.next;
    return;
  }
  if (hasStampOutOfRange(scan)) {
    note(scan, 'stamp-range', record.next, 'a stamp of more than 49 days was left out', 0);
  }
  scan.formats.adopt(scan);
  scan.cleared = at;
}

/**
 * Passes over what begins at `at` up to the next whole record, or to the end of the file, and
 * notes it as one region.
 */
function* passOver(scan: SegmentScanState, fault: FramingFault): Steps {
  const { view } = scan;
  const start = scan.fileOffset + scan.at;
  const plausibleUntil = scan.fileOffset + fault.plausibleUntil;
  const noteUntil = (kind: DamageKind, end: number, recordsSeen: number) => {
    const { segment, rowCount: row, damage } = scan;
    const reason = kind === 'torn-tail' ? 'the last record was cut off' : fault.reason;
    damage.note({ kind, segment, offset: start, length: end - start, reason, row, recordsSeen });
  };
  let recordsSeen = hasSignature(view, scan.at) ? 1 : 0;
  /** Everything behind this place of the file is zero, as far as it has been seen. */
  let writtenUntil = start;
  let from = scan.at + 1;
  for (;;) {
    from = behindZeros(view, from, scan.end);
    const found = findSignature(view, from, scan.end);
    if (found < 0 && isAtFileEnd(scan)) break;
    const place = found < 0 ? Math.max(from, scan.end - SIGNATURE_SIZE + 1) : found;
    if (!seesRecordAt(scan, place)) {
      writtenUntil = lastWritten(scan, scan.at, place) ?? writtenUntil;
      scan.at = place;
      yield* slide(scan);
      from = 0;
    } else if (isWholeRecord(view, found, scan.end)) {
      noteUntil('damaged', scan.fileOffset + found, recordsSeen);
      scan.at = found;
      return;
    } else {
      recordsSeen += 1;
      from = found + 1;
    }
  }
  writtenUntil = lastWritten(scan, scan.at, scan.end) ?? writtenUntil;
  noteUntil(writtenUntil <= plausibleUntil ? 'torn-tail' : 'damaged', scan.sizeBytes, recordsSeen);
  scan.at = scan.end;
}

/** The place in the file behind the last byte that is not zero, if there is one in the range. */
function lastWritten(scan: SegmentScanState, from: number, to: number): number | undefined {
  const { view, fileOffset } = scan;
  let at = to;
  while (at - 4 >= from && view.getUint32(at - 4, true) === 0) at -= 4;
  while (at > from && view.getUint8(at - 1) === 0) at -= 1;
  return at > from ? fileOffset + at : undefined;
}

/** The first place that is not within zeros, or the last before `end`: they may be gigabytes. */
function behindZeros(view: DataView, from: number, end: number): number {
  let at = from;
  while (at + 4 <= end && view.getUint32(at, true) === 0) at += 4;
  return at;
}

/** Notes the region from `at` to a place in the buffer. */
function note(
  scan: SegmentScanState,
  kind: DamageKind,
  end: number,
  reason: string,
  recordsSeen: number,
): void {
  scan.damage.note({
    kind,
    segment: scan.segment,
    offset: scan.fileOffset + scan.at,
    length: end - scan.at,
    reason,
    row: scan.rowCount,
    recordsSeen,
  });
}

function packetIn(scan: SegmentScanState, { contentAt, next }: FramedRecord): Uint8Array {
  return scan.bytes.subarray(contentAt, next);
}

/** Zeros at the end of a packet that are too many to be there by chance. */
const TELLING_ZEROS = 4;

const CODE_3 = 3;
const PADDING_FLAG = 0x40;

/**
 * Whether the end of a record was never written: a crash may leave zeros there, which may run on
 * past its end. Zeros that belong to the packet are told from these: padding, and a track whose
 * packets end in zeros anyway.
 */
function endsInZeros(scan: SegmentScanState, record: FramedRecord, followed: boolean): boolean {
  const { view, end } = scan;
  const { headerAt, headerEnd, contentAt, next } = record;
  if (headerEnd === headerAt && contentAt === next && next === end) return true;
  const packet = packetIn(scan, record);
  const isPadded = ((packet[0] ?? 0) & 3) === CODE_3 && ((packet[1] ?? 0) & PADDING_FLAG) !== 0;
  if (packet.length < TELLING_ZEROS || isPadded || !isZero(view, next - TELLING_ZEROS, next)) {
    return false;
  }
  if (!followed) return isZero(view, next, Math.min(end, next + SIGNATURE_SIZE));
  return next === end && !previousEndsInZeros(scan);
}

/** Whether the packet before ends in zeros too, or there is none to compare with. */
function previousEndsInZeros(scan: SegmentScanState): boolean {
  const row = scan.rowCount - 1;
  const previousEnd =
    (scan.columns.offset[row] ?? 0) + (scan.columns.size[row] ?? 0) - scan.offsetShift;
  const isInBuffer = row >= 0 && previousEnd <= scan.at && previousEnd >= TELLING_ZEROS;
  return !isInBuffer || isZero(scan.view, previousEnd - TELLING_ZEROS, previousEnd);
}

function isZero(view: DataView, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (view.getUint8(at) !== 0) return false;
  }
  return true;
}

function invalidReason(scan: SegmentScanState, record: FramedRecord): string {
  const why = invalidPacketReason(packetIn(scan, record)) ?? 'unknown';
  return `not a valid Opus packet: ${why}`;
}
