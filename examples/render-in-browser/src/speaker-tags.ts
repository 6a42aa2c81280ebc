import { type MovieTags, OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { type FrameRate, frameRateName, type TimeOfDayTimecode } from '@voxmux/timecode';
import {
  type SampleLayout,
  SAMPLES_PER_UNIT,
  type SessionManifest,
  type TimelinePlan,
} from '@voxmux/wal-reader';

/** What is known of a speaker's file when its packets have been laid out. */
export interface PlannedSpeaker {
  readonly manifest: SessionManifest;
  readonly player: string;
  readonly start: TimeOfDayTimecode;
  readonly frameRate: FrameRate;
  readonly timeZone: string;
  readonly originSamples: number;
  readonly runs: TimelinePlan;
  readonly layout: SampleLayout;
}

/** The tags that `voxmux render` writes: for players, and the session's facts for programs. */
export function speakerTags(speaker: PlannedSpeaker): MovieTags {
  const { manifest, player, start, runs, layout } = speaker;
  const facts = {
    SESSION_ID: manifest.sessionId,
    SESSION_DURATION_MS: manifest.durationMs,
    START_TIMESTAMP: manifest.startTimestampMs,
    START_OFFSET_SAMPLES: speaker.originSamples,
    PLAYER: player,
    DURATION_MS: Math.round((layout.totalDurationSamples - OPUS_PRE_SKIP) / 48),
    TIME_ZONE: speaker.timeZone,
    START_TIMECODE: start.text,
    TIMECODE_RATE: frameRateName(speaker.frameRate),
    PACKET_COUNT: runs.packetCount,
    FILLED_SAMPLES: runs.silenceUnitsTotal * SAMPLES_PER_UNIT,
  };
  return {
    title: player,
    artist: player,
    album: manifest.sessionId,
    date: start.localTimeText,
    freeform: Object.entries(facts).flatMap(([name, value]) =>
      value === null ? [] : [{ mean: 'com.voxmux', name, value: String(value) }],
    ),
  };
}
