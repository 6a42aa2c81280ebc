import { IsobmffError } from './box-error.js';
import { collectFragmentSamples } from './collected-samples.js';
import { durationRunsBuilder, type DurationRuns } from './duration-runs.js';
import type { TrackFragment } from './fragment-moof.js';
import type { InputFragment } from './fragment-reader.js';
import {
  HAS_COMPOSITION_OFFSET,
  HAS_DURATION,
  HAS_FIRST_SAMPLE_FLAGS,
  HAS_FLAGS,
  HAS_SIZE,
  type PlainFragment,
  type PlainRun,
} from './fragment-plain.js';
import type { SampleRun } from './fragment-run.js';
import { ticksBetween, type DecodeTime } from './fragment-time.js';
import { growingColumn, type ColumnArray, type GrowingColumn } from './flatten-column.js';
import { sizeColumn } from './flatten-sizes.js';
import type { SampleColumns } from './sample-columns.js';
import { MAX_SAMPLE_COUNT } from './sample-windows.js';

/** All samples of one track of a fragmented input, in decode order. */
export interface FlatSamples {
  readonly sampleCount: number;
  readonly sizes: Uint16Array | Uint32Array;
  readonly durations: DurationRuns;
  readonly compositionOffsets: Int32Array | undefined;
  /** Undefined if all are sync samples. */
  readonly sync: Uint8Array | undefined;
  readonly descriptionIndex: Uint16Array | undefined;
  /** Runs of samples that lie one behind the other: number of the first sample, and its byte offset in the input. */
  readonly runFirstSample: Uint32Array;
  readonly runPosition: Float64Array;
  readonly firstDecodeTime: DecodeTime;
  /** Ticks from the first decode time to where the last sample ends on the composition time line. */
  readonly compositionEnd: number;
}

/** Collects the samples of a track, fragment by fragment; nothing of a fragment is held. */
export interface FlatSamplesBuilder {
  readonly sampleCount: number;
  /**
   * Appends a fragment.
   *
   * @throws IsobmffError `value` if it begins before the last sample in front of it, which a flat
   *   file cannot express, and for samples that are not there
   */
  add(fragment: InputFragment): void;
  finish(): FlatSamples;
}

/**
 * Starts the collection of a track's samples.
 *
 * @param descriptionCount entries of the track's `stsd`
 * @param fileByteLength bytes of the input
 */
