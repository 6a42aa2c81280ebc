import { readSegmentHeader } from './segment-header.js';

/** How long a segment of the recorder lasts, in seconds: a tenth of a week. */
export const RECORDER_SEGMENT_SECONDS = 60480;

const EXPIRY_AT = 16;

/** The last second that a `Date` can express. */
const LAST_DATE_SECONDS = 8.64e12;

/**
 * Reads from a segment's header when the segment was to end.
 * @param head the beginning of the file, at least 24 bytes of it.
 * @returns Unix time in whole seconds; null if the header is cut or damaged, or no date stands there.
 */
export function segmentExpirySeconds(head: Uint8Array): number | null {
  const header = readSegmentHeader(head, head.length);
  if (header.kind === 'foreign' || head.length < EXPIRY_AT + 8) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const seconds = view.getBigUint64(EXPIRY_AT, true);
  return seconds > 0n && seconds <= BigInt(LAST_DATE_SECONDS) ? Number(seconds) : null;
}
