/** Place of the key, behind the fixed part of the header. */
export const KEY_OFFSET = 32;

const MAGIC = 'NANO-LOG';

/** No player's name is longer; what claims to be is a damaged length. */
const LONGEST_KEY = 4096;

/** Bytes of a file's beginning that are enough to read any good segment header. */
export const SEGMENT_HEAD_SIZE = KEY_OFFSET + LONGEST_KEY;

/** What the beginning of a file turned out to be. */
export type SegmentHeader =
  | { readonly kind: 'whole'; readonly key: Uint8Array; readonly recordsOffset: number }
  /** Fewer bytes than the header claims or needs. */
  | { readonly kind: 'cut' }
  /** The letters are there, but the length of the key cannot be true. */
  | { readonly kind: 'bad-key-length' }
  /** It does not begin as a segment does. */
  | { readonly kind: 'foreign' };

/**
 * Reads the header of a segment.
 * @param head the beginning of the file, at least {@link SEGMENT_HEAD_SIZE} bytes or all of it.
 * @param fileSize bytes of the whole file.
 */
export function readSegmentHeader(head: Uint8Array, fileSize: number): SegmentHeader {
  for (let at = 0; at < MAGIC.length; at++) {
    if (at >= head.length) return { kind: 'cut' };
    if (head[at] !== MAGIC.charCodeAt(at)) return { kind: 'foreign' };
  }
  if (head.length < KEY_OFFSET) return { kind: 'cut' };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const keyLength = view.getUint32(24, true);
  const keyLengthHigh = view.getUint32(28, true);
  if (keyLengthHigh > 0 || keyLength > LONGEST_KEY) return { kind: 'bad-key-length' };
  const recordsOffset = KEY_OFFSET + keyLength;
  if (recordsOffset > Math.min(fileSize, head.length)) return { kind: 'cut' };
  return { kind: 'whole', key: head.slice(KEY_OFFSET, recordsOffset), recordsOffset };
}
