import { isArrival, type Arrivals } from './arrival.js';
import { draftBox, writeBoxes, type BoxPart } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { boxHeaderSize, fourCC, writeBoxHeader } from './box-header.js';
import { parseBoxes } from './box-tree.js';
import { boxSet } from './box-set.js';
import { prft } from './boxes/event.js';
import type { FragmentNotice } from './fragment-between.js';
import type { FragmentBytes } from './fragment-bytes.js';
import { openFragments, type FragmentReader, type InputFragment } from './fragment-reader.js';
import { compareStarts } from './fragment-time.js';
import {
  INPUT_NAMES,
  MergeInputError,
  ofInput,
  ofInputArriving,
  type InputName,
} from './merge-error.js';
import { mergeFileTypes } from './merge-file-type.js';
import { writePlainFragment } from './fragment-plain.js';
import { writeMovieFragment } from './merge-moof.js';
import { AUDIO_TRACK_ID, mergeInputTracks, VIDEO_TRACK_ID } from './merge-moov.js';

/** A piece of the result: bytes made here, or a range of an input that is copied. */
export type MergeSpan = MemorySpan | InputSpan;

/** Bytes of the result that are in no input. */
export interface MemorySpan {
  /** The bytes themselves. */
  readonly bytes: Uint8Array;
}

/** Bytes of the result that are bytes of an input. */
export interface InputSpan {
  /** Index of the input: 0 for the first (the video), 1 for the second (the audio). */
  readonly input: number;
  /** Byte offset in the input. */
  readonly offset: number;
  /** Bytes to copy. */
  readonly byteLength: number;
}

/** Something an input has and the result has not. */
export interface MergeNotice extends FragmentNotice {
  /** Undefined if there is a single input. */
  readonly input?: InputName | undefined;
}

/** What {@link mergeFragments} can be told. */
export interface MergeOptions {
  /**
   * One `moof` for each video fragment and the audio fragments that begin before it ends, for
   * players that want both tracks in it. Otherwise every fragment keeps a `moof` of its own.
   */
  readonly joint?: boolean | undefined;
  /**
   * An input that ends within a fragment (a download that was cut) counts as ending in front of
   * it, which is told to `onNotice`; otherwise it is an error.
   */
  readonly keepWholeFragments?: boolean | undefined;
  /** Told of everything that an input has and the result has not. */
  readonly onNotice?: ((notice: MergeNotice) => void) | undefined;
  /** Told of every fragment before its pieces. */
  readonly onFragment?: ((fragment: MergedFragment) => void) | undefined;
}

/** A fragment of an input on its way into the result. */
export interface MergedFragment {
  /** The input that it comes from. */
  readonly input: InputName;
  /** Of its `moof` in the result, from 1. */
  readonly sequenceNumber: number;
  /** Samples in it. */
  readonly sampleCount: number;
  /** Sum of the sample durations, in the timescale of the media. */
  readonly durationTicks: number;
}

/** Both inputs of a merge: the video, the audio. */
export type MergeInputs = readonly [video: FragmentBytes, audio: FragmentBytes];

/** One side of a merge: its fragments, and the one whose turn has not come. */
interface Side {
  readonly name: InputName;
  readonly index: number;
  readonly trackId: number;
  readonly reader: FragmentReader;
  fragment: InputFragment | undefined;
}

const MDAT = /*#__PURE__*/ fourCC('mdat');

/**
 * The pieces of the merged file in their order. A fragment's data has to be read before the next
 * piece is asked for, if its input is a stream.
 */
export function* planMerge(inputs: MergeInputs, options: MergeOptions): Arrivals<void, MergeSpan> {
  const video = yield* openSide('video', inputs[0], options);
  const audio = yield* openSide('audio', inputs[1], options);
  const fileTypes = [video, audio].flatMap(({ reader }) => reader.fileType ?? []);
  yield { bytes: mergeFileTypes(fileTypes, 'fragmented') };
  yield { bytes: mergeInputTracks(video.reader.track, audio.reader.track) };

  let sequenceNumber = 0;
  for (;;) {
    const side = earlierSide(video, audio);
    if (side?.fragment === undefined) break;
    const fragments: SidedFragment[] = [{ side, fragment: side.fragment, payloadStart: 0 }];
    if (options.joint === true && side === video) {
      const { start, end } = side.fragment;
      const videoEnd = { ...start, decodeTime: end };
      let payloadStart = side.fragment.payload.byteLength;
      while (audio.fragment && compareStarts(audio.fragment.start, videoEnd) < 0) {
        fragments.push({ side: audio, fragment: audio.fragment, payloadStart });
        payloadStart += audio.fragment.payload.byteLength;
        yield* advance(audio);
      }
    }
    sequenceNumber += 1;
    if (options.onFragment) {
      for (const one of fragments) options.onFragment(mergedFragment(one, sequenceNumber));
    }
    yield* fragmentSpans(fragments, sequenceNumber);
    if (options.joint !== true) side.reader.recycle();
    yield* advance(side);
  }
  for (const { name, reader, trackId } of [video, audio]) {
    const boxes = carriedBoxes(name, reader.trailingBoxes(), reader.track.trackId, trackId);
    if (boxes.length > 0) yield { bytes: writeBoxes(boxes) };
  }
}

