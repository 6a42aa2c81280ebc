import { findBox, findBoxes, requireBox, type BoxNode } from './box-tree.js';
import { elst } from './boxes/edit-list.js';
import { hdlr, mdhd, tkhd } from './boxes/movie-header.js';
import { audioSampleEntry, visualSampleEntry } from './boxes/sample-description.js';
import { reelName, timecodeSampleEntry } from './boxes/timecode.js';
import { trackReference } from './boxes/track-reference.js';
import type { SampleColumns } from './sample-columns.js';
import type { Timecode } from './timecode-track.js';

/** One entry of `stsd`. */
export interface SampleDescription {
  /** Four characters that name the coding: `Opus`, `mp4a`, `avc1`, or `encv` where it is encrypted. */
  readonly type: string;
  /** Pixels, of a video track. */
  readonly width?: number;
  /** Pixels, of a video track. */
  readonly height?: number;
  /** Of an audio track. */
  readonly channelCount?: number;
  /** In Hz, of an audio track. */
  readonly sampleRate?: number;
  /** The whole entry, whose boxes hold the configuration of the codec. */
  readonly box: BoxNode;
}

/** One edit: which part of the media is shown, and for how long. */
export interface TrackEdit {
  /** In the timescale of the movie; in fragmented files 0 means "to the end". Infinity if unknown. */
  readonly segmentDuration: number;
  /** First media time that is shown, in the timescale of the media; −1: nothing is shown. */
  readonly mediaTime: number;
  /** Speed at which it is shown: 1, or 0 for a still picture. */
  readonly mediaRate: number;
}

/** A reference to other tracks. */
export interface TrackLink {
  /** What for: `tmcd` timecode, `chap` chapters, `cdsc` description. */
  readonly type: string;
  /** The tracks that are referred to. */
  readonly trackIds: readonly number[];
}

/** How the frames of a timecode track are counted. */
export interface TrackTimecode extends Omit<Timecode, 'startFrame'> {
  /** Such as `TIMECODE_DROP_FRAME`; added up. */
  readonly flags: number;
  /** Number of the first frame; absent if the track has no sample, or the file ends in front of it. */
  readonly startFrame?: number;
}

/** A track of a movie. */
export interface Track {
  /** Number of the track in its file, from 1. */
  readonly trackId: number;
  /** Whether players show it unless told otherwise. */
  readonly isEnabled: boolean;
  /** `soun`, `vide`, `tmcd`, `text` … */
  readonly handlerType: string;
  /** Name of the track for people, as `hdlr` gives it. */
  readonly handlerName: string;
  /** Type of the first sample description; empty if there is none. */
  readonly codec: string;
  /** The entries of `stsd`. */
  readonly sampleDescriptions: readonly SampleDescription[];
  /** Ticks a second of the media. */
  readonly timescale: number;
  /** Of the media as `mdhd` says, in its timescale; 0 in fragmented files, Infinity if unknown. */
  readonly mediaDuration: number;
  /** Of the track as `tkhd` says, in the timescale of the movie. */
  readonly duration: number;
  /** Three letters (ISO 639-2/T), or the number of a Macintosh language. */
  readonly language: string | number;
  /** The edit list; empty if the whole media is shown. */
  readonly edits: readonly TrackEdit[];
  /** The entries of `tref`. */
  readonly references: readonly TrackLink[];
  /** Of the picture as it is to be shown, in pixels; 0 for sound. */
  readonly width: number;
  /** In pixels; 0 for sound. */
  readonly height: number;
  /** Of a timecode track. */
  readonly timecode?: TrackTimecode;
  /** The whole `trak`. */
  readonly box: BoxNode;
  /**
   * The samples as columns, read when they are first asked for.
   *
   * @throws IsobmffError for tables that contradict each other, or point outside the file
   */
  samples(): SampleColumns;
}

/** Everything of a track but its samples. */
export function readTrackHeaders(trak: BoxNode): Omit<Track, 'samples'> {
  const header = requireBox(trak, 'tkhd').read(tkhd);
  const media = requireBox(trak, 'mdia/mdhd').read(mdhd);
  const { handlerType, name: handlerName } = requireBox(trak, 'mdia/hdlr').read(hdlr);
  const entries = requireBox(trak, 'mdia/minf/stbl/stsd').children;
  const [timecodeEntry] = handlerType === 'tmcd' ? entries : [];
  return {
    trackId: header.trackId,
    isEnabled: (header.flags & 1) !== 0,
    handlerType,
    handlerName,
    codec: entries[0]?.type ?? '',
    sampleDescriptions: entries.map((entry) => readSampleDescription(entry, handlerType)),
    timescale: media.timescale,
    mediaDuration: media.duration,
    duration: header.duration,
    language: media.language,
    edits: readEdits(trak),
    references: findBoxes(trak, 'tref/*').map((box) => ({
      type: box.type,
      trackIds: [...box.read(trackReference).trackIds],
    })),
    width: header.width,
    height: header.height,
    ...(timecodeEntry === undefined ? {} : { timecode: readTimecode(timecodeEntry) }),
    box: trak,
  };
}

function readSampleDescription(box: BoxNode, handlerType: string): SampleDescription {
  const { type } = box;
  if (handlerType === 'vide') {
    const { width, height } = box.read(visualSampleEntry);
    return { type, width, height, box };
  }
  if (handlerType === 'soun') {
    const { channelCount, sampleRate } = box.read(audioSampleEntry);
    return { type, channelCount, sampleRate, box };
  }
  return { type, box };
}

function readEdits(trak: BoxNode): TrackEdit[] {
  const entries = findBox(trak, 'edts/elst')?.read(elst).entries;
  if (!entries) return [];
  return Array.from(entries.segmentDuration, (segmentDuration, edit) => ({
    segmentDuration,
    mediaTime: entries.mediaTime[edit] ?? 0,
    mediaRate: entries.mediaRate[edit] ?? 1,
  }));
}

function readTimecode(entry: BoxNode): TrackTimecode {
  const { flags, timescale, frameDuration, numberOfFrames } = entry.read(timecodeSampleEntry);
  const reel = findBox(entry, 'name')?.read(reelName).reel.text;
  return {
    flags,
    timescale,
    frameDuration,
    numberOfFrames,
    ...(reel === undefined ? {} : { reel }),
  };
}
