import { draftBox, writeBoxes, type BoxDraft, type BoxPart } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { MIN_HEADER_SIZE } from './box-header.js';
import type { BoxNode } from './box-tree.js';
import {
  DEFAULT_BASE_IS_MOOF,
  mfhd,
  moof,
  tfdt,
  tfhd,
  traf,
  trun,
} from './boxes/movie-fragment.js';
import { saio } from './boxes/protection.js';
import type { TrackFragment } from './fragment-moof.js';
import { placeInPayload, type FragmentPayload } from './fragment-payload.js';
import { lastAtOrBefore } from './fragment-search.js';
import type { FragmentParts } from './fragment-reader.js';
import type { DecodeTime } from './fragment-time.js';

/** A fragment of one input on its way into a `moof` of the result. */
export interface PlacedFragment {
  readonly parts: FragmentParts;
  readonly payload: FragmentPayload;
  /** Number of the track in the result. */
  readonly trackId: number;
  /** Where its payload begins in the payload of the `mdat` that follows. */
  readonly payloadStart: number;
}

/** Offsets in a `trun` are signed and have 32 bits. */
const MAX_DATA_OFFSET = 0x7fff_ffff;

/**
 * Writes the `moof` of one or more fragments whose payload follows in one `mdat`.
 *
 * Track numbers and sequence number are new, offsets count from the `moof` and stand in every run,
 * auxiliary information offsets are moved to where the data lies now, and the decode time is stated where it was
 * not. Every other box of a track fragment stays byte for byte and in its place.
 *
 * @param payloadHeaderSize bytes of the header of the `mdat`
 * @throws IsobmffError `unsupported` if a fragment is too large for offsets of 31 bits
 */
export function writeMovieFragment(
  placed: readonly PlacedFragment[],
  sequenceNumber: number,
  payloadHeaderSize: number,
): Uint8Array {
  // Sizes do not depend on the offsets that are written: a first draft tells where each box will lie.
  const draft = draftFragment(placed, sequenceNumber, { runAt: () => 0, auxiliaryAt: () => 0 });
  const payloadAt = draft.byteLength + payloadHeaderSize;
  const inPayload = ({ payload, payloadStart }: PlacedFragment, position: number): number =>
    payloadAt + payloadStart + placeInPayload(payload, position);

  const final = draftFragment(placed, sequenceNumber, {
    runAt(fragment, position, box) {
      const offset = inPayload(fragment, position);
      if (offset > MAX_DATA_OFFSET) throw tooLarge(box, offset);
      return offset;
    },
    auxiliaryAt(fragment, position) {
      const { box } = fragment.parts.moof;
      const isInside = position >= box.offset && position < box.offset + box.size;
      return isInside
        ? movedWith(placesOf(draft.parts, fragment), position, box)
        : inPayload(fragment, position);
    },
  });
  return writeBoxes([final.box]);
}

/** Offsets from the first byte of the new `moof` for what lay at a position of the input. */
interface NewOffsets {
  runAt(fragment: PlacedFragment, position: number, box: BoxNode): number;
  auxiliaryAt(fragment: PlacedFragment, position: number): number;
}

/** A box inside a track fragment of the result, and the one it comes from. */
interface TrackFragmentPart {
  readonly source: BoxNode | undefined;
  readonly part: BoxPart;
}

/** A box inside the `moof` of the result; of a `traf` with the boxes in it. */
interface FragmentPart {
  readonly placed: PlacedFragment | undefined;
  readonly part: BoxPart;
  readonly inner: readonly TrackFragmentPart[];
}

interface FragmentDraft {
  readonly box: BoxDraft;
  readonly byteLength: number;
  readonly parts: readonly FragmentPart[];
}

