import { draftBox, writeBoxes, type BoxDraft } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { findBox, findBoxes, requireBox, type BoxNode } from './box-tree.js';
import { mfhd, moof, tfdt, tfhd, traf, trun } from './boxes/movie-fragment.js';
import { sdtp } from './boxes/sample-table.js';
import { sbgp, type SampleToGroup } from './boxes/sample-group.js';
import { readMovieFragment, type MovieFragment } from './fragment-moof.js';
import type { InputTrack } from './fragment-track.js';
import { readSampleTable, type SampleColumns } from './sample-columns.js';

/** Flags of samples of which no more is known than whether they are sync samples. */
const SYNC_FLAGS = 0x0200_0000;
const NON_SYNC_FLAGS = 0x0101_0000;
const IS_NON_SYNC = 0x0001_0000;

/** A longer beginning is cut in front of a sync sample, so that audio and video stay side by side. */
const MAX_SECONDS = 10;

/** A beginning of more samples is cut wherever they are too many. */
const MAX_SAMPLES = 1 << 16;

/** Samples a movie box in front of fragments may describe if the length of the file is not known. */
const MAX_STREAM_SAMPLES = 1 << 20;

/** Distance of samples that one track fragment can address. */
const MAX_DISTANCE = 0x7fff_ffff;

/** The samples a movie box describes, with what is said about them elsewhere. */
interface HybridSamples {
  readonly track: InputTrack;
  readonly columns: SampleColumns;
  readonly dependencies: Uint8Array | undefined;
  readonly groups: readonly SampleToGroup[];
}

/**
 * The samples that the movie box of a hybrid file describes, as the fragments a writer of
 * fragments would have made of them; none for other files.
 *
 * @param fileByteLength length of the file, Infinity if it is not known
 * @throws IsobmffError for tables that contradict each other, and `unsupported` for encrypted samples
 */
export function* hybridFragments(
  track: InputTrack,
  fileByteLength: number,
): Generator<MovieFragment, void, undefined> {
  if (track.sampleCount === 0) return;
  const stbl = requireBox(track.trak, 'mdia/minf/stbl');
  checkSupported(stbl, track, fileByteLength);
  const columns = readSampleTable(stbl, fileByteLength);
  const samples: HybridSamples = {
    track,
    columns,
    dependencies: findBox(stbl, 'sdtp')?.read(sdtp).sampleDependencies,
    groups: findBoxes(stbl, 'sbgp').map((box) => box.read(sbgp)),
  };
  let first = 0;
  while (first < columns.sampleCount) {
    const end = endOfFragment(samples, first);
    const bytes = writeBoxes([
      draftBox(moof, {}, [
        draftBox(mfhd, { sequenceNumber: 0 }),
        ...draftTrackFragments(samples, first, end),
      ]),
    ]);
    yield readMovieFragment(bytes, track.moov.offset, track.trackExtends);
    first = end;
  }
}

function checkSupported(stbl: BoxNode, track: InputTrack, fileByteLength: number): void {
  const auxiliary = stbl.children.find(({ type }) => ['saio', 'saiz', 'senc'].includes(type));
  if (auxiliary !== undefined) {
    throw new IsobmffError({
      code: 'unsupported',
      offset: auxiliary.offset,
      path: auxiliary.path,
      found: 'encrypted samples in the movie box of a fragmented file',
      expected: 'encrypted samples in fragments only',
    });
  }
  if (fileByteLength === Infinity && track.sampleCount > MAX_STREAM_SAMPLES) {
    throw new IsobmffError({
      code: 'unsupported',
      offset: stbl.offset,
      path: stbl.path,
      found: `${track.sampleCount} samples in front of the fragments of a stream`,
      expected: `at most ${MAX_STREAM_SAMPLES}: merge it from a file`,
    });
  }
}