export function flatSamplesBuilder(
  descriptionCount: number,
  fileByteLength: number,
): FlatSamplesBuilder {
  const sizes = sizeColumn();
  const compositionOffsets = growingColumn(Int32Array);
  const sync = growingColumn(Uint8Array);
  const descriptionIndex = growingColumn(Uint16Array);
  const runFirstSample = growingColumn(Uint32Array);
  const runPosition = growingColumn(Float64Array);
  const durations = durationRunsBuilder();
  let firstDecodeTime: DecodeTime | undefined;
  /** Decode time and duration of the last sample, which the next one may change. */
  let lastTime = 0;
  let lastDuration = 0;
  let compositionEnd = 0;
  let nextPosition = -1;
  let sampleCountSoFar = 0;
  /** For the durations and sizes of one run after the other. */
  let room = new Uint32Array(0);
  const sampleLimit = Math.min(MAX_SAMPLE_COUNT, fileByteLength + EMPTY_SAMPLE_ALLOWANCE);

  function hasDescription(index: number): boolean {
    return index >= 1 && index <= Math.min(descriptionCount, 0xffff);
  }

  /** The same as the functions below, for the form of nearly all fragments. */
  function addPlain(fragment: PlainFragment, start: number): void {
    const { view, defaults } = fragment;
    let time = start;
    for (const run of fragment.runs) {
      const { flags, rowsAt, rowSize, sampleCount } = run;
      const first = sizes.length;
      if (room.length < 2 * sampleCount) room = new Uint32Array(2 * sampleCount);
      const durationColumn = room.subarray(0, sampleCount);
      const sizeRows = room.subarray(sampleCount, 2 * sampleCount);
      if ((flags & HAS_DURATION) === 0) durationColumn.fill(defaults.duration);
      else readRows(view, rowsAt, rowSize, durationColumn);
      const sizesAt = rowsAt + ((flags & HAS_DURATION) === 0 ? 0 : 4);
      const flagsAt = sizesAt + ((flags & HAS_SIZE) === 0 ? 0 : 4);
      const offsetsAt = flagsAt + ((flags & HAS_FLAGS) === 0 ? 0 : 4);

      addRun(run);
      if ((flags & HAS_SIZE) === 0) sizeRows.fill(defaults.size);
      else readRows(view, sizesAt, rowSize, sizeRows);
      sizes.append(sizeRows);
      if ((flags & HAS_COMPOSITION_OFFSET) !== 0) {
        compositionOffsets.fillTo(first);
        const offsets = compositionOffsets.extend(sampleCount);
        readRows(view, offsetsAt, rowSize, offsets);
        compositionEnd = Math.max(compositionEnd, time + latestEnd(durationColumn, offsets));
      }
      addSync(view, run, flagsAt, defaults.flags, first);
      if (defaults.descriptionIndex !== 1 || descriptionIndex.length > 0) {
        descriptionIndex.fillTo(first, 1);
        descriptionIndex.fillTo(first + sampleCount, defaults.descriptionIndex);
      }
      if (first > 0) durations.add(1, time - lastTime);
      durations.addColumn(durationColumn, 0, sampleCount - 1, 1);
      lastDuration = durationColumn[sampleCount - 1] ?? 0;
      time += run.duration;
      lastTime = time - lastDuration;
      if ((flags & HAS_COMPOSITION_OFFSET) === 0) compositionEnd = Math.max(compositionEnd, time);
    }
  }

  function addSync(
    view: DataView,
    { flags, rowsAt, rowSize, sampleCount }: PlainRun,
    flagsAt: number,
    standard: number,
    first: number,
  ): void {
    const onlySync = (flags & (HAS_FLAGS | HAS_FIRST_SAMPLE_FLAGS)) === 0 && syncOf(standard) === 1;
    if (onlySync && sync.length === 0) return;
    sync.fillTo(first, 1);
    const rows = sync.extend(sampleCount);
    if ((flags & HAS_FLAGS) !== 0) {
      readSync(view, flagsAt, rowSize, rows);
      return;
    }
    rows.fill(syncOf(standard));
    if ((flags & HAS_FIRST_SAMPLE_FLAGS) !== 0) rows[0] = syncOf(view.getUint32(rowsAt - 4));
  }

  function addTimes({ duration }: SampleColumns, time: number, track: TrackFragment): void {
    if (sizes.length > 0) {
      if (time < lastTime) throw overlap(track, time - lastTime);
      durations.add(1, checkedDelta(time - lastTime, track));
    }
    const last = duration.length - 1;
    durations.addColumn(duration, 0, last, 1);
    lastDuration = duration[last] ?? 0;
    lastTime = time + track.duration - lastDuration;
  }

  function addColumns(columns: SampleColumns, time: number): void {
    const first = sizes.length;
    if (columns.compositionOffset) {
      compositionOffsets.fillTo(first);
      compositionOffsets.append(columns.compositionOffset);
    }
    if (columns.sync) {
      sync.fillTo(first, 1);
      sync.append(columns.sync);
    }
    if (columns.descriptionIndex) {
      descriptionIndex.fillTo(first, 1);
      descriptionIndex.append(columns.descriptionIndex);
    }
    for (let row = 0; row < columns.sampleCount; row += 1) {
      const shown = (columns.decodeTime[row] ?? 0) + (columns.duration[row] ?? 0);
      const offset = columns.compositionOffset?.[row] ?? 0;
      compositionEnd = Math.max(compositionEnd, time + shown + offset);
    }
  }

  function addRun({ position, byteLength, sampleCount }: PlainRun | SampleRun): void {
    if (sampleCount === 0) return;
    if (position !== nextPosition) {
      runFirstSample.push(sampleCountSoFar);
      runPosition.push(position);
    }
    sampleCountSoFar += sampleCount;
    nextPosition = position + byteLength;
  }

  return {
    get sampleCount() {
      return sizes.length;
    },
    add(fragment) {
      firstDecodeTime ??= fragment.start.decodeTime;
      const { plain } = fragment;
      if (plain !== undefined && hasDescription(plain.defaults.descriptionIndex)) {
        const time = ticksBetween(firstDecodeTime, plain.decodeTime);
        const total = sizes.length + plain.sampleCount;
        const isNext = typeof time === 'number' && time >= lastTime && time - lastTime <= MAX_U32;
        if (isNext && total <= sampleLimit) {
          addPlain(plain, time);
          return;
        }
      }
      const { moof, tracks, decodeTimes } = fragment.parts();
      for (const [index, track] of tracks.entries()) {
        const time = ticksBetween(firstDecodeTime, decodeTimes[index] ?? 0);
        if (typeof time === 'bigint') throw outOfReach(track, time);
        checkCount(track, sizes.length + track.sampleCount, sampleLimit, fileByteLength);
        const columns = collectFragmentSamples(
          { trackId: track.trackId, movieSamples: NO_SAMPLES, descriptionCount },
          [{ box: moof.box, tracks: [{ ...track, decodeTime: 0n }] }],
          fileByteLength,
        );
        addTimes(columns, time, track);
        addColumns(columns, time);
        for (const run of track.runs) addRun(run);
        sizes.append(columns.size);
      }
    },
    finish() {
      const sampleCount = sizes.length;
      durations.add(sampleCount > 0 ? 1 : 0, lastDuration);
      const whole = <Column extends ColumnArray>(
        column: GrowingColumn<Column>,
        standard: number,
      ): Column | undefined => {
        if (column.length === 0) return undefined;
        column.fillTo(sampleCount, standard);
        return column.finish();
      };
      return {
        sampleCount,
        sizes: sizes.finish(),
        durations: durations.finish(),
        compositionOffsets: whole(compositionOffsets, 0),
        sync: whole(sync, 1),
        descriptionIndex: whole(descriptionIndex, 1),
        runFirstSample: runFirstSample.finish(),
        runPosition: runPosition.finish(),
        firstDecodeTime: firstDecodeTime ?? 0,
        compositionEnd,
      };
    },
  };
}

