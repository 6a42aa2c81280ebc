import { draftBox, withType, type BoxDraft } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { edts, elst } from './boxes/edit-list.js';
import { smhd } from './boxes/media-header.js';
import { mdhd, tkhd } from './boxes/movie-header.js';
import { dOps, Opus } from './boxes/opus.js';
import { stsd } from './boxes/sample-description.js';
import { rollEntry, sbgp, sgpd } from './boxes/sample-group.js';
import { trackReference, tref } from './boxes/track-reference.js';
import {
  countSamples,
  shortestDuration,
  totalDuration,
  type DurationRuns,
} from './duration-runs.js';
import type { FlatTrack } from './flat-layout.js';
import { draftDataInformation, draftHandler, ENABLED_IN_MOVIE } from './media-boxes.js';

/** Ticks a second of Opus media, whatever rate the encoder was fed with. */
export const OPUS_TIMESCALE = 48_000;

/** Samples that an encoder of libopus' default settings puts in front of the signal: 6.5 ms. */
export const OPUS_PRE_SKIP = 312;

/** What a decoder has to hear before its output can be trusted: 80 ms. */
const PRE_ROLL_SAMPLES = 3840;

/** The packets of an Opus track. */
export interface OpusMedia {
  /** 2 if any packet is stereo, else 1: either kind decodes into either count. */
  readonly channelCount: 1 | 2;
  /** Bytes of each packet, in the order in which they are to be heard. */
  readonly packetSizes: Uint16Array | Uint32Array;
  /** Samples at 48 kHz that each packet decodes to. */
  readonly packetDurations: DurationRuns;
  /** Samples at 48 kHz to drop in front, {@link OPUS_PRE_SKIP} unless given. */
  readonly preSkip?: number | undefined;
  /** Rate in Hz of what was encoded, 48000 unless given, 0 if unknown; players do not need it. */
  readonly inputSampleRate?: number | undefined;
}

/** A track of Opus packets. */
export interface OpusTrackOptions extends OpusMedia {
  /** Number of the track in its file, from 1. */
  readonly trackId: number;
  /** Timecode track that labels this one. */
  readonly timecodeTrackId?: number | undefined;
  /** Seconds since 1904, see `movieTime`; 0 ("not set") unless given. */
  readonly creationTime?: number | undefined;
}

/**
 * Samples at 48 kHz that are heard of a track: all but the pre-skip.
 *
 * @throws IsobmffError `value` if the packets are shorter than the pre-skip
 */
export function opusPresentationDuration({
  packetDurations,
  preSkip = OPUS_PRE_SKIP,
}: OpusMedia): number {
  const total = totalDuration(packetDurations);
  if (total >= preSkip) return total - preSkip;
  throw new IsobmffError({
    code: 'value',
    path: 'moov/trak/edts/elst',
    found: `packets of ${total} samples in all`,
    expected: `at least the ${preSkip} samples of pre-skip`,
  });
}

/**
 * A track of Opus packets (Encapsulation of Opus in ISO Base Media File Format, 4.3 and 4.4) for a
 * movie of timescale {@link OPUS_TIMESCALE}. Every packet is a sync sample; one edit drops the
 * pre-skip; a `roll` group tells players to begin decoding 80 ms earlier when they seek.
 *
 * @throws IsobmffError `value` if sizes and durations differ in number, a duration is 0, or the
 *   packets are shorter than the pre-skip
 */
export function opusTrack(options: OpusTrackOptions): FlatTrack {
  const { trackId, packetSizes, packetDurations, timecodeTrackId, creationTime = 0 } = options;
  const { preSkip = OPUS_PRE_SKIP } = options;
  const presentationDuration = opusPresentationDuration(options);
  const times = { creationTime, modificationTime: creationTime };
  const edit = { segmentDuration: [presentationDuration], mediaTime: [preSkip], mediaRate: [1] };

  return {
    trackBoxes: [
      draftBox(tkhd, {
        flags: ENABLED_IN_MOVIE,
        ...times,
        trackId,
        duration: presentationDuration,
        volume: 1,
      }),
      draftBox(edts, {}, [draftBox(elst, { entries: edit })]),
      ...(timecodeTrackId === undefined ? [] : [draftTimecodeReference(timecodeTrackId)]),
    ],
    mediaBoxes: [
      draftBox(mdhd, {
        ...times,
        timescale: OPUS_TIMESCALE,
        duration: totalDuration(packetDurations),
      }),
      draftHandler('soun', 'SoundHandler'),
    ],
    mediaInformationBoxes: [draftBox(smhd, {}), draftDataInformation()],
    sampleDescription: draftBox(stsd, {}, [draftOpusEntry(options)]),
    samples: { timescale: OPUS_TIMESCALE, sizes: packetSizes, durations: packetDurations },
    sampleTableBoxes: draftRollGroup(packetDurations),
  };
}

function draftTimecodeReference(trackId: number): BoxDraft {
  return draftBox(tref, {}, [draftBox(withType(trackReference, 'tmcd'), { trackIds: [trackId] })]);
}

function draftOpusEntry(media: OpusMedia): BoxDraft {
  const { channelCount, preSkip = OPUS_PRE_SKIP, inputSampleRate = OPUS_TIMESCALE } = media;
  return draftBox(Opus, { channelCount, sampleRate: OPUS_TIMESCALE }, [
    draftBox(dOps, {
      outputChannelCount: channelCount,
      preSkip,
      inputSampleRate,
      outputGain: 0,
      channelMappingFamily: 0,
    }),
  ]);
}

/** One `roll` group for all packets, its distance long enough where they are shortest. */
function draftRollGroup(durations: DurationRuns): BoxDraft[] {
  const sampleCount = countSamples(durations);
  if (sampleCount === 0) return [];
  const shortest = shortestDuration(durations);
  if (shortest === 0) {
    throw new IsobmffError({
      code: 'value',
      path: 'moov/trak/mdia/minf/stbl/stts',
      found: 'a packet of 0 samples',
      expected: 'at least 120 (2.5 ms), the shortest there is',
    });
  }
  const rollDistance = -Math.ceil(PRE_ROLL_SAMPLES / shortest);
  return [
    draftBox(sgpd, {
      version: 1,
      groupingType: 'roll',
      defaultLength: 2,
      entries: [rollEntry(rollDistance)],
    }),
    draftBox(sbgp, {
      groupingType: 'roll',
      entries: { sampleCount: [sampleCount], groupDescriptionIndex: [1] },
    }),
  ];
}
