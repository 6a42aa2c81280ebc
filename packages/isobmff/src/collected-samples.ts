import { IsobmffError } from './box-error.js';
import type { MovieFragment, TrackFragment } from './fragment-moof.js';
import type { SampleRun } from './fragment-run.js';
import type { SampleColumns } from './sample-columns.js';
import { MAX_SAMPLE_COUNT } from './sample-windows.js';

/** Flag of a sample that is no sync sample. */
const IS_NON_SYNC = 0x1_0000;

/** Samples without a byte of data that a file may have besides one for each of its bytes. */
const EMPTY_SAMPLE_ALLOWANCE = 1 << 16;

/** Columns with room for all samples of a track; how many are filled is counted beside them. */
interface GrowingColumns {
  readonly offset: Float64Array;
  readonly size: Uint32Array;
  readonly decodeTime: Float64Array;
  readonly duration: Uint32Array;
  readonly compositionOffset: Int32Array;
  readonly sync: Uint8Array;
  readonly descriptionIndex: Uint16Array;
}

/** The track whose samples are collected. */
export interface CollectedTrack {
  readonly trackId: number;
  /** Samples that the movie box itself describes; the fragments' follow them. */
  readonly movieSamples: SampleColumns;
  /** Entries of the track's `stsd`. */
  readonly descriptionCount: number;
}

/**
 * Collects the samples of one track from the fragments of a file into columns, behind those the
 * movie box describes.
 *
 * Where `tfdt` is missing a fragment begins when the samples before it end.
 *
 * @param fragments all fragments, in the order of the file
 * @param fileByteLength bytes of the whole file
 * @throws IsobmffError `count` for more samples than the file has room for, `truncated` for samples
 *   outside the file, `value` for a sample description that is not there, `unsupported` for a decode
 *   time from 2^53 on
 */
export function collectFragmentSamples(
  track: CollectedTrack,
  fragments: readonly MovieFragment[],
  fileByteLength: number,
): SampleColumns {
  const { movieSamples } = track;
  const trackFragments = fragments.flatMap(({ tracks }) =>
    tracks.filter(({ trackId }) => trackId === track.trackId),
  );
  const sampleCount = countSamples(movieSamples, trackFragments, fileByteLength);
  const columns = allocate(sampleCount);
  let filled = copySamples(movieSamples, columns);
  let decodeTime = endOf(movieSamples);
  for (const fragment of trackFragments) {
    if (fragment.decodeTime !== undefined) decodeTime = Number(fragment.decodeTime);
    checkDecodeTime(fragment, decodeTime + fragment.duration);
    if (fragment.sampleCount > 0) checkDescription(fragment, track.descriptionCount);
    let runTime = decodeTime;
    for (const run of fragment.runs) {
      checkPlace(run, fileByteLength);
      appendRun(columns, filled, run, fragment, runTime);
      filled += run.sampleCount;
      runTime += run.duration;
    }
    decodeTime += fragment.duration;
  }
  return compact(sampleCount, columns);
}

function allocate(sampleCount: number): GrowingColumns {
  return {
    offset: new Float64Array(sampleCount),
    size: new Uint32Array(sampleCount),
    decodeTime: new Float64Array(sampleCount),
    duration: new Uint32Array(sampleCount),
    compositionOffset: new Int32Array(sampleCount),
    sync: new Uint8Array(sampleCount),
    descriptionIndex: new Uint16Array(sampleCount),
  };
}

/** Copies the samples of the movie box to the front and returns their number. */
function copySamples(samples: SampleColumns, columns: GrowingColumns): number {
  const { sampleCount, compositionOffset, sync, descriptionIndex } = samples;
  columns.offset.set(samples.offset);
  columns.size.set(samples.size);
  columns.decodeTime.set(samples.decodeTime);
  columns.duration.set(samples.duration);
  if (compositionOffset) columns.compositionOffset.set(compositionOffset);
  if (sync) columns.sync.set(sync);
  else columns.sync.fill(1, 0, sampleCount);
  if (descriptionIndex) columns.descriptionIndex.set(descriptionIndex);
  else columns.descriptionIndex.fill(1, 0, sampleCount);
  return sampleCount;
}

