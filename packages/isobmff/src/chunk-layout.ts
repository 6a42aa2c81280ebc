import { IsobmffError } from './box-error.js';
import type { ChunkPlan } from './chunk-plan.js';

/**
 * Where the chunks of a plan lie: the order in which payload bytes are copied. Chunk i consists of
 * the samples `firstSample[i]` … `firstSample[i] + plan.sampleCount[i] − 1` of the track
 * `plan.trackIndex[i]`.
 */
export interface ChunkLayout {
  /** What the chunks consist of. */
  readonly plan: ChunkPlan;
  /** 0-based number of the chunk's first sample in its track. */
  readonly firstSample: Uint32Array;
  /** Bytes from the first chunk's first byte to the chunk's first. */
  readonly position: Float64Array;
  /** Bytes of each chunk. */
  readonly byteLength: Float64Array;
  /** Bytes of all chunks. */
  readonly totalByteLength: number;
}

/** Rows of the `stsc` table (ISO/IEC 14496-12, 8.7.4): runs of chunks that are alike. */
export interface SampleToChunkRuns {
  readonly firstChunk: Uint32Array;
  readonly samplesPerChunk: Uint32Array;
  readonly sampleDescriptionIndex: Uint32Array;
}

/**
 * Adds up sample sizes to the place of each chunk.
 *
 * @param sampleSizes per track the size of each sample in bytes
 * @throws IsobmffError `value` if the plan does not use up every track's samples exactly
 */
export function layOutChunks(
  plan: ChunkPlan,
  sampleSizes: readonly (Uint16Array | Uint32Array)[],
): ChunkLayout {
  const { chunkCount } = plan;
  const firstSample = new Uint32Array(chunkCount);
  const position = new Float64Array(chunkCount);
  const byteLength = new Float64Array(chunkCount);
  const nextSample = sampleSizes.map(() => 0);
  let end = 0;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    const track = plan.trackIndex[chunk] ?? 0;
    const first = nextSample[track] ?? 0;
    const next = first + (plan.sampleCount[chunk] ?? 0);
    const length = sumOf(sampleSizes[track] ?? new Uint32Array(), first, next);
    firstSample[chunk] = first;
    position[chunk] = end;
    byteLength[chunk] = length;
    nextSample[track] = next;
    end += length;
  }
  for (const [track, sizes] of sampleSizes.entries()) {
    if (nextSample[track] === sizes.length) continue;
    throw new IsobmffError({
      code: 'value',
      path: `moov/trak[${track}]`,
      found: `chunks with ${nextSample[track] ?? 0} samples in all`,
      expected: `the track's ${sizes.length} samples`,
    });
  }
  return { plan, firstSample, position, byteLength, totalByteLength: end };
}

/** The chunks of one track, joined where neighbours have as many samples of the same description. */
export function sampleToChunkRuns(plan: ChunkPlan, trackIndex: number): SampleToChunkRuns {
  const firstChunk = new Uint32Array(plan.chunkCount);
  const samplesPerChunk = new Uint32Array(plan.chunkCount);
  const sampleDescriptionIndex = new Uint32Array(plan.chunkCount);
  let run = 0;
  let chunkOfTrack = 0;
  let lastCount = 0;
  let lastDescription = 0;
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    if (plan.trackIndex[chunk] !== trackIndex) continue;
    chunkOfTrack += 1;
    const count = plan.sampleCount[chunk] ?? 0;
    const description = plan.descriptionIndex[chunk] ?? 1;
    if (count === lastCount && description === lastDescription) continue;
    firstChunk[run] = chunkOfTrack;
    samplesPerChunk[run] = count;
    sampleDescriptionIndex[run] = description;
    run += 1;
    lastCount = count;
    lastDescription = description;
  }
  return {
    firstChunk: firstChunk.subarray(0, run),
    samplesPerChunk: samplesPerChunk.subarray(0, run),
    sampleDescriptionIndex: sampleDescriptionIndex.subarray(0, run),
  };
}

/** How many chunks a track has. */
export function countChunks(plan: ChunkPlan, trackIndex: number): number {
  let count = 0;
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    if (plan.trackIndex[chunk] === trackIndex) count += 1;
  }
  return count;
}

/**
 * Writes the offsets of one track's chunks in the file, in their order.
 *
 * @param firstChunkAt offset of the first chunk of all tracks
 * @param offsets as long as the track has chunks
 */
export function fillChunkOffsets(
  { plan, position }: ChunkLayout,
  trackIndex: number,
  firstChunkAt: number,
  offsets: Uint32Array | Float64Array,
): void {
  let count = 0;
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    if (plan.trackIndex[chunk] !== trackIndex) continue;
    offsets[count] = firstChunkAt + (position[chunk] ?? 0);
    count += 1;
  }
}

/** Adds up the rows `first` to `next − 1` of a column, as far as it has them. */
export function sumOf(sizes: Uint16Array | Uint32Array, first: number, next: number): number {
  let sum = 0;
  const end = Math.min(next, sizes.length);
  for (let sample = first; sample < end; sample += 1) sum += sizes[sample] ?? 0;
  return sum;
}
