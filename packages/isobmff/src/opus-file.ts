import { draftBox, writeBoxes, type BoxPart } from './box-description.js';
import { writeBoxPieces } from './box-pieces.js';
import { ftyp } from './boxes/file.js';
import { mvhd } from './boxes/movie-header.js';
import { planChunks } from './chunk-plan.js';
import type { DurationRuns } from './duration-runs.js';
import { draftFlatLayout, type FlatTrack } from './flat-layout.js';
import { movieTime } from './movie-time.js';
import { OPUS_TIMESCALE, opusPresentationDuration, opusTrack } from './opus-track.js';
import { timecodeTrack, type Timecode } from './timecode-track.js';
import { draftUserData, type MovieTags } from './movie-tags.js';

/** An M4A file of one speaker's Opus packets. */
export interface OpusFileOptions {
  /** 2 if any packet is stereo, else 1. */
  readonly channelCount: 1 | 2;
  /** Bytes of each packet, in the order in which they are to be heard. */
  readonly packetSizes: Uint16Array | Uint32Array;
  /** Samples at 48 kHz that each packet decodes to. */
  readonly packetDurations: DurationRuns;
  /** Samples at 48 kHz to drop in front, 312 (the look-ahead of libopus) unless given. */
  readonly preSkip?: number;
  /** Rate in Hz of what was encoded, 48000 unless given. */
  readonly inputSampleRate?: number;
  /** Labels the first sample that is heard; no timecode track unless given. */
  readonly timecode?: Timecode;
  /** What the movie says about itself. */
  readonly tags?: MovieTags;
  /** Unix time in milliseconds for the dates in the headers; "not set" unless given. */
  readonly creationTimestampMs?: number;
  /** Longest chunk in seconds, 1 unless given; `Infinity` for a single chunk. */
  readonly chunkSeconds?: number;
}

/** An Opus file of which nothing is written yet: it consists of its header, the packets one after the other, and `trailer`. */
export interface OpusFilePlan {
  /** Bytes of all packets. */
  readonly packetByteLength: number;
  /** The samples of the timecode track; empty without one. */
  readonly trailer: Uint8Array<ArrayBuffer>;
  /** Bytes of the whole file. */
  readonly byteLength: number;
  /** Samples at 48 kHz that are heard: all but the pre-skip. */
  readonly durationSamples: number;
  /**
   * `ftyp`, `moov` and the header of `mdat`, piece by piece: 4 bytes a packet that need not be in
   * memory at once. Each piece is valid until the next one is asked for.
   *
   * @throws IsobmffError `value` (when iterated) if a value cannot be written
   */
  readonly headerPieces: () => Generator<Uint8Array, void, undefined>;
}

/** An Opus file but for its packets: it consists of `header`, the packets one after the other, and `trailer`. */
export interface OpusFileLayout extends Omit<OpusFilePlan, 'headerPieces'> {
  /** `ftyp`, `moov` and the header of `mdat`. */
  readonly header: Uint8Array<ArrayBuffer>;
}

const AUDIO_TRACK_ID = 1;
const TIMECODE_TRACK_ID = 2;

/**
 * Lays out an M4A file of Opus packets with the movie box in front, to be written in one pass.
 *
 * Nothing is read but sizes and durations, and nothing depends on the clock: the same arguments give
 * the same bytes.
 *
 * @throws IsobmffError `value` if sizes and durations differ in number, the packets are shorter than
 *   the pre-skip, or a value cannot be written
 * @example
 * const { header, trailer } = layoutOpusFile({
 *   channelCount: 1,
 *   packetSizes: Uint32Array.of(3, 120, 97),
 *   packetDurations: constantDuration(3, 960),
 *   tags: { title: 'Ana' },
 * });
 * const file = new Blob([header, ...packets, trailer]);
 */
export function layoutOpusFile(options: OpusFileOptions): OpusFileLayout {
  const { headerParts, ...layout } = draftOpusFile(options);
  return { ...layout, header: writeBoxes(headerParts) };
}

/**
 * {@link layoutOpusFile} for files of many hours: the header, whose size grows with the number of
 * packets, is written piece by piece.
 *
 * @throws IsobmffError `value` if sizes and durations differ in number, or the packets are shorter
 *   than the pre-skip
 * @example
 * const { headerPieces, trailer } = planOpusFile({ channelCount: 1, packetSizes, packetDurations });
 * for (const piece of headerPieces()) writeSync(file, piece);
 */
export function planOpusFile(options: OpusFileOptions): OpusFilePlan {
  const { headerParts, ...layout } = draftOpusFile(options);
  return {
    ...layout,
    headerPieces: () => writeBoxPieces(headerParts),
  };
}

function draftOpusFile(
  options: OpusFileOptions,
): Omit<OpusFileLayout, 'header'> & { readonly headerParts: readonly BoxPart[] } {
  const { timecode, tags, creationTimestampMs, chunkSeconds = 1 } = options;
  const durationSamples = opusPresentationDuration(options);
  const creationTime = creationTimestampMs === undefined ? 0 : movieTime(creationTimestampMs);
  const audio = opusTrack({
    ...options,
    trackId: AUDIO_TRACK_ID,
    timecodeTrackId: timecode && TIMECODE_TRACK_ID,
    creationTime,
  });
  const label =
    timecode &&
    timecodeTrack({
      ...timecode,
      trackId: TIMECODE_TRACK_ID,
      movieDuration: durationSamples,
      movieTimescale: OPUS_TIMESCALE,
      creationTime,
    });
  const tracks: FlatTrack[] = label ? [audio, label] : [audio];
  const userData = tags && draftUserData(tags);

  const layout = draftFlatLayout({
    fileType: draftFileType(),
    movieHeader: draftBox(mvhd, {
      creationTime,
      modificationTime: creationTime,
      timescale: OPUS_TIMESCALE,
      duration: durationSamples,
      nextTrackId: tracks.length + 1,
    }),
    tracks,
    movieBoxes: userData ? [userData] : [],
    chunks: planChunks(
      tracks.map(({ samples }) => samples),
      chunkSeconds,
    ),
  });
  const trailer = label?.payload ?? new Uint8Array();
  return {
    headerParts: layout.headerParts,
    packetByteLength: layout.payloadByteLength - trailer.byteLength,
    trailer,
    byteLength: layout.byteLength,
    durationSamples,
  };
}

/** Brands that players open: Apple's audio brand, and `iso2` for the sample groups of Opus. */
function draftFileType(): BoxPart {
  return draftBox(ftyp, {
    majorBrand: 'M4A ',
    minorVersion: 0,
    compatibleBrands: ['M4A ', 'isom', 'iso2', 'mp42', 'Opus'],
  });
}
