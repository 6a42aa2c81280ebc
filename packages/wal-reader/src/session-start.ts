import { RECORDER_SEGMENT_SECONDS } from './segment-expiry.js';

/** What a segment says of the time at which it was begun. */
export interface SegmentBeginning {
  /** Number of the segment, from its file name. */
  readonly sequence: number;
  /** Unix time in whole seconds at which the segment was to end. */
  readonly expiresSeconds: number;
  /** Stamp of its first record. */
  readonly firstStampMs: number;
}

/** When a session began, as far as its segments tell. */
export interface SessionStartEstimate {
  /** Unix time in milliseconds. */
  readonly startTimestampMs: number;
  /** The true start lies within so many milliseconds before or after. */
  readonly uncertaintyMs: number;
}

/**
 * Concludes when a session began from when its segments were begun, for one that has lost its
 * manifest.
 *
 * A segment is created in the second in which its first record is written, and expires a fixed
 * time later: a tenth of a week, unless the segments of a track follow one another more quickly.
 * @param tracks the segments of each track, in the order of their sequence.
 * @returns null if there is no segment.
 */
export function estimateSessionStart(
  tracks: readonly (readonly SegmentBeginning[])[],
): SessionStartEstimate | null {
  const segmentSeconds = Math.min(RECORDER_SEGMENT_SECONDS, ...tracks.flatMap(distances));
  let earliest = -Infinity;
  let latest = Infinity;
  for (const { expiresSeconds, firstStampMs } of tracks.flat()) {
    const secondBefore = (expiresSeconds - segmentSeconds) * 1000 - firstStampMs;
    earliest = Math.max(earliest, secondBefore);
    latest = Math.min(latest, secondBefore + 1000);
  }
  if (latest === Infinity) return null;
  // A segment that was written late pushes `earliest` up, but never `latest` down.
  if (earliest > latest) earliest = latest - 1000;
  return {
    startTimestampMs: Math.max(0, Math.floor((earliest + latest) / 2)),
    uncertaintyMs: Math.ceil((latest - earliest) / 2),
  };
}

/** Seconds from the end of each segment to the end of the one that follows it. */
function distances(segments: readonly SegmentBeginning[]): number[] {
  return segments.flatMap((segment, place) => {
    const before = segments[place - 1];
    if (before?.sequence !== segment.sequence - 1) return [];
    const seconds = segment.expiresSeconds - before.expiresSeconds;
    return seconds > 0 ? [seconds] : [];
  });
}
