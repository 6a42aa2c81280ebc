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
import { INPUT_NAMES, ofInput, ofInputAsync, type InputName } from './merge-error.js';
import { mergeFileTypes } from './merge-file-type.js';
import { writeMovieFragment, type PlacedFragment } from './merge-moof.js';
import { AUDIO_TRACK_ID, mergeInputTracks, VIDEO_TRACK_ID } from './merge-moov.js';

/** A piece of the result: bytes made here, or a range of an input that is copied. */
export type MergeSpan = MemorySpan | InputSpan;

/** Bytes of the result that are in no input. */
export interface MemorySpan {
  readonly bytes: Uint8Array;
}

/** Bytes of the result that are bytes of an input. */
export interface InputSpan {
  /** Index of the input: 0 for the first (the video), 1 for the second (the audio). */
  readonly input: number;
  /** Byte offset in the input. */
  readonly offset: number;
  readonly byteLength: number;
}

/** Something an input has and the result has not. */
export interface MergeNotice extends FragmentNotice {
  /** Undefined if there is a single input. */
  readonly input?: InputName | undefined;
}

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
  readonly onNotice?: ((notice: MergeNotice) => void) | undefined;
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
export async function* planMerge(
  inputs: MergeInputs,
  options: MergeOptions,
): AsyncGenerator<MergeSpan, void, undefined> {
  const video = await openSide('video', inputs[0], options);
  const audio = await openSide('audio', inputs[1], options);
  const fileTypes = [video, audio].flatMap(({ reader }) => reader.fileType ?? []);
  yield { bytes: mergeFileTypes(fileTypes, 'fragmented') };
  yield { bytes: mergeInputTracks(video.reader.track, audio.reader.track) };

  let sequenceNumber = 0;
  for (;;) {
    const side = earlierSide(video, audio);
    if (side?.fragment === undefined) break;
    const fragments = [placed(side, side.fragment, 0)];
    if (options.joint === true && side === video) {
      const { start, end } = side.fragment;
      const videoEnd = { ...start, decodeTime: end };
      let payloadStart = side.fragment.payload.byteLength;
      while (audio.fragment && compareStarts(audio.fragment.start, videoEnd) < 0) {
        fragments.push(placed(audio, audio.fragment, payloadStart));
        payloadStart += audio.fragment.payload.byteLength;
        await advance(audio);
      }
    }
    sequenceNumber += 1;
    yield* fragmentSpans(fragments, sequenceNumber);
    await advance(side);
  }
  for (const { name, reader, trackId } of [video, audio]) {
    const boxes = carriedBoxes(name, reader.trailingBoxes(), reader.track.trackId, trackId);
    if (boxes.length > 0) yield { bytes: writeBoxes(boxes) };
  }
}

async function openSide(
  name: InputName,
  bytes: FragmentBytes,
  { keepWholeFragments, onNotice }: MergeOptions,
): Promise<Side> {
  return ofInputAsync(name, async () => {
    const reader = await openFragments(bytes, name === 'video' ? 'vide' : 'soun', {
      keepWholeFragments,
      onNotice: (notice) => onNotice?.({ ...notice, input: name }),
    });
    const fragment = await reader.next();
    if (fragment === undefined) throw noFragments();
    const trackId = name === 'video' ? VIDEO_TRACK_ID : AUDIO_TRACK_ID;
    return { name, index: INPUT_NAMES.indexOf(name), trackId, reader, fragment };
  });
}

async function advance(side: Side): Promise<void> {
  side.fragment = await ofInputAsync(side.name, () => side.reader.next());
}

/** The side whose next fragment begins first, the video if both begin at once. */
function earlierSide(video: Side, audio: Side): Side | undefined {
  if (video.fragment === undefined) return audio.fragment && audio;
  if (audio.fragment === undefined) return video;
  return compareStarts(video.fragment.start, audio.fragment.start) <= 0 ? video : audio;
}

/** A fragment on its way into the result, with the side it comes from. */
interface SidedFragment extends PlacedFragment {
  readonly side: Side;
}

function placed(side: Side, fragment: InputFragment, payloadStart: number): SidedFragment {
  return { side, fragment, trackId: side.trackId, payloadStart };
}

function* fragmentSpans(
  fragments: readonly SidedFragment[],
  sequenceNumber: number,
): Generator<MergeSpan, void, undefined> {
  const payloadSize = fragments.reduce((sum, { fragment }) => sum + fragment.payload.byteLength, 0);
  const headerSize = boxHeaderSize(MDAT, payloadSize);
  const header = new Uint8Array(headerSize);
  writeBoxHeader(new DataView(header.buffer), 0, MDAT, headerSize + payloadSize, headerSize);
  const boxes = fragments.flatMap(({ side, fragment }) =>
    carriedBoxes(side.name, fragment.leadingBoxes, side.reader.track.trackId, side.trackId),
  );
  yield {
    bytes: writeBoxes([
      ...boxes,
      writeMovieFragment(fragments, sequenceNumber, headerSize),
      header,
    ]),
  };
  for (const { side, fragment } of fragments) {
    for (const { start, end } of fragment.payload.ranges) {
      yield { input: side.index, offset: start, byteLength: end - start };
    }
  }
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