/** A column of numbers of 32 bits, `rowSize` bytes apart. */
function readRows(
  view: DataView,
  at: number,
  rowSize: number,
  column: Uint32Array | Int32Array,
): void {
  for (let row = 0; row < column.length; row += 1) column[row] = view.getUint32(at + row * rowSize);
}

function readSync(view: DataView, at: number, rowSize: number, column: Uint8Array): void {
  for (let row = 0; row < column.length; row += 1) {
    column[row] = syncOf(view.getUint32(at + row * rowSize));
  }
}

function syncOf(flags: number): 0 | 1 {
  return (flags & IS_NON_SYNC) === 0 ? 1 : 0;
}

/** Where the sample that is shown last ends, in ticks from the first sample's decode time. */
function latestEnd(durations: Uint32Array, offsets: Int32Array): number {
  let time = 0;
  let latest = 0;
  for (let row = 0; row < durations.length; row += 1) {
    time += durations[row] ?? 0;
    latest = Math.max(latest, time + (offsets[row] ?? 0));
  }
  return latest;
}

const NO_SAMPLES: SampleColumns = {
  sampleCount: 0,
  offset: new Float64Array(),
  size: new Uint32Array(),
  decodeTime: new Float64Array(),
  duration: new Uint32Array(),
};

/** Samples without a byte of data that an input may have besides one for each of its bytes. */
const EMPTY_SAMPLE_ALLOWANCE = 1 << 16;

/** Flag of a sample that is no sync sample. */
const IS_NON_SYNC = 0x1_0000;

const MAX_U32 = 0xffff_ffff;

function checkCount(
  { box }: TrackFragment,
  total: number,
  limit: number,
  fileByteLength: number,
): void {
  if (total <= limit) return;
  throw new IsobmffError({
    code: 'count',
    offset: box.offset,
    path: box.path,
    found: `${total} samples of the track up to here`,
    expected: `at most ${limit} in a file of ${fileByteLength} bytes`,
  });
}

function checkedDelta(delta: number, { box }: TrackFragment): number {
  if (delta <= MAX_U32) return delta;
  throw new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found: `a gap of ${delta} ticks in front of this fragment`,
    expected: `at most ${MAX_U32} in a flat file`,
  });
}

function overlap({ box }: TrackFragment, ticks: number): IsobmffError {
  return new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found: `a fragment that begins ${-ticks} ticks before the last sample in front of it`,
    expected:
      'decode times that do not go back: a flat file cannot express it, a fragmented one can',
  });
}

function outOfReach({ box }: TrackFragment, ticks: bigint): IsobmffError {
  return new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found: `a fragment ${ticks} ticks behind the first`,
    expected: `at most ${Number.MAX_SAFE_INTEGER}`,
  });
}
