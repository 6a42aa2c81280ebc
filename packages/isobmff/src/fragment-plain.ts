import { fourCC, MIN_HEADER_SIZE } from './box-header.js';
import type { TrackExtends } from './boxes/movie-fragment.js';
import type { SampleDefaults } from './fragment-run.js';
import { decodeTimeFrom, type DecodeTime } from './fragment-time.js';

/**
 * A movie fragment of the form that nearly every writer uses: one track, one decode time, offsets
 * from the `moof` in every run, nothing outside of its boxes that would have to move with them.
 *
 * Such a fragment is read in one pass over its bytes and changed in place. Files have thousands of
 * them; a tree of boxes for each would cost more than copying the media. Everything else goes
 * through `fragment-moof.ts` and `merge-moof.ts`, which know all forms, and report damage.
 */
export interface PlainFragment {
  /** The whole `moof`. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Position in `bytes` of the sequence number, and of the `tfhd` behind its header. */
  readonly sequenceNumberAt: number;
  readonly trackHeaderAt: number;
  readonly defaults: SampleDefaults;
  readonly decodeTime: DecodeTime;
  readonly runs: readonly PlainRun[];
  readonly sampleCount: number;
  /** Sum of the durations, in ticks. */
  readonly duration: number;
  /** Byte offsets in the input of the first sample's first byte, and behind the last one. */
  readonly dataStart: number;
  readonly dataEnd: number;
  /** Whether there are boxes besides those that are read here. */
  readonly hasOtherBoxes: boolean;
}

/** A `trun` of a plain fragment. */
export interface PlainRun {
  /** Position in the fragment's bytes of the data offset. */
  readonly dataOffsetAt: number;
  /** Position of the first row, and bytes of each. */
  readonly rowsAt: number;
  readonly rowSize: number;
  readonly flags: number;
  readonly sampleCount: number;
  /** Byte offset in the input of the first sample. */
  readonly position: number;
  readonly byteLength: number;
  /** Sum of the durations, in ticks. */
  readonly duration: number;
}

/** Flags of `trun`, and of `tfhd`. */
export const HAS_DATA_OFFSET = 0x001;
export const HAS_FIRST_SAMPLE_FLAGS = 0x004;
export const HAS_DURATION = 0x100;
export const HAS_SIZE = 0x200;
export const HAS_FLAGS = 0x400;
export const HAS_COMPOSITION_OFFSET = 0x800;
const RUN_FLAGS =
  HAS_DATA_OFFSET |
  HAS_FIRST_SAMPLE_FLAGS |
  HAS_DURATION |
  HAS_SIZE |
  HAS_FLAGS |
  HAS_COMPOSITION_OFFSET;

const HAS_DESCRIPTION_INDEX = 0x02;
const HAS_DEFAULT_DURATION = 0x08;
const HAS_DEFAULT_SIZE = 0x10;
const HAS_DEFAULT_FLAGS = 0x20;
const BASE_IS_MOOF = 0x02_0000;
const TRACK_FLAGS =
  HAS_DESCRIPTION_INDEX |
  HAS_DEFAULT_DURATION |
  HAS_DEFAULT_SIZE |
  HAS_DEFAULT_FLAGS |
  BASE_IS_MOOF;

const MFHD = /*#__PURE__*/ fourCC('mfhd');
const TRAF = /*#__PURE__*/ fourCC('traf');
const TFHD = /*#__PURE__*/ fourCC('tfhd');
const TFDT = /*#__PURE__*/ fourCC('tfdt');
const TRUN = /*#__PURE__*/ fourCC('trun');
const SAIO = /*#__PURE__*/ fourCC('saio');

/**
 * Reads a `moof` if it is a plain fragment with samples of a track; undefined for any other form,
 * and for damage, which the general reader reports.
 *
 * @param offset byte offset of the box in its file
 */
