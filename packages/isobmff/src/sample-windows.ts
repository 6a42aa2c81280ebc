import { readBigEndian } from './big-endian-column.js';
import { fullBox } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { rest } from './box-field.js';
import { findBox, requireBox, type BoxNode } from './box-tree.js';
import { co64, ctts, stco, stsc, stss, stts, stz2 } from './boxes/sample-table.js';
import { u32 } from './number-field.js';
import type { SampleColumns } from './sample-columns.js';

/** Some consecutive samples of a track. */
export interface SampleWindow {
  /** 0-based number of the first of them in its track. */
  readonly firstSample: number;
  /** Overwritten by the next window. */
  readonly samples: SampleColumns;
}

/** More samples than any recording has: 370 hours of 20 ms packets. */
export const MAX_SAMPLE_COUNT = 1 << 26;

/**
 * Expands the sample tables of a track piece by piece: what `readSampleTable` gives, in memory that
 * does not grow with the number of samples.
 *
 * The tables are checked against each other before the first window; a chunk that reaches past the
 * end of the file is met when its turn comes.
 *
 * @param stbl the sample table box, parsed with the descriptions of `stbl` and `stsd`; its bytes have
 *   to stay as they are while windows are asked for
 * @param fileByteLength bytes of the whole file
 * @param samplesPerWindow at least 1; the last window may have fewer
 * @throws IsobmffError as `readSampleTable`
 * @example
 * for (const { samples } of sampleWindows(stbl, byteLength)) {
 *   for (const size of samples.size) bytes += size;
 * }
 */
export function* sampleWindows(
  stbl: BoxNode,
  fileByteLength: number,
  samplesPerWindow = 1 << 16,
): Generator<SampleWindow, void, undefined> {
  const sizes = readSizes(stbl, fileByteLength);
  const { sampleCount } = sizes;
  if (sampleCount === 0) return;
  const capacity = Math.min(samplesPerWindow, sampleCount);
  const size = new Uint32Array(capacity);
  const duration = new Uint32Array(capacity);
  const decodeTime = new Float64Array(capacity);
  const fillDurations = readDurations(stbl, sampleCount);
  const compositionOffsets = readCompositionOffsets(stbl, sampleCount, capacity);
  const syncSamples = readSyncSamples(stbl, sampleCount, capacity);
  const placeSamples = readChunks(stbl, sampleCount, fileByteLength, capacity);
  let time = 0;
  for (let firstSample = 0; firstSample < sampleCount; firstSample += capacity) {
    const count = Math.min(capacity, sampleCount - firstSample);
    sizes.fill(size, firstSample, count);
    const places = placeSamples(size, count);
    fillDurations(duration, count);
    time = accumulate(duration, decodeTime, 0, count, time);
    const samples: SampleColumns = {
      sampleCount: count,
      size: size.subarray(0, count),
      decodeTime: decodeTime.subarray(0, count),
      duration: duration.subarray(0, count),
      compositionOffset: compositionOffsets?.(count),
      sync: syncSamples?.(firstSample, count),
      ...places,
    };
    yield { firstSample, samples };
  }
}

/** `stsz` with its entries as they are in the file: half of all that a movie box of sound holds. */
const stszBytes = /*#__PURE__*/ fullBox('stsz', {
  sampleSize: u32,
  sampleCount: u32,
  entries: /*#__PURE__*/ rest(),
});

interface SizeTable {
  readonly sampleCount: number;
  /** Writes the sizes of `count` samples from `firstSample` on to the start of `column`. */
  fill(column: Uint32Array, firstSample: number, count: number): void;
}

function readSizes(stbl: BoxNode, fileByteLength: number): SizeTable {
  const compact = findBox(stbl, 'stz2');
  if (compact) {
    const sizes = compact.read(stz2).entrySize;
    return {
      sampleCount: sizes.length,
      fill(column, firstSample, count) {
        column.set(sizes.subarray(firstSample, firstSample + count));
      },
    };
  }
  const box = requireBox(stbl, 'stsz');
  const { sampleSize, sampleCount, entries } = box.read(stszBytes);
  if (sampleSize !== 0) {
    if (sampleCount * sampleSize > fileByteLength || sampleCount > MAX_SAMPLE_COUNT) {
      const found = `${sampleCount} samples of ${sampleSize} bytes`;
      const expected = `at most ${MAX_SAMPLE_COUNT}, and no more than the file's ${fileByteLength} bytes hold`;
      tooMany(box, box.offset, found, expected);
    }
    return {
      sampleCount,
      fill(column, _, count) {
        column.fill(sampleSize, 0, count);
      },
    };
  }
  if (4 * sampleCount > entries.length) {
    const entriesAt = box.offset + box.size - entries.length;
    const expected = `at most the ${entries.length} bytes left`;
    tooMany(box, entriesAt, `${sampleCount} entrySize of 4 bytes`, expected);
  }
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  return {
    sampleCount,
    fill(column, firstSample, count) {
      readBigEndian(view, 4 * firstSample, column.subarray(0, count));
    },
  };
}

function readDurations(
  stbl: BoxNode,
  sampleCount: number,
): (column: Uint32Array, count: number) => void {
  const box = requireBox(stbl, 'stts');
  const { sampleCount: counts, sampleDelta } = box.read(stts).entries;
  checkTotal(box, counts, sampleCount);
  return runFiller(counts, sampleDelta);
}

