import { packetUnits } from './opus-packet.js';
import { frameRecord, isFault, isFollowed, isWholeRecord } from './record-framing.js';
import { decodeRecordHeader } from './record-header.js';
import { findSignature } from './record-signature.js';

/** What a few records of a segment tell of the rest. */
export interface SegmentSample {
  /** Whole records that were found. */
  readonly recordCount: number;
  /** Bytes of these records, framing included. */
  readonly recordBytes: number;
  /** Duration of their packets, in units of 2.5 ms. */
  readonly packetUnits: number;
  /** `input`: the local microphone; `output`: heard from the network; null without a record. */
  readonly kind: 'input' | 'output' | null;
  /** Stamp of the first record; null if it bears none. */
  readonly firstStampMs: number | null;
  /** Stamp of the last record; null if it bears none. */
  readonly lastStampMs: number | null;
}

/** A sample of a segment's end. */
export interface TailSample extends SegmentSample {
  /** The segment ends where a record does, and that record does not end in zeros. */
  readonly endsWhole: boolean;
}

/** Zeros at a segment's end that are too many to be there by chance. */
const TELLING_ZEROS = 4;

/**
 * Looks at the records at the beginning of a segment.
 * @param bytes of the segment, from its first record on.
 */
export function sampleHead(bytes: Uint8Array): SegmentSample {
  return chainFrom(viewOf(bytes), bytes, 0).sample;
}

/**
 * Looks at the records at the end of a segment.
 * @param bytes the last ones of the segment; a mere 16 KiB tell a torn tail from a whole one.
 */
export function sampleTail(bytes: Uint8Array): TailSample {
  const view = viewOf(bytes);
  let last = NO_RECORDS;
  let from = 0;
  for (;;) {
    const at = findSignature(view, from, bytes.length);
    if (at < 0) return { ...last, endsWhole: bytes.length === 0 };
    from = at + 1;
    if (!isWholeRecord(view, at, bytes.length)) continue;
    const chain = chainFrom(view, bytes, at);
    last = chain.sample;
    if (chain.end === bytes.length) return { ...last, endsWhole: !endsInZeros(bytes) };
    from = Math.max(from, chain.end);
  }
}

const NO_RECORDS: SegmentSample = {
  recordCount: 0,
  recordBytes: 0,
  packetUnits: 0,
  kind: null,
  firstStampMs: null,
  lastStampMs: null,
};

/** The records that follow one another from a place on. */
function chainFrom(
  view: DataView,
  bytes: Uint8Array,
  start: number,
): { readonly sample: SegmentSample; readonly end: number } {
  let recordCount = 0;
  let units = 0;
  let firstHeader: Uint8Array | undefined;
  let lastHeader: Uint8Array | undefined;
  let end = start;
  for (;;) {
    const record = frameRecord(view, end, bytes.length);
    if (isFault(record) || !isFollowed(view, record, bytes.length)) break;
    if (record.headerEnd > record.headerAt) {
      lastHeader = bytes.subarray(record.headerAt, record.headerEnd);
      firstHeader ??= lastHeader;
    }
    units += packetUnits(bytes, record.contentAt, record.next - record.contentAt);
    recordCount += 1;
    end = record.next;
  }
  const first = firstHeader === undefined ? null : decodeRecordHeader(firstHeader);
  const last = lastHeader === undefined ? null : decodeRecordHeader(lastHeader);
  return {
    sample: {
      recordCount,
      recordBytes: end - start,
      packetUnits: units,
      kind: first?.kind ?? null,
      firstStampMs: first?.relativeTimestampMs ?? null,
      lastStampMs: last?.relativeTimestampMs ?? null,
    },
    end,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function endsInZeros(bytes: Uint8Array): boolean {
  return bytes.length > TELLING_ZEROS && bytes.subarray(-TELLING_ZEROS).every((byte) => byte === 0);
}
