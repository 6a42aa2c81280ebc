import { IsobmffError } from './box-error.js';
import { findBox, requireBox, type BoxNode } from './box-tree.js';
import { co64, ctts, stco, stsc, stss, stsz, stts, stz2 } from './boxes/sample-table.js';

/**
 * The samples of a track in decode order, one typed array for each property. All times are in ticks
 * of the media timescale.
 */
export interface SampleColumns {
  readonly sampleCount: number;
  /** Byte offset in the file of each sample. */
  readonly offset: Float64Array;
  /** Bytes of each sample. */
  readonly size: Uint32Array;
  readonly decodeTime: Float64Array;
  readonly duration: Uint32Array;
  /** Composition time minus decode time; absent where all are 0. */
  readonly compositionOffset?: Int32Array | undefined;
  /** 1 for sync samples, 0 for others; absent where all are sync samples. */
  readonly sync?: Uint8Array | undefined;
  /** 1-based sample description of each sample; absent where all use the first. */
  readonly descriptionIndex?: Uint16Array | undefined;
}

/** More samples than any recording has: 370 hours of 20 ms packets. */
export const MAX_SAMPLE_COUNT = 1 << 26;

/**
 * Expands the sample tables of a track into columns.
 *
 * The tables are checked against each other: each has to describe as many samples as `stsz` has
 * sizes, chunks and descriptions have to exist, and every chunk has to lie within the file.
 *
 * @param stbl the sample table box, parsed with the descriptions of `stbl` and `stsd`
 * @param fileByteLength bytes of the whole file
 * @throws IsobmffError `missing-box` for a table that is not there, `value` for tables that
 *   contradict each other, `count` for more samples than the file has room for, `truncated` for
 *   chunks behind the end of the file
 */
export function readSampleTable(stbl: BoxNode, fileByteLength: number): SampleColumns {
  const size = readSizes(stbl, fileByteLength);
  const sampleCount = size.length;
  if (sampleCount === 0) {
    return {
      sampleCount,
      size,
      offset: new Float64Array(),
      decodeTime: new Float64Array(),
      duration: new Uint32Array(),
    };
  }
  return {
    sampleCount,
    size,
    ...readTimes(stbl, sampleCount),
    compositionOffset: readCompositionOffsets(stbl, sampleCount),
    sync: readSyncSamples(stbl, sampleCount),
    ...placeSamples(stbl, size, fileByteLength),
  };
}

function readSizes(stbl: BoxNode, fileByteLength: number): Uint32Array {
  const compact = findBox(stbl, 'stz2');
  if (compact) return Uint32Array.from(compact.read(stz2).entrySize);
  const box = requireBox(stbl, 'stsz');
  const { sampleSize, sampleCount, entrySize } = box.read(stsz);
  if (entrySize) return entrySize;
  if (sampleCount * sampleSize > fileByteLength || sampleCount > MAX_SAMPLE_COUNT) {
    throw new IsobmffError({
      code: 'count',
      offset: box.offset,
      path: box.path,
      found: `${sampleCount} samples of ${sampleSize} bytes`,
      expected: `at most ${MAX_SAMPLE_COUNT}, and no more than the file's ${fileByteLength} bytes hold`,
    });
  }
  return new Uint32Array(sampleCount).fill(sampleSize);
}

function readTimes(
  stbl: BoxNode,
  sampleCount: number,
): Pick<SampleColumns, 'decodeTime' | 'duration'> {
  const box = requireBox(stbl, 'stts');
  const { sampleCount: counts, sampleDelta: deltas } = box.read(stts).entries;
  checkTotal(box, counts, sampleCount);
  const decodeTime = new Float64Array(sampleCount);
  const duration = new Uint32Array(sampleCount);
  let sample = 0;
  let time = 0;
  for (let run = 0; run < counts.length; run += 1) {
    const end = sample + (counts[run] ?? 0);
    const delta = deltas[run] ?? 0;
    duration.fill(delta, sample, end);
    for (; sample < end; sample += 1) {
      decodeTime[sample] = time;
      time += delta;
    }
  }
  return { decodeTime, duration };
}

function readCompositionOffsets(stbl: BoxNode, sampleCount: number): Int32Array | undefined {
  const box = findBox(stbl, 'ctts');
  if (!box) return undefined;
  const { sampleCount: counts, sampleOffset: offsets } = box.read(ctts).entries;
  checkTotal(box, counts, sampleCount);
  if (offsets.every((offset) => offset === 0)) return undefined;
  const column = new Int32Array(sampleCount);
  let sample = 0;
  for (let run = 0; run < counts.length; run += 1) {
    const end = sample + (counts[run] ?? 0);
    column.fill(offsets[run] ?? 0, sample, end);
    sample = end;
  }
  return column;
}