function draftFragment(
  placed: readonly PlacedFragment[],
  sequenceNumber: number,
  offsets: NewOffsets,
): FragmentDraft {
  const parts: FragmentPart[] = [
    { placed: undefined, part: draftBox(mfhd, { sequenceNumber }), inner: [] },
  ];
  for (const one of placed) {
    const { moof: source, tracks, decodeTimes } = one.parts;
    let next = 0;
    for (const child of source.box.children) {
      if (child.type === 'traf') {
        const track = tracks[next];
        if (track?.box !== child) continue;
        const inner = trackFragmentParts(one, track, decodeTimes[next] ?? 0, offsets);
        next += 1;
        const part = draftBox(
          traf,
          {},
          inner.map((box) => box.part),
        );
        parts.push({ placed: one, part, inner });
      } else if (child.type !== 'mfhd') {
        parts.push({ placed: one, part: child.bytes, inner: [] });
      }
    }
  }
  const box = draftBox(
    moof,
    {},
    parts.map(({ part }) => part),
  );
  return { box, byteLength: box.byteLength, parts };
}

function trackFragmentParts(
  placed: PlacedFragment,
  track: TrackFragment,
  decodeTime: DecodeTime,
  offsets: NewOffsets,
): TrackFragmentPart[] {
  const parts: TrackFragmentPart[] = [];
  let nextRun = 0;
  for (const source of track.box.children) {
    const add = (part: BoxPart): void => {
      parts.push({ source, part });
    };
    if (source === track.header) {
      const value = source.read(tfhd);
      const flags = value.flags | DEFAULT_BASE_IS_MOOF;
      add(draftBox(tfhd, { ...value, flags, trackId: placed.trackId, baseDataOffset: undefined }));
      if (track.decodeTime === undefined) {
        const time = draftBox(tfdt, { baseMediaDecodeTime: BigInt(decodeTime) });
        parts.push({ source: undefined, part: time });
      }
    } else if (source.type === 'trun') {
      const run = track.runs[nextRun];
      if (run === undefined) continue;
      nextRun += 1;
      add(
        draftBox(trun, { ...run.value, dataOffset: offsets.runAt(placed, run.position, source) }),
      );
    } else if (source.type === 'saio') {
      const pieces = track.auxiliary.find(({ box }) => box === source)?.pieces ?? [];
      const offset = pieces.map(({ position }) => offsets.auxiliaryAt(placed, position));
      add(draftBox(saio, { ...source.read(saio), offset }));
    } else {
      add(source.bytes);
    }
  }
  return parts;
}

/** A box of an input that has a new place in the `moof` of the result. */
interface NewPlace {
  readonly source: BoxNode;
  /** Bytes from the first byte of the `moof` to the box. */
  readonly at: number;
}

/** Where the boxes of one fragment lie in the draft, in their order in the input. */
function placesOf(parts: readonly FragmentPart[], placed: PlacedFragment): NewPlace[] {
  const places: NewPlace[] = [];
  let at = MIN_HEADER_SIZE;
  for (const { placed: owner, part, inner } of parts) {
    let innerAt = at + MIN_HEADER_SIZE;
    for (const one of inner) {
      if (owner === placed && one.source !== undefined)
        places.push({ source: one.source, at: innerAt });
      innerAt += one.part.byteLength;
    }
    at += part.byteLength;
  }
  return places;
}

/** The new offset of a byte inside a box that is carried over whole (`senc`). */
function movedWith(places: readonly NewPlace[], position: number, box: BoxNode): number {
  const holder = lastAtOrBefore(places, ({ source }) => source.offset, position);
  if (holder !== undefined && position <= holder.source.offset + holder.source.size) {
    return holder.at + position - holder.source.offset;
  }
  throw new IsobmffError({
    code: 'value',
    offset: box.offset,
    path: box.path,
    found: `auxiliary information at byte ${position}, in no box of its track fragment`,
    expected: 'it in a box beside its saio, or in the media data',
  });
}

function tooLarge(box: BoxNode, offset: number): IsobmffError {
  return new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.path,
    found: `samples ${offset} bytes behind the start of their fragment`,
    expected: `at most ${MAX_DATA_OFFSET}: the fragment is larger than 2 GiB`,
  });
}
