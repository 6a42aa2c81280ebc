/** Random reads from something large, through one piece of it that is held in memory. */
export interface ByteWindow {
  /** The bytes from `position` on, fewer at the end; valid until the next call. */
  bytes(position: number, length: number): Uint8Array;
}

const pieceSize = 1 << 20;

/**
 * @param readInto fills the target from a position and says how many bytes there were
 */
export function byteWindow(readInto: (position: number, target: Uint8Array) => number): ByteWindow {
  let piece = new Uint8Array(pieceSize);
  let start = 0;
  let end = 0;
  return {
    bytes(position, length) {
      if (position < start || position + length > end) {
        if (length > piece.length) piece = new Uint8Array(length);
        start = position;
        end = position + readInto(position, piece);
      }
      return piece.subarray(position - start, Math.min(position + length, end) - start);
    },
  };
}