function readSyncSamples(stbl: BoxNode, sampleCount: number): Uint8Array | undefined {
  const box = findBox(stbl, 'stss');
  if (!box) return undefined;
  const numbers = box.read(stss).sampleNumber;
  const sync = new Uint8Array(sampleCount);
  let previous = 0;
  for (let entry = 0; entry < numbers.length; entry += 1) {
    const number = numbers[entry] ?? 0;
    if (number <= previous || number > sampleCount) {
      const expected = `a number from ${previous + 1} to ${sampleCount}, the samples of stsz`;
      disagree(box, `sample ${number} in entry ${entry}`, expected);
    }
    sync[number - 1] = 1;
    previous = number;
  }
  return numbers.length === sampleCount ? undefined : sync;
}

/** The runs of `stsc`, checked: which chunks hold how many samples of which description. */
function readChunkRuns(
  stbl: BoxNode,
  chunkCount: number,
  sampleCount: number,
): { firstChunk: Uint32Array; samplesPerChunk: Uint32Array; description: Uint32Array } {
  const box = requireBox(stbl, 'stsc');
  const { firstChunk, samplesPerChunk, sampleDescriptionIndex } = box.read(stsc).entries;
  const descriptionCount = requireBox(stbl, 'stsd').children.length;
  let total = 0;
  for (let run = 0; run < firstChunk.length; run += 1) {
    const first = firstChunk[run] ?? 0;
    const lowest = run === 0 ? 1 : (firstChunk[run - 1] ?? 0) + 1;
    const highest = run === 0 ? 1 : chunkCount;
    if (first < lowest || first > highest) {
      const expected = run === 0 ? '1' : `a chunk from ${lowest} to ${chunkCount}, those of stco`;
      disagree(box, `first chunk ${first} in entry ${run}`, expected);
    }
    const description = sampleDescriptionIndex[run] ?? 0;
    if (description < 1 || description > Math.min(descriptionCount, 0xffff)) {
      const expected = `one of the ${descriptionCount} of stsd`;
      disagree(box, `sample description ${description} in entry ${run}`, expected);
    }
    const next = firstChunk[run + 1] ?? chunkCount + 1;
    total += Math.max(next - first, 0) * (samplesPerChunk[run] ?? 0);
  }
  if (total !== sampleCount) {
    const found = `${total} samples in the ${chunkCount} chunks of stco`;
    disagree(box, found, `the ${sampleCount} samples of stsz`);
  }
  return { firstChunk, samplesPerChunk, description: sampleDescriptionIndex };
}

function placeSamples(
  stbl: BoxNode,
  size: Uint32Array,
  fileByteLength: number,
): Pick<SampleColumns, 'offset' | 'descriptionIndex'> {
  const large = findBox(stbl, 'co64');
  const box = large ?? requireBox(stbl, 'stco');
  const chunkOffset = large ? large.read(co64).chunkOffset : box.read(stco).chunkOffset;
  const chunkCount = chunkOffset.length;
  const runs = readChunkRuns(stbl, chunkCount, size.length);
  const offset = new Float64Array(size.length);
  const descriptionIndex = runs.description.every((index) => index === 1)
    ? undefined
    : new Uint16Array(size.length);
  let sample = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunkCount; chunk += 1) {
    if (runs.firstChunk[run + 1] === chunk + 1) run += 1;
    const end = sample + (runs.samplesPerChunk[run] ?? 0);
    descriptionIndex?.fill(runs.description[run] ?? 1, sample, end);
    let position = chunkOffset[chunk] ?? 0;
    for (; sample < end; sample += 1) {
      offset[sample] = position;
      position += size[sample] ?? 0;
    }
    if (position > fileByteLength) {
      throw new IsobmffError({
        code: 'truncated',
        offset: box.offset,
        path: box.path,
        found: `chunk ${chunk + 1} of ${chunkCount}, which ends at byte ${position}`,
        expected: `an end within the file's ${fileByteLength} bytes`,
      });
    }
  }
  return { offset, descriptionIndex };
}

/** Runs have to describe each sample once. */
function checkTotal(box: BoxNode, counts: Uint32Array, sampleCount: number): void {
  let total = 0;
  for (const count of counts) total += count;
  if (total === sampleCount) return;
  disagree(box, `${total} samples`, `the ${sampleCount} samples of stsz`);
}

function disagree(box: BoxNode, found: string, expected: string): never {
  throw new IsobmffError({ code: 'value', offset: box.offset, path: box.path, found, expected });
}
