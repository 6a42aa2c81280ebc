import type { TrackIndex } from '../packet-index.js';
import type { Track } from '../recorded-session.js';
import type { PassOptions } from '../segment-reader.js';
import { indexSegments } from '../track-indexer.js';
import type { SegmentFile } from './segment-files.js';
import { openSegments } from './segment-files.js';

/**
 * Indexes a track, piece by piece: each turn of the iteration reads once and yields the bytes
 * read so far. A caller that wants to stop leaves the loop.
 * @param segmentBytes how many bytes of each segment count, by its place in the track; all of them
 *   unless given. Of a recording that still runs, this is the part that was there at some time.
 * @throws WalReaderError `segment-unreadable` or `segment-shrank`.
 */
export function* indexTrackSteps(
  track: Track<SegmentFile>,
  segmentBytes: readonly number[] = [],
): Generator<number, TrackIndex> {
  const reader = openSegments(track);
  try {
    const steps = indexSegments(track.segments);
    let bytesRead = 0;
    let step = steps.next();
    while (!step.done) {
      const wanted = step.value;
      if (wanted.kind === 'size') {
        const limit = segmentBytes[wanted.segment] ?? Infinity;
        step = steps.next(Math.min(limit, reader.sizeOf(wanted.segment)));
      } else {
        const count = reader.readInto(wanted.segment, wanted.position, wanted.target);
        bytesRead += count;
        step = steps.next(count);
        yield bytesRead;
      }
    }
    return step.value;
  } finally {
    reader.close();
  }
}

/**
 * Indexes a track: reads its segments from beginning to end and makes one row per packet.
 * @param options `onProgress` is told the bytes read so far.
 * @throws WalReaderError `segment-unreadable` or `segment-shrank`, and the reason of an aborted
 *   signal.
 * @example
 * const index = indexTrack(session.tracks[0]);
 * console.log(index.rowCount, 'packets', index.damage.length, 'damaged regions');
 */
export function indexTrack(track: Track<SegmentFile>, options: PassOptions = {}): TrackIndex {
  const steps = indexTrackSteps(track);
  for (;;) {
    options.signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value;
    options.onProgress?.(value);
  }
}
