/** What the walking functions return where the bytes cannot be such a header. */
export const NO_HEADER = -1;

const INPUT = 0;
const OUTPUT = 1;

/** Sizes of what a player bears: x, y, z and an orientation of two angles, each an f32. */
const PLACE_SIZE = 5 * 4;

/** A gain, an f32; a bool follows. */
const GAIN_SIZE = 4;

/** Marks of bools and options, indices of enums and lengths of strings that a walk came by. */
export interface StructuralBytes {
  count: number;
  /** Places in the view, ascending. */
  readonly places: Uint32Array;
}

/** The most that two players can have: see the fields below. */
export const MOST_STRUCTURAL_BYTES = 64;

/** An empty list. */
export function structuralBytes(): StructuralBytes {
  return { count: 0, places: new Uint32Array(MOST_STRUCTURAL_BYTES) };
}

/**
 * Walks over the postcard encoding of a record's header, without making anything of it.
 * @returns the place behind its last field, or {@link NO_HEADER} if it is none that ends at `end`
 *   or before.
 */
export function walkRecordHeader(view: DataView, start: number, end: number): number {
  if (start >= end) return NO_HEADER;
  const seen = structuralBytes();
  const variant = view.getUint8(start);
  if (variant > OUTPUT) return NO_HEADER;
  let at = skipVarint(view, start + 1, end, 32);
  at = skipVarint(view, at, end, 16);
  if (variant === INPUT) {
    const present = skipFlag(view, at, end, seen);
    if (present === NO_HEADER) return NO_HEADER;
    at = view.getUint8(at) === 1 ? skipVarint(view, present, end, 64) : present;
  } else {
    at = skipVarint(view, at, end, 64);
  }
  return walkMetadata(view, at, end, variant === INPUT, seen);
}

/**
 * Walks over what follows the stamp: the metadata of the one who spoke and, but for the local
 * microphone, those of the listener and a bool.
 * @param seen is filled anew.
 */
export function walkMetadata(
  view: DataView,
  start: number,
  end: number,
  isInput: boolean,
  seen: StructuralBytes,
): number {
  seen.count = 0;
  const at = skipPlayerMetadata(view, start, end, seen);
  if (isInput) return at;
  return skipFlag(view, skipPlayerMetadata(view, at, end, seen), end, seen);
}

/**
 * Walks over a varint that has to fit in `bits` bits.
 * @returns the place behind it, or {@link NO_HEADER}, also for a start that is that.
 */
export function skipVarint(view: DataView, start: number, end: number, bits: 16 | 32 | 64): number {
  if (start < 0) return NO_HEADER;
  let at = start;
  for (let bitsLeft: number = bits; bitsLeft > 0; bitsLeft -= 7) {
    if (at >= end) return NO_HEADER;
    const group = view.getUint8(at);
    at += 1;
    if (group < 0x80) return bitsLeft >= 7 || group < 1 << bitsLeft ? at : NO_HEADER;
  }
  return NO_HEADER;
}

function see(seen: StructuralBytes, place: number): void {
  seen.places[seen.count] = place;
  seen.count += 1;
}

/** A bool, or the mark of an option: 0 or 1. */
function skipFlag(view: DataView, at: number, end: number, seen: StructuralBytes): number {
  return skipIndex(view, at, end, seen, 2);
}

function skipIndex(
  view: DataView,
  at: number,
  end: number,
  seen: StructuralBytes,
  count: number,
): number {
  if (at < 0 || at >= end || view.getUint8(at) >= count) return NO_HEADER;
  see(seen, at);
  return at + 1;
}

function skipString(view: DataView, start: number, end: number, seen: StructuralBytes): number {
  let at = start;
  let length = 0;
  // A header has at most 65535 bytes: a length of more than three groups cannot be true.
  for (let shift = 0; shift < 21; shift += 7) {
    if (at < 0 || at >= end) return NO_HEADER;
    const group = view.getUint8(at);
    see(seen, at);
    at += 1;
    length |= (group & 0x7f) << shift;
    if (group < 0x80) return at + length <= end ? at + length : NO_HEADER;
  }
  return NO_HEADER;
}

function skipOptionalString(
  view: DataView,
  at: number,
  end: number,
  seen: StructuralBytes,
): number {
  const behind = skipFlag(view, at, end, seen);
  if (behind === NO_HEADER || view.getUint8(at) === 0) return behind;
  return skipString(view, behind, end, seen);
}

function skipPlayerMetadata(
  view: DataView,
  start: number,
  end: number,
  seen: StructuralBytes,
): number {
  let at = skipFlag(view, start, end, seen);
  if (at !== NO_HEADER && view.getUint8(start) === 1) at = skipPlayer(view, at, end, seen);

  const spatial = skipFlag(view, at, end, seen);
  if (spatial === NO_HEADER) return NO_HEADER;
  at = view.getUint8(at) === 1 ? skipFlag(view, spatial, end, seen) : spatial;

  const gain = skipFlag(view, at, end, seen);
  if (gain === NO_HEADER || view.getUint8(at) === 0) return gain;
  return skipFlag(view, gain + GAIN_SIZE, end, seen);
}

function skipPlayer(view: DataView, start: number, end: number, seen: StructuralBytes): number {
  const nameAt = skipIndex(view, start, end, seen, 3);
  let at = skipString(view, nameAt, end, seen);
  if (at < 0 || at + PLACE_SIZE > end) return NO_HEADER;
  at += PLACE_SIZE;
  switch (view.getUint8(start)) {
    case 0: // Minecraft
      at = skipIndex(view, at, end, seen, 4);
      at = skipFlag(view, at, end, seen);
      at = skipFlag(view, at, end, seen);
      at = skipOptionalString(view, at, end, seen);
      at = skipOptionalString(view, at, end, seen);
      return skipOptionalString(view, at, end, seen);
    case 1: // Hytale
      at = skipOptionalString(view, at, end, seen);
      at = skipIndex(view, at, end, seen, 2);
      at = skipFlag(view, at, end, seen);
      at = skipFlag(view, at, end, seen);
      return skipOptionalString(view, at, end, seen);
    default: // Generic
      return skipIndex(view, at, end, seen, 2);
  }
}
