import { estimatePlacement, type Placement, type Track, type TrackIndex } from '@voxmux/wal-reader';
import type { SegmentFile } from '@voxmux/wal-reader/node';
import { indexWithProgress } from '../index-with-progress.js';
import type { Progress } from '../progress.js';
import type { SessionSource } from '../render/session-source.js';

/** What rendered files are compared with. */
export interface Recording {
  /** Null where `session.json` is missing. */
  readonly id: string | null;
  /** Unix time in ms. */
  readonly startTimestampMs: number;
  readonly speakers: readonly RecordedSpeaker[];
}

export interface RecordedSpeaker {
  readonly track: Track<SegmentFile>;
  /** Place among the session's speakers, from 1. */
  readonly number: number;
  /** Bytes of each segment that files should hold, of a recording that may still run; all unless given. */
  readonly segmentBytes?: readonly number[];
}

/** A speaker's packets, and where each lies. */
export interface RecordedTrack {
  readonly index: TrackIndex;
  readonly placement: Placement;
}

/** Reads speakers' logs, so that files are compared with what is on disk now. */
export interface RecordingReader {
  readonly recording: Recording;
  /** The last speaker's track is kept, as the next file may be of the same speaker. */
  track(speaker: RecordedSpeaker): Promise<RecordedTrack>;
}

/** All that was recorded in a session. */
export function recordingOf({ folder, facts }: SessionSource): Recording {
  return {
    id: facts.id,
    startTimestampMs: facts.startTimestampMs,
    speakers: folder.tracks.map((track, place) => ({ track, number: place + 1 })),
  };
}

export function createRecordingReader(
  recording: Recording,
  progress: Progress,
  signal: AbortSignal,
): RecordingReader {
  let last: { readonly speaker: RecordedSpeaker; readonly track: RecordedTrack } | undefined;
  return {
    recording,
    async track(speaker) {
      if (last?.speaker !== speaker) {
        // Let go of one before the next: a track of 100 hours takes 200 MB.
        last = undefined;
        const { segmentBytes } = speaker;
        const index = await indexWithProgress(speaker.track, progress, signal, segmentBytes);
        last = { speaker, track: { index, placement: estimatePlacement(index) } };
      }
      return last.track;
    },
  };
}
