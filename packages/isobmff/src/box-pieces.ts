import { joinParts, writeBoxes, type BoxPart } from './box-description.js';

/** Bytes that are written at a time unless another number is given. */
const ROOM_SIZE = 256 * 1024;

/**
 * Writes boxes one behind the other, at most `roomSize` bytes at a time, into the same room over and
 * over; only what cannot be divided and is larger is a piece of its own.
 *
 * Each piece is valid until the next one is asked for.
 */
export function* writeBoxPieces(
  parts: readonly BoxPart[],
  roomSize = ROOM_SIZE,
): Generator<Uint8Array, void, undefined> {
  const room = new Uint8Array(roomSize);
  let filled = 0;
  for (const part of divided(parts, roomSize)) {
    if (filled > 0 && filled + part.byteLength > roomSize) {
      yield room.subarray(0, filled);
      // What is reserved in a box is left as it is found.
      room.fill(0, 0, filled);
      filled = 0;
    }
    if (part.byteLength > roomSize) {
      yield part instanceof Uint8Array ? part : writeBoxes([part]);
    } else {
      joinParts([part]).write(room, filled);
      filled += part.byteLength;
    }
  }
  if (filled > 0) yield room.subarray(0, filled);
}

/** The same parts, those larger than `most` bytes in smaller ones as far as they can be divided. */
function* divided(parts: readonly BoxPart[], most: number): Generator<BoxPart, void, undefined> {
  for (const part of parts) {
    const isSmall = part instanceof Uint8Array || part.byteLength <= most;
    if (isSmall || part.parts === undefined) yield part;
    else yield* divided(part.parts, most);
  }
}
