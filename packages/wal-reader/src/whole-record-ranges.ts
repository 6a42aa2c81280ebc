import type { TrackIndex } from './packet-index.js';
import type { Segment } from './recorded-session.js';
import type { SegmentReader } from './segment-reader.js';
import { readRecord } from './stored-record.js';

/** A range of bytes of a segment. */
export interface ByteRange {
  /** First byte of the range. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/**
 * The bytes of a segment that are the records of an index, and nothing else: what a copy without
 * damage is made of.
 * @param place of the segment in the track's list, from 0.
 * @param reader is asked only where the index does not list all damage.
 * @throws WalReaderError `record-header` if the segment has changed since.
 */
export function wholeRecordRanges(
  index: TrackIndex,
  place: number,
  segment: Segment,
  reader: SegmentReader,
): ByteRange[] {
  return index.unlistedDamageCount > 0
    ? rangesOfRows(index, place, reader)
    : rangesBetweenDamage(index, place, segment);
}

function rangesBetweenDamage(index: TrackIndex, place: number, segment: Segment): ByteRange[] {
  const ranges: ByteRange[] = [];
  let from = segment.recordsOffset;
  const keepUntil = (end: number) => {
    if (end > from) ranges.push({ offset: from, length: end - from });
  };
  for (const { kind, segment: at, offset, length } of index.damage) {
    // A stamp out of range leaves the record whole, and its packet is in the index.
    if (at !== place || kind === 'stamp-range') continue;
    keepUntil(offset);
    from = Math.max(from, offset + length);
  }
  keepUntil(index.segments[place]?.sizeBytes ?? 0);
  return ranges;
}

function rangesOfRows(index: TrackIndex, place: number, reader: SegmentReader): ByteRange[] {
  const ranges: ByteRange[] = [];
  let offset = 0;
  let end = 0;
  const close = () => {
    if (end > offset) ranges.push({ offset, length: end - offset });
  };
  for (const { segment, firstRow, endRow } of index.extents) {
    if (segment !== place) continue;
    for (let row = firstRow; row < endRow; row++) {
      const record = readRecord(index, row, reader);
      if (record.offset !== end) {
        close();
        offset = record.offset;
      }
      end = record.offset + record.bytes.length;
    }
  }
  close();
  return ranges;
}
