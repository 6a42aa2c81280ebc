import { hasSignature } from './record-signature.js';
import { findRecord } from './record-framing.js';
import { segmentHash } from './segment-hash.js';
import type { SegmentHeader } from './segment-header.js';
import { KEY_OFFSET } from './segment-header.js';

/** Bytes of a file's beginning that are looked at where its segment header is broken. */
export const BROKEN_HEAD_SIZE = 1 << 16;

/** Whether a header can be taken at its word: it is whole, and a record or nothing follows it. */
export function isSoundHeader(header: SegmentHeader, head: Uint8Array): boolean {
  if (header.kind !== 'whole') return false;
  const { recordsOffset } = header;
  return recordsOffset === head.length || hasSignature(viewOf(head), recordsOffset);
}

/** Where a segment's records are, and whose. */
export interface SegmentPlan {
  readonly key: Uint8Array;
  readonly recordsOffset: number;
  /** The key does not come from the header, or not from where it should stand. */
  readonly headerDamaged: boolean;
}

/**
 * Finds out what a segment is whose header is not sound. The hash in the file name tells a key
 * that is right from one that is not.
 * @param head the first {@link BROKEN_HEAD_SIZE} bytes of the file, or all of it.
 * @param hash from the file name.
 * @param knownKeys keys of other segments and names from the manifest.
 * @param presumedKey stands in where no key has the hash.
 * @returns null if neither header nor records can be found.
 */
export function recoverSegment(
  head: Uint8Array,
  header: SegmentHeader,
  hash: string,
  knownKeys: Iterable<Uint8Array>,
  presumedKey: Uint8Array,
): SegmentPlan | null {
  const claimed = header.kind === 'whole' ? { ...header, headerDamaged: false } : null;
  if (claimed !== null && segmentHash(claimed.key) === hash) return claimed;
  const first = findRecord(viewOf(head), 0, head.length, head.length);
  if (first < 0) return claimed;
  const inFront = first > KEY_OFFSET ? [head.slice(KEY_OFFSET, first)] : [];
  for (const key of [...inFront, ...knownKeys]) {
    if (segmentHash(key) === hash) return { key, recordsOffset: first, headerDamaged: true };
  }
  return claimed ?? { key: presumedKey, recordsOffset: first, headerDamaged: true };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
