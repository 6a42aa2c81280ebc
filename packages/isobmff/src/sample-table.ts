import { writeBigEndian } from './big-endian-column.js';
import { draftBox, fullBox, type BoxDraft, type BoxPart } from './box-description.js';
import { co64, stco, stsc, stss, stsz, stts } from './boxes/sample-table.js';
import { sampleToChunkRuns } from './chunk-layout.js';
import type { ChunkableTrack, ChunkPlan } from './chunk-plan.js';
import { u32 } from './number-field.js';

/** The samples of a track in decode order, as the sample tables are made from them. */
export interface TrackSamples extends ChunkableTrack {
  /** Bytes of each sample. */
  readonly sizes: Uint16Array | Uint32Array;
  /** Composition time minus decode time of each sample in ticks; left out where all are 0. */
  readonly compositionOffsets?: Int32Array | undefined;
  /** 1 for each sync sample, 0 for others; left out where all are sync samples. */
  readonly sync?: Uint8Array | undefined;
}

/**
 * Drafts the tables of a track that do not depend on its place in the file, in the order of the
 * standard: `stts`, `ctts` if any offset is not 0, `stss` if not all samples are sync samples,
 * `stsc`, `stsz` (without a table where all sizes are equal).
 */
export function draftSampleTables(
  samples: TrackSamples,
  plan: ChunkPlan,
  trackIndex: number,
): BoxDraft[] {
  const { sizes, durations, compositionOffsets, sync } = samples;
  const tables = [draftBox(stts, { entries: durations })];
  if (compositionOffsets?.some((offset) => offset !== 0)) {
    const version = compositionOffsets.some((offset) => offset < 0) ? 1 : 0;
    tables.push(draftCompositionOffsets(compositionOffsets, version));
  }
  if (sync?.includes(0)) {
    tables.push(draftBox(stss, { sampleNumber: syncSampleNumbers(sync) }));
  }
  tables.push(draftBox(stsc, { entries: sampleToChunkRuns(plan, trackIndex) }));
  tables.push(draftSampleSizes(sizes));
  return tables;
}

/** Drafts the offsets of a track's chunks in the file: `co64` if they come as a column for it, or `stco`. */
export function draftChunkOffsets(chunkOffset: Uint32Array | Float64Array): BoxDraft {
  return chunkOffset instanceof Uint32Array
    ? draftBox(stco, { chunkOffset })
    : draftBox(co64, { chunkOffset });
}

function draftSampleSizes(sizes: Uint16Array | Uint32Array): BoxDraft {
  const sampleCount = sizes.length;
  const sampleSize = constantSize(sizes);
  return sampleSize
    ? draftBox(stsz, { sampleSize, sampleCount })
    : draftBox(stszWithoutEntries, { sampleSize, sampleCount }, columnParts(sizes));
}

/** Nearly all of a long movie's index are sizes: they are written a part at a time. */
const stszWithoutEntries = /*#__PURE__*/ fullBox('stsz', { sampleSize: u32, sampleCount: u32 });

/** Entries that are written at a time. */
const ROWS_OF_PART = 1 << 14;

function columnParts(column: Uint16Array | Uint32Array): BoxPart[] {
  const parts: BoxPart[] = [];
  for (let first = 0; first < column.length; first += ROWS_OF_PART) {
    const rows = column.subarray(first, first + ROWS_OF_PART);
    parts.push({
      byteLength: 4 * rows.length,
      write(target, at) {
        writeBigEndian(new DataView(target.buffer, target.byteOffset), at, rows);
      },
    });
  }
  return parts;
}

/** The size all samples have, or 0 if they differ: the meaning of 0 in `stsz`. */
function constantSize(sizes: Uint16Array | Uint32Array): number {
  const first = sizes[0] ?? 0;
  for (let sample = 1; sample < sizes.length; sample += 1) {
    if (sizes[sample] !== first) return 0;
  }
  return first;
}

const cttsWithoutEntries = /*#__PURE__*/ fullBox('ctts', { entryCount: u32 }, { maxVersion: 1 });

/** `ctts` whose runs are only looked for when their part of the table is written. */
function draftCompositionOffsets(offsets: Int32Array, version: 0 | 1): BoxDraft {
  const parts: BoxPart[] = [];
  let entryCount = 0;
  for (let first = 0; first < offsets.length;) {
    let end = Math.min(first + ROWS_OF_PART, offsets.length);
    while (end < offsets.length && offsets[end] === offsets[end - 1]) end += 1;
    const rows = offsets.subarray(first, end);
    const runCount = countRuns(rows);
    parts.push({
      byteLength: 8 * runCount,
      write(target, at) {
        writeRuns(new DataView(target.buffer, target.byteOffset), at, rows);
      },
    });
    entryCount += runCount;
    first = end;
  }
  return draftBox(cttsWithoutEntries, { version, entryCount }, parts);
}

function writeRuns(view: DataView, at: number, column: Int32Array): void {
  let entryAt = at;
  let start = 0;
  for (let row = 1; row <= column.length; row += 1) {
    if (row < column.length && column[row] === column[start]) continue;
    view.setUint32(entryAt, row - start);
    view.setInt32(entryAt + 4, column[start] ?? 0);
    entryAt += 8;
    start = row;
  }
}

function countRuns(column: Int32Array): number {
  let count = column.length === 0 ? 0 : 1;
  for (let row = 1; row < column.length; row += 1) if (column[row] !== column[row - 1]) count += 1;
  return count;
}

/** 1-based numbers of the sync samples. */
function syncSampleNumbers(sync: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(sync.length);
  let count = 0;
  for (let sample = 0; sample < sync.length; sample += 1) {
    if (sync[sample] !== 1) continue;
    numbers[count] = sample + 1;
    count += 1;
  }
  return numbers.slice(0, count);
}
