import { type MovieTags, OPUS_PRE_SKIP, planOpusFile } from '@voxmux/isobmff';
import { timecodeSampleEntry, timecodeSampleValue } from '@voxmux/timecode';
import { version } from '../version.js';
import type { AudioFormat, TrackRender } from './audio-format.js';

/** Reverse-DNS name under which the session's facts stand in freeform tags. */
const tagDomain = 'com.voxmux';

/** M4A: the packets as they are, `moov` in front, a timecode track, the session's facts as tags. */
export const m4aFormat: AudioFormat = {
  name: 'm4a',
  extension: '.m4a',
  laborious: false,
  begin(track, { file }) {
    const { frameRate, frameNumber } = track.start.timecode;
    const { headerPieces, trailer } = planOpusFile({
      channelCount: track.channelCount,
      packetSizes: track.layout.sizes,
      packetDurations: {
        sampleCount: track.layout.durationCounts,
        sampleDelta: track.layout.durationSamples,
      },
      timecode: {
        ...timecodeSampleEntry(frameRate),
        startFrame: timecodeSampleValue({ frameRate, frameNumber }),
      },
      tags: tagsOf(track),
      creationTimestampMs: track.session.startTimestampMs,
    });
    for (const piece of headerPieces()) file.write(piece);
    return {
      write(packets) {
        file.write(packets);
        return undefined;
      },
      finish() {
        file.write(trailer);
        return { facts: { format: 'm4a' }, notes: [] };
      },
    };
  },
};

function tagsOf(track: TrackRender): MovieTags {
  const { session, clock, player, start, layout } = track;
  const presentedSamples = layout.totalDurationSamples - OPUS_PRE_SKIP;
  const facts: Record<string, string | number | null> = {
    SESSION_ID: session.id,
    SESSION_DURATION_MS: session.durationMs,
    START_TIMESTAMP: session.startTimestampMs,
    START_OFFSET_SAMPLES: start.originSamples,
    PLAYER: player,
    DURATION_MS: Math.round(presentedSamples / 48),
    TIME_ZONE: clock.timeZone,
    START_TIMECODE: start.timecode.text,
    TIMECODE_RATE: clock.frameRateName,
    PACKET_COUNT: track.recordedPackets,
    FILLED_SAMPLES: track.silenceSamples,
  };
  return {
    title: player,
    artist: player,
    album: session.id ?? session.startTime,
    date: session.startTime,
    tool: `voxmux ${version}`,
    track: { number: track.trackNumber, total: track.trackCount },
    freeform: Object.entries(facts).flatMap(([name, value]) =>
      value === null ? [] : [{ mean: tagDomain, name, value: String(value) }],
    ),
  };
}