function* openSide(
  name: InputName,
  bytes: FragmentBytes,
  { keepWholeFragments, onNotice }: MergeOptions,
): Arrivals<Side> {
  const opening = openFragments(bytes, name === 'video' ? 'vide' : 'soun', {
    keepWholeFragments,
    onNotice: (notice) => onNotice?.({ ...notice, input: name }),
  });
  const reader = yield* ofInputArriving(name, opening);
  const trackId = name === 'video' ? VIDEO_TRACK_ID : AUDIO_TRACK_ID;
  const index = INPUT_NAMES.indexOf(name);
  const side: Side = { name, index, trackId, reader, fragment: undefined };
  yield* advance(side);
  if (side.fragment === undefined) throw new MergeInputError(name, noFragments());
  return side;
}

function* advance(side: Side): Arrivals<void> {
  for (;;) {
    const fragment = ofInput(side.name, side.reader.next);
    if (!isArrival(fragment)) {
      side.fragment = fragment;
      return;
    }
    yield fragment;
  }
}

/** The side whose next fragment begins first, the video if both begin at once. */
function earlierSide(video: Side, audio: Side): Side | undefined {
  if (video.fragment === undefined) return audio.fragment && audio;
  if (audio.fragment === undefined) return video;
  return compareStarts(video.fragment.start, audio.fragment.start) <= 0 ? video : audio;
}

/** A fragment on its way into the result, with the side it comes from. */
interface SidedFragment {
  readonly side: Side;
  readonly fragment: InputFragment;
  readonly payloadStart: number;
}

function mergedFragment({ side, fragment }: SidedFragment, sequenceNumber: number): MergedFragment {
  const input = side.name;
  const { plain } = fragment;
  if (plain) {
    const { sampleCount, duration: durationTicks } = plain;
    return { input, sequenceNumber, sampleCount, durationTicks };
  }
  const { tracks } = fragment.parts();
  return {
    input,
    sequenceNumber,
    sampleCount: tracks.reduce((sum, { sampleCount }) => sum + sampleCount, 0),
    durationTicks: tracks.reduce((sum, { duration }) => sum + duration, 0),
  };
}

function fragmentSpans(fragments: readonly SidedFragment[], sequenceNumber: number): MergeSpan[] {
  const spans: MergeSpan[] = [];
  for (const { side, fragment } of fragments) {
    const { name, reader, trackId } = side;
    if (fragment.leadingBoxes.length === 0) continue;
    const boxes = carriedBoxes(name, fragment.leadingBoxes, reader.track.trackId, trackId);
    spans.push({ bytes: writeBoxes(boxes) });
  }
  spans.push({ bytes: fragmentHead(fragments, sequenceNumber) });
  for (const { side, fragment } of fragments) {
    for (const { start, end } of fragment.payload.ranges) {
      spans.push({ input: side.index, offset: start, byteLength: end - start });
    }
  }
  return spans;
}

/** The `moof`, and the header of the `mdat` behind it. */
function fragmentHead(fragments: readonly SidedFragment[], sequenceNumber: number): Uint8Array {
  const payloadSize = fragments.reduce((sum, { fragment }) => sum + fragment.payload.byteLength, 0);
  const headerSize = boxHeaderSize(MDAT, payloadSize);
  const head =
    plainHead(fragments, sequenceNumber, headerSize) ??
    anyHead(fragments, sequenceNumber, headerSize);
  const view = new DataView(head.buffer, head.byteOffset);
  writeBoxHeader(view, head.length - headerSize, MDAT, headerSize + payloadSize, headerSize);
  return head;
}

function plainHead(
  [one, another]: readonly SidedFragment[],
  sequenceNumber: number,
  headerSize: number,
): Uint8Array | undefined {
  if (one?.fragment.plain === undefined || another !== undefined) return undefined;
  return writePlainFragment(one.fragment.plain, one.side.trackId, sequenceNumber, headerSize);
}

function anyHead(
  fragments: readonly SidedFragment[],
  sequenceNumber: number,
  headerSize: number,
): Uint8Array {
  const placed = fragments.map(({ side, fragment, payloadStart }) => ({
    parts: fragment.parts(),
    payload: fragment.payload,
    trackId: side.trackId,
    payloadStart,
  }));
  return writeBoxes([
    writeMovieFragment(placed, sequenceNumber, headerSize),
    new Uint8Array(headerSize),
  ]);
}

/** Boxes between fragments, of which `prft` names a track: that of another track is left out. */
function carriedBoxes(
  name: InputName,
  boxes: readonly Uint8Array[],
  from: number,
  to: number,
): BoxPart[] {
  return boxes.flatMap((bytes): BoxPart[] => {
    const box = parseBoxes(bytes, boxSet([])).children[0];
    if (box?.type !== 'prft') return [bytes];
    const value = ofInput(name, () => box.read(prft));
    return value.referenceTrackId === from
      ? [draftBox(prft, { ...value, referenceTrackId: to })]
      : [];
  });
}

/** The fault of an input that has no sample of the wanted track. */
export function noFragments(): IsobmffError {
  return new IsobmffError({
    code: 'missing-box',
    path: '',
    found: 'no fragment with samples of the track',
    expected: 'moof boxes behind the moov',
  });
}
