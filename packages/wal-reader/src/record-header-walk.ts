/** What the walking functions return where the bytes cannot be such a header. */
export const NO_HEADER = -1;

const INPUT = 0;
const OUTPUT = 1;

/** Sizes of what a player bears: x, y, z and an orientation of two angles, each an f32. */
const PLACE_SIZE = 5 * 4;

/** A gain of f32 and a bool. */
const GAIN_SETTINGS_SIZE = 5;

const LONGEST_VARINT = 10;

/**
 * Walks over the postcard encoding of a record's header, without making anything of it.
 * @returns the place behind its last field, or {@link NO_HEADER} if it is none that ends at `end`
 *   or before.
 */
export function walkRecordHeader(view: DataView, start: number, end: number): number {
  if (start >= end) return NO_HEADER;
  const variant = view.getUint8(start);
  if (variant > OUTPUT) return NO_HEADER;
  let at = skipVarint(view, start + 1, end);
  at = skipVarint(view, at, end);
  if (variant === INPUT) {
    const present = skipFlag(view, at, end);
    if (present === NO_HEADER) return NO_HEADER;
    at = view.getUint8(at) === 1 ? skipVarint(view, present, end) : present;
    return walkInputMetadata(view, at, end);
  }
  return walkOutputMetadata(view, skipVarint(view, at, end), end);
}

/** Walks over what follows the stamp in the header of an Input record. */
export function walkInputMetadata(view: DataView, at: number, end: number): number {
  return skipPlayerMetadata(view, at, end);
}

/** Walks over what follows the stamp in the header of an Output record: both players, a bool. */
export function walkOutputMetadata(view: DataView, at: number, end: number): number {
  const listener = skipPlayerMetadata(view, at, end);
  return skipFlag(view, skipPlayerMetadata(view, listener, end), end);
}

/**
 * Walks over a varint.
 * @returns the place behind it, or {@link NO_HEADER}, also for a start that is that.
 */
export function skipVarint(view: DataView, start: number, end: number): number {
  if (start < 0) return NO_HEADER;
  const limit = Math.min(end, start + LONGEST_VARINT);
  for (let at = start; at < limit; at++) {
    if (view.getUint8(at) < 0x80) return at + 1;
  }
  return NO_HEADER;
}

/** A bool, or the mark of an option: 0 or 1. */
function skipFlag(view: DataView, at: number, end: number): number {
  return at >= 0 && at < end && view.getUint8(at) <= 1 ? at + 1 : NO_HEADER;
}

function skipString(view: DataView, at: number, end: number): number {
  if (at < 0 || at >= end) return NO_HEADER;
  const first = view.getUint8(at);
  let behind = at + 1 + first;
  if (first >= 0x80) {
    // A header has at most 65535 bytes: a length of more than three groups cannot be true.
    if (at + 3 > end) return NO_HEADER;
    const second = view.getUint8(at + 1);
    const length = (first & 0x7f) | ((second & 0x7f) << 7);
    if (second < 0x80) behind = at + 2 + length;
    else if (view.getUint8(at + 2) < 0x04) {
      behind = at + 3 + (length | (view.getUint8(at + 2) << 14));
    } else return NO_HEADER;
  }
  return behind <= end ? behind : NO_HEADER;
}

function skipOptionalString(view: DataView, at: number, end: number): number {
  if (at < 0 || at >= end) return NO_HEADER;
  const present = view.getUint8(at);
  if (present === 0) return at + 1;
  return present === 1 ? skipString(view, at + 1, end) : NO_HEADER;
}

function skipIndex(view: DataView, at: number, end: number, count: number): number {
  return at >= 0 && at < end && view.getUint8(at) < count ? at + 1 : NO_HEADER;
}

function skipPlayerMetadata(view: DataView, start: number, end: number): number {
  let at = start;
  if (at < 0 || at >= end) return NO_HEADER;
  const hasPlayer = view.getUint8(at);
  if (hasPlayer > 1) return NO_HEADER;
  at = hasPlayer === 1 ? skipPlayer(view, at + 1, end) : at + 1;

  if (at < 0 || at >= end) return NO_HEADER;
  const hasSpatial = view.getUint8(at);
  if (hasSpatial > 1) return NO_HEADER;
  at = hasSpatial === 1 ? skipFlag(view, at + 1, end) : at + 1;

  if (at < 0 || at >= end) return NO_HEADER;
  const hasGain = view.getUint8(at);
  if (hasGain === 0) return at + 1;
  const behind = at + 1 + GAIN_SETTINGS_SIZE;
  return hasGain === 1 && behind <= end && view.getUint8(behind - 1) <= 1 ? behind : NO_HEADER;
}

function skipPlayer(view: DataView, start: number, end: number): number {
  if (start >= end) return NO_HEADER;
  const game = view.getUint8(start);
  let at = skipString(view, start + 1, end);
  if (at < 0 || at + PLACE_SIZE > end) return NO_HEADER;
  at += PLACE_SIZE;
  switch (game) {
    case 0: // Minecraft
      at = skipIndex(view, at, end, 4);
      at = skipFlag(view, skipFlag(view, at, end), end);
      at = skipOptionalString(view, at, end);
      at = skipOptionalString(view, at, end);
      return skipOptionalString(view, at, end);
    case 1: // Hytale
      at = skipOptionalString(view, at, end);
      at = skipIndex(view, at, end, 2);
      at = skipFlag(view, skipFlag(view, at, end), end);
      return skipOptionalString(view, at, end);
    case 2: // Generic
      return skipIndex(view, at, end, 2);
    default:
      return NO_HEADER;
  }
}