export function readPlainFragment(
  bytes: Uint8Array,
  offset: number,
  trackExtends: TrackExtends,
): PlainFragment | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < MIN_HEADER_SIZE || view.getUint32(0) !== bytes.length) return undefined;
  let sequenceNumberAt = 0;
  let trackAt = 0;
  let hasOtherBoxes = false;
  let at = MIN_HEADER_SIZE;
  while (at < bytes.length) {
    const size = boxSizeAt(view, at, bytes.length);
    if (size === 0) return undefined;
    const type = view.getUint32(at + 4);
    if (type === MFHD && size === 16) sequenceNumberAt = at + 12;
    else if (type === TRAF && trackAt === 0) trackAt = at;
    else if (type === TRAF) return undefined;
    else hasOtherBoxes = true;
    at += size;
  }
  if (sequenceNumberAt === 0 || trackAt === 0) return undefined;
  return readTrack(bytes, view, offset, { sequenceNumberAt, trackAt, hasOtherBoxes, trackExtends });
}

interface TrackPlace {
  readonly sequenceNumberAt: number;
  readonly trackAt: number;
  readonly hasOtherBoxes: boolean;
  readonly trackExtends: TrackExtends;
}

function readTrack(
  bytes: Uint8Array,
  view: DataView,
  offset: number,
  { sequenceNumberAt, trackAt, trackExtends, ...found }: TrackPlace,
): PlainFragment | undefined {
  const end = trackAt + view.getUint32(trackAt);
  const headerAt = trackAt + MIN_HEADER_SIZE;
  const defaults = readDefaults(view, headerAt, end, trackExtends);
  if (defaults === undefined) return undefined;
  let { hasOtherBoxes } = found;
  let decodeTime: DecodeTime | undefined;
  let duration = 0;
  let sampleCount = 0;
  let dataStart = Infinity;
  let dataEnd = 0;
  const runs: PlainRun[] = [];
  let at = headerAt + view.getUint32(headerAt);
  while (at < end) {
    const size = boxSizeAt(view, at, end);
    if (size === 0) return undefined;
    const type = view.getUint32(at + 4);
    if (type === TRUN) {
      const run = readRun(view, at, size, offset, defaults);
      if (run === undefined || decodeTime === undefined) return undefined;
      duration += run.duration;
      sampleCount += run.sampleCount;
      dataStart = Math.min(dataStart, run.position);
      dataEnd = Math.max(dataEnd, run.position + run.byteLength);
      runs.push(run);
    } else if (type === TFDT && decodeTime === undefined) {
      decodeTime = readDecodeTime(view, at, size);
      if (decodeTime === undefined) return undefined;
    } else if (type === TFDT || type === TFHD || type === SAIO) {
      return undefined;
    } else {
      hasOtherBoxes = true;
    }
    at += size;
  }
  if (decodeTime === undefined || dataEnd <= dataStart) return undefined;
  return {
    bytes,
    view,
    sequenceNumberAt,
    trackHeaderAt: headerAt + MIN_HEADER_SIZE,
    defaults,
    decodeTime,
    runs,
    sampleCount,
    duration,
    dataStart,
    dataEnd,
    hasOtherBoxes,
  };
}

/** Size of the box at a position if it has a header of 8 bytes and fits, else 0. */
function boxSizeAt(view: DataView, at: number, end: number): number {
  if (end - at < MIN_HEADER_SIZE) return 0;
  const size = view.getUint32(at);
  return size >= MIN_HEADER_SIZE && size <= end - at ? size : 0;
}

function readDefaults(
  view: DataView,
  at: number,
  end: number,
  trackExtends: TrackExtends,
): SampleDefaults | undefined {
  const size = boxSizeAt(view, at, end);
  if (size < 16 || view.getUint32(at + 4) !== TFHD) return undefined;
  const flags = view.getUint32(at + 8);
  if ((flags & ~TRACK_FLAGS) !== 0 || view.getUint32(at + 12) !== trackExtends.trackId) {
    return undefined;
  }
  const given = flags & ~BASE_IS_MOOF;
  if (size !== 16 + 4 * bitCount(given)) return undefined;
  let field = at + 12;
  const next = (flag: number, standard: number): number => {
    if ((given & flag) === 0) return standard;
    field += 4;
    return view.getUint32(field);
  };
  return {
    descriptionIndex: next(HAS_DESCRIPTION_INDEX, trackExtends.defaultSampleDescriptionIndex),
    duration: next(HAS_DEFAULT_DURATION, trackExtends.defaultSampleDuration),
    size: next(HAS_DEFAULT_SIZE, trackExtends.defaultSampleSize),
    flags: next(HAS_DEFAULT_FLAGS, trackExtends.defaultSampleFlags),
  };
}

