import { layoutOpusFile, OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { SilenceEncoder } from '@voxmux/opus-silence';
import {
  parseFrameRate,
  timecodeAt,
  timecodeSampleEntry,
  timecodeSampleValue,
} from '@voxmux/timecode';
import {
  blobReader,
  copyPacketsAsync,
  estimatePlacement,
  indexTrackAsync,
  layOutSamples,
  type PassOptions,
  planTimeline,
  type RecordedSession,
  type SegmentBlob,
} from '@voxmux/wal-reader';
import { speakerTags } from './speaker-tags';

export interface RenderOptions extends PassOptions {
  /** IANA name. */
  readonly timeZone: string;
  /** As `parseFrameRate` reads it: `25`, `29.97df` … */
  readonly frameRate: string;
  /** Name of the program, for the tags. */
  readonly tool: string;
}

/** A speaker's file, and what a person wants to know of it. */
export interface RenderedSpeaker {
  readonly player: string;
  readonly m4a: Blob;
  /** Label of the first frame. */
  readonly timecode: string;
  readonly durationSeconds: number;
  /** Places in the recording that could not be read. */
  readonly damageCount: number;
}

/**
 * Renders one speaker of a session, byte for byte as `voxmux render` does. The recording is read
 * twice, in pieces of about a mebibyte, and never held in memory.
 *
 * @returns undefined if nothing that was recorded of the speaker can be read
 * @throws what is wrong with the recording or the options, and the reason of an aborted signal
 */
export async function renderSpeaker(
  { manifest, tracks }: RecordedSession<SegmentBlob>,
  trackNumber: number,
  options: RenderOptions,
): Promise<RenderedSpeaker | undefined> {
  const track = tracks[trackNumber - 1];
  if (track === undefined) throw new RangeError(`there is no speaker number ${trackNumber}`);
  const index = await indexTrackAsync(track, options);
  if (index.rowCount === 0) return undefined;

  const { timeZone } = options;
  const frameRate = parseFrameRate(options.frameRate);
  const start = timecodeAt({ instant: manifest.startTimestampMs, timeZone, frameRate });
  // A file begins on a frame: the one in which the session begins, this many samples before it.
  const originSamples = -start.remainderSamples.numerator / start.remainderSamples.denominator;
  const runs = planTimeline(estimatePlacement(index), {
    originSamples,
    longerThanSamples: OPUS_PRE_SKIP,
  });
  const channelCount = index.stereoPacketCount > 0 ? 2 : 1;
  const silence = new SilenceEncoder({ channels: channelCount });
  const layout = layOutSamples(index, runs, silence);
  const player = track.key.text;
  const { header, trailer, durationSamples } = layoutOpusFile({
    channelCount,
    packetSizes: layout.sizes,
    packetDurations: { sampleCount: layout.durationCounts, sampleDelta: layout.durationSamples },
    timecode: { ...timecodeSampleEntry(frameRate), startFrame: timecodeSampleValue(start) },
    tags: {
      ...speakerTags({ manifest, player, start, frameRate, timeZone, originSamples, runs, layout }),
      tool: options.tool,
      track: { number: trackNumber, total: tracks.length },
    },
    creationTimestampMs: manifest.startTimestampMs,
  });

  // Each piece is a Blob of its own: browsers move them out of memory when there are many.
  const packets: Blob[] = [];
  const keep = (bytes: Uint8Array<ArrayBuffer>) => {
    packets.push(new Blob([bytes]));
  };
  await copyPacketsAsync({ index, runs, silence }, blobReader(track), keep, options);
  return {
    player,
    m4a: new Blob([header, ...packets, trailer], { type: 'audio/mp4' }),
    timecode: start.text,
    durationSeconds: durationSamples / 48_000,
    damageCount: index.damage.length,
  };
}
