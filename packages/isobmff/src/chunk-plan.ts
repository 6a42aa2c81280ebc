import { countSamples, totalDuration, type DurationRuns } from './duration-runs.js';

/**
 * The chunks of a file in the order in which they lie in the media data. Each takes the next
 * `sampleCount` samples of the track `trackIndex` (0-based, in the order of the tracks of the
 * movie), all of which use the sample description `descriptionIndex` (1-based).
 */
export interface ChunkPlan {
  /** Chunks of all tracks: the length of every column. */
  readonly chunkCount: number;
  /** Track of each chunk, from 0, in the order of the movie. */
  readonly trackIndex: Uint32Array;
  /** Samples of each chunk, at least 1. */
  readonly sampleCount: Uint32Array;
  /** Sample description of each chunk, from 1. */
  readonly descriptionIndex: Uint32Array;
}

/** What has to be known of a track to cut it into chunks. */
export interface ChunkableTrack {
  /** Ticks a second of the media. */
  readonly timescale: number;
  /** Ticks of each sample. */
  readonly durations: DurationRuns;
  /** Where the first sample lies on the clock all tracks share, in ticks; 0 if left out. */
  readonly startTime?: number | undefined;
  /** 1-based sample description of each sample, if not all use the first. */
  readonly descriptionIndex?: Uint8Array | Uint16Array | Uint32Array | undefined;
  /** Its chunks lie behind those of all other tracks: for data a player reads once, as a timecode. */
  readonly atEnd?: boolean | undefined;
}

/** Chunks of one track: sample counts, description, and start on the common clock in seconds. */
interface TrackChunks {
  readonly sampleCount: Uint32Array;
  readonly descriptionIndex: Uint32Array;
  readonly startSeconds: Float64Array;
}

/**
 * Cuts tracks into chunks no longer than `chunkSeconds` (a longer sample is a chunk of its own) and
 * orders them by the time at which they begin, the track with the lower index first when equal.
 *
 * A second is a good length for a single track, half a second for picture and sound together. A
 * track in one piece is legal, but readers that add up sizes from the chunk's start become slow.
 *
 * @param chunkSeconds longest duration of a chunk; `Infinity` gives one chunk for each sample
 *   description in a row
 */
export function planChunks(tracks: readonly ChunkableTrack[], chunkSeconds: number): ChunkPlan {
  return interleave(tracks.map((track) => cutIntoChunks(track, chunkSeconds)));
}

function cutIntoChunks(track: ChunkableTrack, chunkSeconds: number): TrackChunks {
  const { timescale, durations, startTime = 0 } = track;
  const { sampleCount: runLengths, sampleDelta: runDeltas } = durations;
  const chunkTicks = chunkSeconds * timescale;
  const total = countSamples(durations);
  const most = mostChunks(track, chunkTicks, total);
  const sampleCount = new Uint32Array(most);
  const descriptionIndex = new Uint32Array(most);
  const startSeconds = new Float64Array(most);

  let chunk = 0;
  let sample = 0;
  let time = startTime;
  let run = 0;
  let leftInRun = runLengths[0] ?? 0;
  let end = 0;
  while (sample < total) {
    if (sample === end) end = endOfDescription(track, sample, total);
    const firstSample = sample;
    const chunkStart = time;
    for (;;) {
      while (leftInRun === 0) {
        run += 1;
        leftInRun = runLengths[run] ?? 0;
      }
      const delta = runDeltas[run] ?? 0;
      const room = chunkTicks - (time - chunkStart);
      const fitting = room < 0 ? 0 : delta === 0 ? leftInRun : Math.floor(room / delta);
      const wanted = sample === firstSample ? Math.max(fitting, 1) : fitting;
      const taken = Math.min(wanted, leftInRun, end - sample);
      if (taken <= 0) break;
      sample += taken;
      time += taken * delta;
      leftInRun -= taken;
      if (sample === end) break;
    }
    sampleCount[chunk] = sample - firstSample;
    descriptionIndex[chunk] = track.descriptionIndex?.[firstSample] ?? 1;
    startSeconds[chunk] = track.atEnd ? Infinity : chunkStart / timescale;
    chunk += 1;
  }
  return {
    sampleCount: sampleCount.subarray(0, chunk),
    descriptionIndex: descriptionIndex.subarray(0, chunk),
    startSeconds: startSeconds.subarray(0, chunk),
  };
}

/** A bound for the number of chunks: two neighbours of one description are longer than one may be. */
function mostChunks(track: ChunkableTrack, chunkTicks: number, total: number): number {
  let most = 2 * Math.ceil(totalDuration(track.durations) / Math.max(chunkTicks, 1)) + 1;
  const column = track.descriptionIndex;
  if (column) {
    for (let sample = 1; sample < total; sample += 1) {
      if (column[sample] !== column[sample - 1]) most += 1;
    }
  }
  return Math.min(most, total);
}

/** First sample from `sample` on that uses another description. */
function endOfDescription(track: ChunkableTrack, sample: number, total: number): number {
  const column = track.descriptionIndex;
  if (!column) return total;
  const index = column[sample];
  let end = sample + 1;
  while (end < total && column[end] === index) end += 1;
  return end;
}

/** Takes the chunk that begins first, over and over; of one track until another's turn comes. */
function interleave(tracks: readonly TrackChunks[]): ChunkPlan {
  const chunkCount = tracks.reduce((sum, track) => sum + track.sampleCount.length, 0);
  const trackIndex = new Uint32Array(chunkCount);
  const sampleCount = new Uint32Array(chunkCount);
  const descriptionIndex = new Uint32Array(chunkCount);
  const next = new Uint32Array(tracks.length);
  for (let chunk = 0; chunk < chunkCount;) {
    const turn = earliestTrack(tracks, next);
    const track = tracks[turn];
    if (track === undefined) break;
    const end = endOfTurn(tracks, next, turn, track.startSeconds);
    for (let from = next[turn] ?? 0; from < end; from += 1) {
      trackIndex[chunk] = turn;
      sampleCount[chunk] = track.sampleCount[from] ?? 0;
      descriptionIndex[chunk] = track.descriptionIndex[from] ?? 0;
      chunk += 1;
    }
    next[turn] = end;
  }
  return { chunkCount, trackIndex, sampleCount, descriptionIndex };
}

/** The track whose next chunk begins first. */
function earliestTrack(tracks: readonly TrackChunks[], next: Uint32Array): number {
  let earliest = -1;
  let earliestStart = Infinity;
  for (let index = 0; index < tracks.length; index += 1) {
    const start = tracks[index]?.startSeconds[next[index] ?? 0];
    if (start === undefined || (earliest >= 0 && start >= earliestStart)) continue;
    earliest = index;
    earliestStart = start;
  }
  return earliest;
}

/** The first chunk of a track, behind its next one, in front of which another track comes. */
function endOfTurn(
  tracks: readonly TrackChunks[],
  next: Uint32Array,
  turn: number,
  startSeconds: Float64Array,
): number {
  let earliestBefore = Infinity;
  let earliestBehind = Infinity;
  for (let index = 0; index < tracks.length; index += 1) {
    const start = tracks[index]?.startSeconds[next[index] ?? 0];
    if (start === undefined || index === turn) continue;
    if (index < turn) earliestBefore = Math.min(earliestBefore, start);
    else earliestBehind = Math.min(earliestBehind, start);
  }
  let end = (next[turn] ?? 0) + 1;
  for (; end < startSeconds.length; end += 1) {
    const start = startSeconds[end] ?? 0;
    if (start >= earliestBefore || start > earliestBehind) break;
  }
  return end;
}