function readCompositionOffsets(
  stbl: BoxNode,
  sampleCount: number,
  capacity: number,
): ((count: number) => Int32Array) | undefined {
  const box = findBox(stbl, 'ctts');
  if (!box) return undefined;
  const { sampleCount: counts, sampleOffset } = box.read(ctts).entries;
  checkTotal(box, counts, sampleCount);
  if (sampleOffset.every((offset) => offset === 0)) return undefined;
  const column = new Int32Array(capacity);
  const fill = runFiller(counts, sampleOffset);
  return (count) => {
    fill(column, count);
    return column.subarray(0, count);
  };
}

/** Writes the values of runs one after the other: each call goes on where the last one stopped. */
function runFiller(
  counts: Uint32Array,
  values: Uint32Array | Int32Array,
): (column: Uint32Array | Int32Array, count: number) => void {
  let run = 0;
  let left = counts[0] ?? 0;
  return (column, count) => {
    let at = 0;
    while (at < count) {
      while (left === 0) {
        run += 1;
        left = counts[run] ?? 0;
      }
      const end = Math.min(count, at + left);
      column.fill(values[run] ?? 0, at, end);
      left -= end - at;
      at = end;
    }
  };
}

function readSyncSamples(
  stbl: BoxNode,
  sampleCount: number,
  capacity: number,
): ((firstSample: number, count: number) => Uint8Array) | undefined {
  const box = findBox(stbl, 'stss');
  if (!box) return undefined;
  const numbers = box.read(stss).sampleNumber;
  let previous = 0;
  for (let entry = 0; entry < numbers.length; entry += 1) {
    const number = numbers[entry] ?? 0;
    if (number <= previous || number > sampleCount) {
      const expected = `a number from ${previous + 1} to ${sampleCount}, the samples of stsz`;
      disagree(box, `sample ${number} in entry ${entry}`, expected);
    }
    previous = number;
  }
  if (numbers.length === sampleCount) return undefined;
  const column = new Uint8Array(capacity);
  let entry = 0;
  return (firstSample, count) => {
    column.fill(0);
    for (; (numbers[entry] ?? Infinity) <= firstSample + count; entry += 1) {
      column[(numbers[entry] ?? 0) - 1 - firstSample] = 1;
    }
    return column.subarray(0, count);
  };
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

type PlaceColumns = Pick<SampleColumns, 'offset' | 'descriptionIndex'>;

/** Places samples in their chunks: each call goes on behind the samples of the last one. */
function readChunks(
  stbl: BoxNode,
  sampleCount: number,
  fileByteLength: number,
  capacity: number,
): (size: Uint32Array, count: number) => PlaceColumns {
  const large = findBox(stbl, 'co64');
  const box = large ?? requireBox(stbl, 'stco');
  const chunkOffset = large ? large.read(co64).chunkOffset : box.read(stco).chunkOffset;
  const chunkCount = chunkOffset.length;
  const runs = readChunkRuns(stbl, chunkCount, sampleCount);
  const offset = new Float64Array(capacity);
  const descriptionIndex = runs.description.every((index) => index === 1)
    ? undefined
    : new Uint16Array(capacity);
  let chunk = 0;
  let run = 0;
  /** Samples of the chunk that were placed already, and where the next of them lies. */
  let placed = 0;
  let position = chunkOffset[0] ?? 0;

  return (size, count) => {
    let at = 0;
    while (at < count) {
      const left = (runs.samplesPerChunk[run] ?? 0) - placed;
      const end = Math.min(count, at + left);
      descriptionIndex?.fill(runs.description[run] ?? 1, at, end);
      position = accumulate(size, offset, at, end, position);
      if (position > fileByteLength) {
        const found = `chunk ${chunk + 1} of ${chunkCount}, which ${end - at === left ? 'ends' : 'goes on'} at byte ${position}`;
        behindEnd(box, found, fileByteLength);
      }
      if (end - at < left) {
        placed += end - at;
        break;
      }
      at = end;
      chunk += 1;
      if (runs.firstChunk[run + 1] === chunk + 1) run += 1;
      placed = 0;
      position = chunkOffset[chunk] ?? 0;
    }
    return {
      offset: offset.subarray(0, count),
      descriptionIndex: descriptionIndex?.subarray(0, count),
    };
  };
}

/**
 * Writes where each sample of a range begins if the first begins at `start`, and returns where the
 * last one ends. One loop for bytes and for ticks, because a loop that has run before is fast.
 */
function accumulate(
  extents: Uint32Array,
  starts: Float64Array,
  first: number,
  end: number,
  start: number,
): number {
  let position = start;
  for (let at = first; at < end; at += 1) {
    starts[at] = position;
    position += extents[at] ?? 0;
  }
  return position;
}

/** Runs have to describe each sample once. */
function checkTotal(box: BoxNode, counts: Uint32Array, sampleCount: number): void {
  let total = 0;
  for (const count of counts) total += count;
  if (total === sampleCount) return;
  disagree(box, `${total} samples`, `the ${sampleCount} samples of stsz`);
}

function behindEnd({ offset, path }: BoxNode, found: string, fileByteLength: number): never {
  const expected = `an end within the file's ${fileByteLength} bytes`;
  throw new IsobmffError({ code: 'truncated', offset, path, found, expected });
}

function disagree(box: BoxNode, found: string, expected: string): never {
  throw new IsobmffError({ code: 'value', offset: box.offset, path: box.path, found, expected });
}

function tooMany({ path }: BoxNode, offset: number, found: string, expected: string): never {
  throw new IsobmffError({ code: 'count', offset, path, found, expected });
}
