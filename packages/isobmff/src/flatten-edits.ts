import { ticksBetween, type DecodeTime } from './fragment-time.js';
import { commonTimescale, greatestCommonDivisor } from './merge-timescale.js';

/** Columns of an edit list; durations in ticks of the movie, times in ticks of the media. */
export interface Edits {
  /** 0 means "to the end" in fragmented files, Infinity is unknown. */
  readonly segmentDuration: ArrayLike<number>;
  /** −1 for an empty edit. */
  readonly mediaTime: ArrayLike<number>;
  readonly mediaRate: ArrayLike<number>;
}

/** What has to be known of a fragmented track to carry its edits over to a flat file. */
export interface EditedTrack {
  /** Ticks a second of the media. */
  readonly timescale: number;
  /** Ticks a second in which the durations of the edits count. */
  readonly movieTimescale: number;
  /** Decode time of the first sample in the source; in the flat file it is 0. */
  readonly firstDecodeTime: DecodeTime;
  /** Sum of the sample durations, in ticks. */
  readonly duration: number;
  /** Where the last sample ends on the composition time line of the flat file, in ticks. */
  readonly compositionEnd: number;
  /** End of the samples that the movie box of a hybrid file describes, in ticks; 0 for other files. */
  readonly movieSamplesEnd: number;
  readonly edits: Edits | undefined;
}

/** The edits of a flat file's track. */
export interface FlatEdits {
  /** Columns of `elst`; undefined if none is needed. */
  readonly entries:
    | {
        readonly segmentDuration: Float64Array;
        readonly mediaTime: Float64Array;
        readonly mediaRate: readonly number[];
      }
    | undefined;
  /** What the track shows, in ticks of the movie: the duration of `tkhd`. */
  readonly duration: number;
}

/** The edits of all tracks, and the timescale they count in. */
export interface FlatTimeline {
  readonly movieTimescale: number;
  readonly tracks: readonly FlatTrackTimeline[];
}

export interface FlatTrackTimeline extends FlatEdits {
  /** Ticks from the common start to the track's first decode time. */
  readonly startTicks: number;
}

/** An edit whose duration still counts in the timescale it came in. */
interface Edit {
  /** −1 for an empty edit. */
  readonly mediaTime: number;
  readonly mediaRate: number;
  readonly ticks: number;
  readonly timescale: number;
}

/**
 * Carries edit lists over to a flat file, whose media begin at 0.
 *
 * What tracks share in front of their first samples is taken off all of them: one constant, a whole number
 * of ticks of each, so that sound and picture stay together to the tick. What is left becomes an empty edit, or is
 * taken from the media time of the first one. Durations become real: in fragmented files 0 means "to the end".
 */
export function flattenEdits(tracks: readonly EditedTrack[]): FlatTimeline {
  const grid = tracks.map(({ timescale }) => timescale).reduce(greatestCommonDivisor);
  const shift = tracks
    .map(
      ({ firstDecodeTime, timescale }) =>
        (BigInt(firstDecodeTime) * BigInt(grid)) / BigInt(timescale),
    )
    .reduce((least, other) => (other < least ? other : least));
  const converted = tracks.map((track) => {
    const shiftTicks = shift * BigInt(track.timescale / grid);
    const startTicks = Number(ticksBetween(shiftTicks, track.firstDecodeTime));
    return { track, startTicks, edits: convertEdits(track, startTicks, Number(shiftTicks)) };
  });
  const movieTimescale = timescaleFor(
    tracks,
    converted.flatMap(({ edits }) => edits),
  );
  return {
    movieTimescale,
    tracks: converted.map(({ track, startTicks, edits }) => ({
      startTicks,
      ...scaledEdits(track, edits, movieTimescale),
    })),
  };
}

