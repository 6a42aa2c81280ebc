import { draftBox, type BoxDraft } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { nmhd } from './boxes/media-header.js';
import { mdhd, tkhd } from './boxes/movie-header.js';
import { stsd } from './boxes/sample-description.js';
import { reelName, TIMECODE_WRAPS_AT_24_HOURS, timecodeSampleEntry } from './boxes/timecode.js';
import { durationRunsBuilder, type DurationRuns } from './duration-runs.js';
import type { FlatTrack } from './flat-layout.js';
import { draftDataInformation, draftHandler, ENABLED_IN_MOVIE } from './media-boxes.js';

/** How frames are counted, and which frame the movie begins with. */
export interface Timecode {
  /** Ticks a second: 48000, or 30000 for 30000/1001. */
  readonly timescale: number;
  /** Ticks a frame: 960 for 50 frames a second at 48000, or 1001. */
  readonly frameDuration: number;
  /** Frames in a counted second, 1 to 255: the frame rate, rounded. */
  readonly numberOfFrames: number;
  /** Frames since 00:00:00:00 at movie time 0, those that drop-frame counting leaves out not counted. */
  readonly startFrame: number;
  /** `TIMECODE_DROP_FRAME`, `TIMECODE_WRAPS_AT_24_HOURS`; the latter alone unless given. */
  readonly flags?: number | undefined;
  /** Name of the reel, which programs show as the source of the material. */
  readonly reel?: string | undefined;
}

/** A timecode track. */
export interface TimecodeTrackOptions extends Timecode {
  /** Number of the track in its file, from 1. */
  readonly trackId: number;
  /** Ticks of the movie timescale that the track covers. */
  readonly movieDuration: number;
  /** Ticks a second of the movie. */
  readonly movieTimescale: number;
  /** Seconds since 1904, see `movieTime`; 0 (not set) unless given. */
  readonly creationTime?: number | undefined;
}

/** A timecode track and the bytes of its samples. */
export interface TimecodeTrack extends FlatTrack {
  /** The samples of the track, to be written into the media data. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

const MAX_U32 = 0xffff_ffff;

/** Longest duration of a sample: `stts` has 32 bits, of which FFmpeg takes the uppermost for a sign. */
const MAX_SAMPLE_DURATION = 0x7fff_ffff;

/**
 * A timecode track that labels a whole movie (Apple TN2174, QuickTime File Format): media tracks
 * refer to it by a `tref` of type `tmcd`.
 *
 * One sample of four bytes holds the number of the first frame. The duration of a sample is limited
 * (to 12 h 25 min at a timescale of 48000), so a longer movie gets a further sample each time it is
 * used up, which holds the number of the frame it begins with.
 *
 * @throws IsobmffError `value` if a number of the timecode is out of its range
 */
export function timecodeTrack(options: TimecodeTrackOptions): TimecodeTrack {
  const { trackId, timescale, movieDuration, creationTime = 0 } = options;
  checkTimecode(options);
  const times = { creationTime, modificationTime: creationTime };
  const duration = rescaledUp(movieDuration, options.movieTimescale, timescale);
  const { durations, payload } = timecodeSamples(options, duration);

  return {
    trackBoxes: [
      draftBox(tkhd, {
        flags: ENABLED_IN_MOVIE,
        ...times,
        trackId,
        duration: movieDuration,
        volume: 0,
      }),
    ],
    mediaBoxes: [
      draftBox(mdhd, { ...times, timescale, duration }),
      draftHandler('tmcd', 'TimeCodeHandler'),
    ],
    mediaInformationBoxes: [draftBox(nmhd, {}), draftDataInformation()],
    sampleDescription: draftBox(stsd, {}, [draftTimecodeEntry(options)]),
    samples: {
      timescale,
      sizes: new Uint32Array(payload.length / 4).fill(4),
      durations,
      atEnd: true,
    },
    payload,
  };
}

function draftTimecodeEntry(timecode: Timecode): BoxDraft {
  const { timescale, frameDuration, numberOfFrames, reel } = timecode;
  const { flags = TIMECODE_WRAPS_AT_24_HOURS } = timecode;
  return draftBox(
    timecodeSampleEntry,
    { flags, timescale, frameDuration, numberOfFrames },
    reel === undefined ? [] : [draftBox(reelName, { reel: { language: 0, text: reel } })],
  );
}

function timecodeSamples(
  { frameDuration, startFrame }: Timecode,
  duration: number,
): { durations: DurationRuns; payload: Uint8Array<ArrayBuffer> } {
  const framesPerSample = Math.floor(MAX_SAMPLE_DURATION / frameDuration);
  const ticksPerSample = framesPerSample * frameDuration;
  const sampleCount = Math.max(1, Math.ceil(duration / ticksPerSample));
  const durations = durationRunsBuilder();
  durations.add(sampleCount - 1, ticksPerSample);
  durations.add(1, duration - (sampleCount - 1) * ticksPerSample);
  const payload = new Uint8Array(4 * sampleCount);
  const view = new DataView(payload.buffer);
  for (let sample = 0; sample < sampleCount; sample += 1) {
    view.setUint32(4 * sample, startFrame + sample * framesPerSample);
  }
  return { durations: durations.finish(), payload };
}

/** Rounded up, so that the whole movie is covered; exact beyond 2^53. */
function rescaledUp(ticks: number, from: number, to: number): number {
  const product = BigInt(ticks) * BigInt(to);
  return Number((product + BigInt(from) - 1n) / BigInt(from));
}

function checkTimecode({ timescale, frameDuration, numberOfFrames, startFrame }: Timecode): void {
  checkRange('timescale', timescale, 1, MAX_U32);
  checkRange('frameDuration', frameDuration, 1, MAX_SAMPLE_DURATION);
  checkRange('numberOfFrames', numberOfFrames, 1, 255);
  checkRange('startFrame', startFrame, 0, MAX_U32);
}

function checkRange(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new IsobmffError({
    code: 'value',
    path: 'tmcd',
    found: `${name} ${value}`,
    expected: `a whole number from ${min} to ${max}`,
  });
}