function endOf({ sampleCount, decodeTime, duration }: SampleColumns): number {
  return sampleCount === 0
    ? 0
    : (decodeTime[sampleCount - 1] ?? 0) + (duration[sampleCount - 1] ?? 0);
}

function appendRun(
  columns: GrowingColumns,
  first: number,
  run: SampleRun,
  { defaults }: TrackFragment,
  startTime: number,
): void {
  const { sampleCount } = run;
  const { firstSampleFlags, samples } = run.value;
  const { sampleDuration, sampleSize, sampleFlags, sampleCompositionTimeOffset } = samples;
  const { offset, size, decodeTime, duration, sync } = columns;
  const end = first + sampleCount;
  if (sampleDuration) duration.set(sampleDuration, first);
  else duration.fill(defaults.duration, first, end);
  if (sampleSize) size.set(sampleSize, first);
  else size.fill(defaults.size, first, end);
  if (sampleCompositionTimeOffset) {
    columns.compositionOffset.set(sampleCompositionTimeOffset, first);
  }
  columns.descriptionIndex.fill(defaults.descriptionIndex, first, end);
  if (sampleFlags) {
    for (let row = 0; row < sampleCount; row += 1) {
      sync[first + row] = syncOf(sampleFlags[row] ?? 0);
    }
  } else {
    sync.fill(syncOf(defaults.flags), first, end);
    if (firstSampleFlags !== undefined && sampleCount > 0) sync[first] = syncOf(firstSampleFlags);
  }
  let position = run.position;
  let time = startTime;
  for (let sample = first; sample < end; sample += 1) {
    offset[sample] = position;
    decodeTime[sample] = time;
    position += size[sample] ?? 0;
    time += duration[sample] ?? 0;
  }
}

function syncOf(flags: number): 0 | 1 {
  return (flags & IS_NON_SYNC) === 0 ? 1 : 0;
}

/** Leaves out the columns that say nothing. */
function compact(sampleCount: number, columns: GrowingColumns): SampleColumns {
  const { compositionOffset, sync, descriptionIndex } = columns;
  return {
    ...columns,
    sampleCount,
    compositionOffset: compositionOffset.some((offset) => offset !== 0)
      ? compositionOffset
      : undefined,
    sync: sync.includes(0) ? sync : undefined,
    descriptionIndex: descriptionIndex.some((index) => index !== 1) ? descriptionIndex : undefined,
  };
}

/** A run without columns claims any number of samples: their sum has to be possible before it is believed. */
function countSamples(
  movieSamples: SampleColumns,
  fragments: readonly TrackFragment[],
  fileByteLength: number,
): number {
  const limit = Math.min(MAX_SAMPLE_COUNT, fileByteLength + EMPTY_SAMPLE_ALLOWANCE);
  let total = movieSamples.sampleCount;
  for (const { box, sampleCount } of fragments) {
    total += sampleCount;
    if (total <= limit) continue;
    throw new IsobmffError({
      code: 'count',
      offset: box.offset,
      path: box.path,
      found: `${total} samples of the track up to here`,
      expected: `at most ${limit} in a file of ${fileByteLength} bytes`,
    });
  }
  return total;
}

function checkDecodeTime({ box, decodeTime }: TrackFragment, end: number): void {
  if (end <= Number.MAX_SAFE_INTEGER) return;
  throw new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found: `decode times from ${String(decodeTime ?? end)} on`,
    expected: `at most ${Number.MAX_SAFE_INTEGER} ticks`,
  });
}

function checkDescription({ header, defaults }: TrackFragment, descriptionCount: number): void {
  const { descriptionIndex } = defaults;
  const highest = Math.min(descriptionCount, 0xffff);
  if (descriptionIndex >= 1 && descriptionIndex <= highest) return;
  throw new IsobmffError({
    code: 'value',
    offset: header.offset,
    path: header.path,
    found: `sample description ${descriptionIndex}`,
    expected: `one of the ${descriptionCount} of stsd`,
  });
}

function checkPlace({ box, position, byteLength }: SampleRun, fileByteLength: number): void {
  if (byteLength === 0 || (position >= 0 && position + byteLength <= fileByteLength)) return;
  throw new IsobmffError({
    code: 'truncated',
    offset: box.offset,
    path: box.path,
    found: `samples from byte ${position} to ${position + byteLength}`,
    expected: `a place within the file's ${fileByteLength} bytes`,
  });
}