function endOfFragment({ track, columns }: HybridSamples, first: number): number {
  const { sampleCount, decodeTime, sync } = columns;
  const latest = (decodeTime[first] ?? 0) + MAX_SECONDS * track.timescale;
  const most = Math.min(sampleCount, first + MAX_SAMPLES);
  for (let sample = first + 1; sample < most; sample += 1) {
    if ((decodeTime[sample] ?? 0) >= latest && sync?.[sample] !== 0) return sample;
  }
  return most;
}

/** A track fragment for each sample description in a row, as far as offsets of 32 bits reach. */
function draftTrackFragments(samples: HybridSamples, first: number, end: number): BoxDraft[] {
  const { descriptionIndex, offset } = samples.columns;
  const drafts: BoxDraft[] = [];
  let start = first;
  for (let sample = first + 1; sample <= end; sample += 1) {
    const distance = Math.abs((offset[sample] ?? 0) - (offset[start] ?? 0));
    const goesOn =
      sample < end &&
      distance <= MAX_DISTANCE &&
      descriptionIndex?.[sample] === descriptionIndex?.[start];
    if (goesOn) continue;
    drafts.push(draftTrackFragment(samples, start, sample));
    start = sample;
  }
  return drafts;
}

function draftTrackFragment(samples: HybridSamples, first: number, end: number): BoxDraft {
  const { columns, track } = samples;
  const { offset, size, decodeTime, descriptionIndex } = columns;
  const base = offset[first] ?? 0;
  const runs: BoxDraft[] = [];
  let start = first;
  for (let sample = first + 1; sample <= end; sample += 1) {
    const follows = offset[sample] === (offset[sample - 1] ?? 0) + (size[sample - 1] ?? 0);
    if (sample < end && follows) continue;
    runs.push(draftRun(samples, start, sample, (offset[start] ?? 0) - base));
    start = sample;
  }
  return draftBox(traf, {}, [
    draftBox(tfhd, {
      trackId: track.trackId,
      baseDataOffset: base,
      sampleDescriptionIndex: descriptionIndex?.[first] ?? 1,
    }),
    draftBox(tfdt, { baseMediaDecodeTime: BigInt(decodeTime[first] ?? 0) }),
    ...runs,
    ...samples.groups.map((group) => draftBox(sbgp, groupsOf(group, first, end))),
  ]);
}

function draftRun(
  { columns, dependencies }: HybridSamples,
  first: number,
  end: number,
  dataOffset: number,
): BoxDraft {
  const { sync, duration, size, compositionOffset } = columns;
  const sampleFlags = Uint32Array.from({ length: end - first }, (_, index) => {
    const isSync = sync?.[first + index] !== 0;
    const dependency = dependencies?.[first + index];
    if (dependency === undefined) return isSync ? SYNC_FLAGS : NON_SYNC_FLAGS;
    return dependency * 0x10_0000 + (isSync ? 0 : IS_NON_SYNC);
  });
  return draftBox(trun, {
    version: 1,
    sampleCount: end - first,
    dataOffset,
    samples: {
      sampleDuration: duration.subarray(first, end),
      sampleSize: size.subarray(first, end),
      sampleFlags,
      sampleCompositionTimeOffset: compositionOffset?.subarray(first, end),
    },
  });
}

/** The part of a sample-to-group table that is about some of the samples. */
function groupsOf(group: SampleToGroup, first: number, end: number): SampleToGroup {
  const { sampleCount, groupDescriptionIndex } = group.entries;
  const counts: number[] = [];
  const indexes: number[] = [];
  let start = 0;
  for (const [entry, count] of sampleCount.entries()) {
    const own = Math.min(start + count, end) - Math.max(start, first);
    if (own > 0) {
      counts.push(own);
      indexes.push(groupDescriptionIndex[entry] ?? 0);
    }
    start += count;
  }
  return {
    ...group,
    entries: {
      sampleCount: Uint32Array.from(counts),
      groupDescriptionIndex: Uint32Array.from(indexes),
    },
  };
}
