import type { Track, TrackIndex } from '@voxmux/wal-reader';
import { indexTrackSteps, type SegmentFile } from '@voxmux/wal-reader/node';
import { createBreather } from './interruption.js';
import type { Progress } from './progress.js';

/**
 * Indexes a track with progress, and so that it can be interrupted.
 *
 * @param segmentBytes bytes of each segment that count; all of them unless given
 * @throws WalReaderError; the signal's reason
 */
export async function indexWithProgress(
  track: Track<SegmentFile>,
  progress: Progress,
  signal: AbortSignal,
  segmentBytes?: readonly number[],
): Promise<TrackIndex> {
  const breathe = createBreather(signal);
  progress.begin(
    `reading ${track.key.text}`,
    track.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  const steps = indexTrackSteps(track, segmentBytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    progress.update(value);
    await breathe();
  }
}
