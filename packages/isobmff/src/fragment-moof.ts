import { IsobmffError } from './box-error.js';
import { boxSet } from './box-set.js';
import { findBox, findBoxes, parseBoxes, requireBox, type BoxNode } from './box-tree.js';
import {
  DEFAULT_BASE_IS_MOOF,
  DURATION_IS_EMPTY,
  moof,
  tfdt,
  tfhd,
  traf,
  trun,
  type TrackExtends,
} from './boxes/movie-fragment.js';
import { readAuxiliary, type AuxiliaryInformation } from './fragment-auxiliary.js';
import { sampleDefaults, sumOf, type SampleDefaults, type SampleRun } from './fragment-run.js';

/** A `traf`, with all its positions worked out. */
export interface TrackFragment {
  readonly box: BoxNode;
  readonly header: BoxNode;
  readonly trackId: number;
  readonly defaults: SampleDefaults;
  /** Time of the first sample as `tfdt` says; undefined if it does not say. */
  readonly decodeTime: bigint | undefined;
  readonly runs: readonly SampleRun[];
  readonly sampleCount: number;
  /** Sum of the durations, in ticks; of a fragment marked as empty, the duration of the gap. */
  readonly duration: number;
  readonly auxiliary: readonly AuxiliaryInformation[];
}

/** A `moof`, with all its positions worked out. */
export interface MovieFragment {
  readonly box: BoxNode;
  readonly tracks: readonly TrackFragment[];
}

const FRAGMENT_BOXES = /*#__PURE__*/ boxSet([moof, traf]);

/** A run without a byte of data tells nothing about its count; no real one has that many samples. */
const MAX_EMPTY_SAMPLES = 1 << 16;

/**
 * Reads a movie fragment and works out where its samples lie.
 *
 * @param bytes the whole `moof`
 * @param offset byte offset of the box in its file
 * @param trackExtends defaults of each track
 * @throws IsobmffError for damage, and for a fragment of a track the movie box does not know
 */
export function readMovieFragment(
  bytes: Uint8Array,
  offset: number,
  trackExtends: ReadonlyMap<number, TrackExtends>,
): MovieFragment {
  const box = requireBox(parseBoxes(bytes, FRAGMENT_BOXES, offset), 'moof');
  const tracks: TrackFragment[] = [];
  let previousEnd = offset;
  for (const trafBox of findBoxes(box, 'traf')) {
    const track = readTrackFragment(trafBox, offset, previousEnd, trackExtends);
    const last = track.runs.at(-1);
    if (last !== undefined) previousEnd = last.position + last.byteLength;
    tracks.push(track);
  }
  return { box, tracks };
}

function readTrackFragment(
  box: BoxNode,
  moofOffset: number,
  previousEnd: number,
  trackExtends: ReadonlyMap<number, TrackExtends>,
): TrackFragment {
  const header = requireBox(box, 'tfhd');
  const values = header.read(tfhd);
  const { trackId } = values;
  const trackDefaults = trackExtends.get(trackId);
  if (trackDefaults === undefined) {
    throw new IsobmffError({
      code: 'value',
      offset: header.offset,
      path: header.path,
      found: `samples of track ${trackId}`,
      expected: `a track that has a trex: ${[...trackExtends.keys()].join(', ')}`,
    });
  }
  const defaults = sampleDefaults(values, trackDefaults);
  const base =
    values.baseDataOffset ??
    ((values.flags & DEFAULT_BASE_IS_MOOF) !== 0 ? moofOffset : previousEnd);
  const runs = readRuns(box, base, defaults);
  const isEmpty = (values.flags & DURATION_IS_EMPTY) !== 0;
  return {
    box,
    header,
    trackId,
    defaults,
    decodeTime: findBox(box, 'tfdt')?.read(tfdt).baseMediaDecodeTime,
    runs,
    sampleCount: runs.reduce((sum, run) => sum + run.sampleCount, 0),
    duration: isEmpty ? defaults.duration : runs.reduce((sum, run) => sum + run.duration, 0),
    auxiliary: readAuxiliary(box, base, runs),
  };
}

function readRuns(box: BoxNode, base: number, defaults: SampleDefaults): SampleRun[] {
  const runs: SampleRun[] = [];
  let position = base;
  for (const runBox of findBoxes(box, 'trun')) {
    const value = runBox.read(trun);
    const { sampleCount, samples } = value;
    if (value.dataOffset !== undefined) position = base + value.dataOffset;
    const byteLength = sumOf(samples.sampleSize, sampleCount, defaults.size);
    const duration = sumOf(samples.sampleDuration, sampleCount, defaults.duration);
    if (byteLength === 0 && sampleCount > MAX_EMPTY_SAMPLES) {
      throw new IsobmffError({
        code: 'count',
        offset: runBox.offset,
        path: runBox.path,
        found: `${sampleCount} samples without a byte of data`,
        expected: `at most ${MAX_EMPTY_SAMPLES}`,
      });
    }
    runs.push({ box: runBox, value, sampleCount, position, byteLength, duration });
    position += byteLength;
  }
  return runs;
}