/** @param shiftTicks what is taken off the front, in ticks of the media */
function convertEdits(track: EditedTrack, startTicks: number, shiftTicks: number): Edit[] {
  const { timescale, movieTimescale, compositionEnd } = track;
  const { segmentDuration, mediaTime, mediaRate } = track.edits ?? WHOLE;
  const converted: Edit[] = [];
  const addEmpty = (ticks: number, scale: number): void => {
    if (ticks > 0) converted.push({ mediaTime: -1, mediaRate: 1, ticks, timescale: scale });
  };
  for (let index = 0; index < mediaTime.length; index += 1) {
    const duration = segmentDuration[index] ?? 0;
    const source = mediaTime[index] ?? 0;
    if (source === -1) {
      if (duration !== Infinity) addEmpty(duration, movieTimescale);
      continue;
    }
    const isOpen = isToTheEnd(track, duration, source, shiftTicks);
    const begin = Math.max(source - startTicks, 0);
    const lead = Math.max(startTicks - source, 0);
    const available = Math.max(compositionEnd - begin, 0);
    const wanted = (duration * timescale) / movieTimescale - shiftTicks - lead;
    const rate = mediaRate[index] ?? 1;
    addEmpty(lead, timescale);
    if (isOpen || (rate === 1 && wanted >= available)) {
      converted.push({ mediaTime: begin, mediaRate: rate, ticks: available, timescale });
    } else if (shiftTicks + lead > 0) {
      converted.push({ mediaTime: begin, mediaRate: rate, ticks: Math.max(wanted, 0), timescale });
    } else {
      converted.push({
        mediaTime: begin,
        mediaRate: rate,
        ticks: duration,
        timescale: movieTimescale,
      });
    }
    if (isOpen) break;
  }
  return converted;
}

/** All of the media: what a track without an edit list shows. */
const WHOLE: Edits = { segmentDuration: [0], mediaTime: [0], mediaRate: [1] };

/**
 * Whether an edit reaches to the end of the media. Besides the duration 0 of fragmented files: writers of
 * hybrid files state the length of what the movie box describes, writers of a part of a programme a length that
 * ends before the part begins.
 */
function isToTheEnd(
  { timescale, movieTimescale, movieSamplesEnd }: EditedTrack,
  duration: number,
  mediaTime: number,
  shiftTicks: number,
): boolean {
  if (duration === 0 || duration === Infinity) return true;
  const ticks = (duration * timescale) / movieTimescale;
  if (ticks <= shiftTicks) return true;
  const tolerance = timescale / movieTimescale + 1;
  return (
    movieSamplesEnd > 0 && Math.abs(mediaTime + ticks - movieSamplesEnd) <= tolerance + mediaTime
  );
}

/** A timescale in which empty edits, on which the start of a track rests, are exact. */
function timescaleFor(tracks: readonly EditedTrack[], edits: readonly Edit[]): number {
  const [first = 1, ...others] = tracks.map(({ movieTimescale }) => movieTimescale);
  let timescale = commonTimescale(first, ...others);
  for (const edit of edits) {
    const isExact = Number.isInteger((edit.ticks * timescale) / edit.timescale);
    if (edit.mediaTime === -1 && !isExact) timescale = commonTimescale(timescale, edit.timescale);
  }
  return timescale;
}

function scaledEdits(
  track: EditedTrack,
  edits: readonly Edit[],
  movieTimescale: number,
): FlatEdits {
  const scaled: { mediaTime: number; mediaRate: number; duration: number }[] = [];
  for (const { mediaTime, mediaRate, ticks, timescale } of edits) {
    const exact = (ticks * movieTimescale) / timescale;
    const duration = mediaTime === -1 ? Math.round(exact) : Math.ceil(exact);
    const last = scaled.at(-1);
    if (mediaTime === -1 && last?.mediaTime === -1) last.duration += duration;
    else scaled.push({ mediaTime, mediaRate, duration });
  }
  const [only, second] = scaled;
  const showsAll =
    only?.mediaTime === 0 &&
    only.mediaRate === 1 &&
    second === undefined &&
    only.duration >= Math.ceil((track.compositionEnd * movieTimescale) / track.timescale);
  // Up to the last picture: without an edit list players show as much as the durations say.
  if (showsAll) return { entries: undefined, duration: only.duration };
  return {
    entries: {
      segmentDuration: Float64Array.from(scaled, ({ duration }) => duration),
      mediaTime: Float64Array.from(scaled, ({ mediaTime }) => mediaTime),
      mediaRate: scaled.map(({ mediaRate }) => mediaRate),
    },
    duration: scaled.reduce((sum, { duration }) => sum + duration, 0),
  };
}