function readDecodeTime(view: DataView, at: number, size: number): DecodeTime | undefined {
  const version = view.getUint8(at + MIN_HEADER_SIZE);
  if (version === 0 && size === 16) return view.getUint32(at + 12);
  if (version !== 1 || size !== 20) return undefined;
  const high = view.getUint32(at + 12);
  const isNumber = high < 0x20_0000;
  return isNumber
    ? high * 0x1_0000_0000 + view.getUint32(at + 16)
    : decodeTimeFrom(view.getBigUint64(at + 12));
}

function readRun(
  view: DataView,
  at: number,
  size: number,
  base: number,
  defaults: SampleDefaults,
): PlainRun | undefined {
  if (size < 20 || view.getUint8(at + MIN_HEADER_SIZE) > 1) return undefined;
  const flags = view.getUint32(at + 8) & 0xff_ffff;
  if ((flags & HAS_DATA_OFFSET) === 0 || (flags & ~RUN_FLAGS) !== 0) return undefined;
  const sampleCount = view.getUint32(at + 12);
  const rowsAt = at + 20 + (flags & HAS_FIRST_SAMPLE_FLAGS);
  const rowSize = 4 * bitCount(flags & 0xf00);
  if (rowsAt + sampleCount * rowSize !== at + size) return undefined;
  let byteLength = sampleCount * defaults.size;
  if ((flags & HAS_SIZE) !== 0) {
    const sizesAt = rowsAt + ((flags & HAS_DURATION) === 0 ? 0 : 4);
    byteLength = sumOfRows(view, sizesAt, rowSize, sampleCount);
  }
  if (byteLength === 0) return undefined;
  let duration = sampleCount * defaults.duration;
  if ((flags & HAS_DURATION) !== 0) duration = sumOfRows(view, rowsAt, rowSize, sampleCount);
  const dataOffsetAt = at + 16;
  const position = base + view.getInt32(dataOffsetAt);
  return { dataOffsetAt, rowsAt, rowSize, flags, sampleCount, position, byteLength, duration };
}

/** Sum of numbers of 32 bits, `rowSize` bytes apart. */
function sumOfRows(view: DataView, at: number, rowSize: number, count: number): number {
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += view.getUint32(at + row * rowSize);
  return sum;
}

function bitCount(flags: number): number {
  let count = 0;
  for (let rest = flags; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Offsets in a `trun` are signed and have 32 bits. */
const MAX_DATA_OFFSET = 0x7fff_ffff;

/**
 * The `moof` of a plain fragment as it stands in the result, with room behind it; undefined if an
 * offset does not fit, which the general writer reports.
 *
 * @param payloadHeaderSize bytes of the header of the `mdat` that follows: the room
 */
export function writePlainFragment(
  fragment: PlainFragment,
  trackId: number,
  sequenceNumber: number,
  payloadHeaderSize: number,
): Uint8Array | undefined {
  const { bytes, runs, dataStart, dataEnd, sequenceNumberAt, trackHeaderAt } = fragment;
  const payloadAt = bytes.length + payloadHeaderSize;
  if (payloadAt + dataEnd - dataStart > MAX_DATA_OFFSET) return undefined;
  const written = new Uint8Array(payloadAt);
  written.set(bytes);
  const view = new DataView(written.buffer);
  view.setUint32(sequenceNumberAt, sequenceNumber);
  view.setUint32(trackHeaderAt, view.getUint32(trackHeaderAt) | BASE_IS_MOOF);
  view.setUint32(trackHeaderAt + 4, trackId);
  for (const { dataOffsetAt, position } of runs) {
    view.setInt32(dataOffsetAt, payloadAt + position - dataStart);
  }
  return written;
}
