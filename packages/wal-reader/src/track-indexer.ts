import { createDamageLog } from './damage-log.js';
import { createFormatLog, noForm } from './header-form.js';
import { noShape } from './header-shape.js';
import { createPacketColumns } from './packet-columns.js';
import type { PacketExtent, SegmentScan, TrackIndex } from './packet-index.js';
import { NO_STAMP } from './packet-index.js';
import type { Segment } from './recorded-session.js';
import { BUFFER_SLACK, TWIN_DISTANCE } from './record-scan.js';
import type { ReadStep, SizeStep } from './segment-reader.js';
import type { SegmentScanState } from './segment-scan.js';
import { scanSegment } from './segment-scan.js';
import { createTwinFinder } from './twin-finder.js';

/** Bytes of the buffer that pieces of a segment are read into. */
const SCAN_BUFFER_SIZE = 1 << 20;

/** Enough for two records of the largest kind. */
const SMALLEST_BUFFER = 1 << 18;

/** What the indexer wants to know next; the answer is a number of bytes. */
export type IndexStep = ReadStep | SizeStep;

/** Offsets within an extent stay below this, so that they fit 32 bits. */
const LARGEST_EXTENT = 2 ** 32 - 2 * SCAN_BUFFER_SIZE;

/**
 * Indexes the segments of a track, without doing any I/O itself: yields what is to be read or
 * measured, and is to be resumed with the number of bytes that were read or that there are.
 *
 * A segment is read up to the size that it has when its turn comes.
 * @throws WalReaderError `segment-shrank`.
 */
export function* indexSegments(
  segments: readonly Segment[],
): Generator<IndexStep, TrackIndex, number> {
  const scan = startScan(bufferSizeFor(segments));
  const extents = createExtents(scan);
  const scans: SegmentScan[] = [];
  const rows: { name: string; firstRow: number; endRow: number }[] = [];
  const bytesTotal = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  let bytesBefore = 0;

  scan.moveExtent = extents.move;
  scan.progress = () => (bytesBefore + scan.fileOffset + scan.at) / bytesTotal;
  for (const [place, segment] of segments.entries()) {
    const firstRow = scan.rowCount;
    const sizeBytes = yield { kind: 'size', segment: place };
    extents.begin(place, segment.recordsOffset);
    scan.segment = place;
    scan.name = segment.name;
    scan.at = 0;
    scan.end = 0;
    scan.fileOffset = segment.recordsOffset;
    scan.sizeBytes = sizeBytes;
    if (segment.headerDamaged) noteDamagedHeader(scan);
    yield* scanSegment(scan);
    // The packets at the end may be recorded again at the beginning of the next segment.
    scan.twins.keep(scan);
    extents.end();
    const endRow = scan.rowCount;
    const grewWhileRead = (yield { kind: 'size', segment: place }) > sizeBytes;
    rows.push({ name: segment.name, firstRow, endRow });
    scans.push({ name: segment.name, sizeBytes, rowCount: endRow - firstRow, grewWhileRead });
    bytesBefore += sizeBytes;
  }
  return finishIndex(scan, extents.list, scans, rows);
}

/** A small track needs no large buffer, but it may grow until it is read. */
function bufferSizeFor(segments: readonly Segment[]): number {
  const largest = segments.reduce(
    (size, { sizeBytes }) => Math.max(size, sizeBytes),
    SMALLEST_BUFFER,
  );
  return Math.min(largest, SCAN_BUFFER_SIZE);
}

function startScan(bufferSize: number): SegmentScanState {
  const bytes = new Uint8Array(bufferSize + BUFFER_SLACK);
  return {
    bytes,
    capacity: bufferSize,
    view: new DataView(bytes.buffer),
    at: 0,
    end: 0,
    cleared: -1,
    columns: createPacketColumns(),
    rowCount: 0,
    offsetShift: 0,
    form: noForm(),
    shape: noShape(),
    fingerprints: new Int32Array(TWIN_DISTANCE),
    meanSize: 0,
    payloadBytes: 0,
    totalUnits: 0,
    stereoPacketCount: 0,
    unstampedCount: 0,
    segment: 0,
    name: '',
    fileOffset: 0,
    sizeBytes: 0,
    damage: createDamageLog(),
    twins: createTwinFinder(),
    formats: createFormatLog(),
    moveExtent: () => undefined,
    progress: () => 0,
  };
}

function noteDamagedHeader({ damage, segment, fileOffset, rowCount }: SegmentScanState): void {
  damage.note({
    kind: 'segment-header',
    segment,
    offset: 0,
    length: fileOffset,
    reason: 'the header of the segment is broken',
    row: rowCount,
    recordsSeen: 0,
  });
}

/** Keeps the list of extents: a new one for each segment, and within a segment of 4 GiB and more. */
function createExtents(scan: SegmentScanState) {
  const list: PacketExtent[] = [];
  let segment = 0;
  let baseOffset = 0;
  let firstRow = 0;
  const end = () => {
    const endRow = scan.rowCount;
    if (endRow > firstRow) list.push({ segment, baseOffset, firstRow, endRow });
    firstRow = endRow;
  };
  const begin = (newSegment: number, newBase: number) => {
    end();
    segment = newSegment;
    baseOffset = newBase;
    scan.offsetShift = 0;
  };
  const move = () => {
    if (scan.offsetShift > LARGEST_EXTENT) begin(segment, scan.fileOffset);
  };
  return { list, begin, end, move };
}

function finishIndex(
  scan: SegmentScanState,
  extents: readonly PacketExtent[],
  segments: readonly SegmentScan[],
  segmentRows: readonly { name: string; firstRow: number; endRow: number }[],
): TrackIndex {
  const { rowCount, columns, damage } = scan;
  const { offset, size, stampMs, durationUnits } = columns;
  const stampOf = (row: number) => {
    const stamp = stampMs[row] ?? NO_STAMP;
    return stamp === NO_STAMP ? null : stamp;
  };
  return {
    rowCount,
    offset: offset.subarray(0, rowCount),
    size: size.subarray(0, rowCount),
    stampMs: stampMs.subarray(0, rowCount),
    durationUnits: durationUnits.subarray(0, rowCount),
    extents,
    duplicates: scan.twins.duplicates,
    payloadBytes: scan.payloadBytes,
    totalUnits: scan.totalUnits,
    stereoPacketCount: scan.stereoPacketCount,
    unstampedCount: scan.unstampedCount,
    formats: scan.formats.formats(rowCount),
    segments,
    damage: damage.regions(segmentRows, stampOf),
    unlistedDamageCount: damage.unlistedCount,
  };
}
