import { medianOfFew } from './robust-location.js';
import { isLag, NO_LAG } from './stamp-lags.js';

/** How far stamps stray from the time they stand for. */
export interface StampNoise {
  /** Spread of single stamps in milliseconds, as a standard deviation without the outliers. */
  readonly jitterMs: number;
  /**
   * How much more the level of neighbouring stamps strays than if each strayed on its own; 1 if
   * they do, more if delays last for several packets.
   */
  readonly persistence: number;
}

/** Stamps are whole milliseconds, and no clock is better than this. */
const LEAST_JITTER_MS = 1.5;
/** What is assumed of a track too short to tell. */
const USUAL_JITTER_MS = 8;
const FEWEST_FALLS = 8;
const MOST_PERSISTENCE = 4;

/**
 * Lags are compared with that of so many packets before; where utterances are too short for that,
 * with the one before.
 */
const DISTANCE = 4;
const MANY_FALLS = 200;
const FALL_BINS = 1024;

/** Packets in a group whose medians are compared. */
const GROUP = 16;

/** Neighbouring packets that are looked at together, and how many times that is enough. */
const SAMPLE = 4096;
const MOST_SAMPLES = 48;

/** The median distance of two values of a normal distribution, in standard deviations. */
const MEDIAN_DISTANCE = 0.954;
/** The standard error of a median over that of a mean. */
const MEDIAN_INEFFICIENCY = 1.2533;

/**
 * Estimates the jitter of a track.
 *
 * Only falling lags are looked at: pauses raise them, but nothing other than jitter makes them fall
 * so often.
 */
export function stampNoise(lagMs: Int32Array): StampNoise {
  let falls = fallsOver(lagMs, DISTANCE);
  if (falls.count < 2 * MANY_FALLS) falls = fallsOver(lagMs, 1);
  if (falls.count < 2 * FEWEST_FALLS) return { jitterMs: USUAL_JITTER_MS, persistence: 1 };
  const jitterMs = Math.max(LEAST_JITTER_MS, medianFall(falls) / MEDIAN_DISTANCE);
  return { jitterMs, persistence: persistenceOf(lagMs, jitterMs) };
}

/** How often a lag is less than one before it, by how much. */
interface Falls {
  /** Twice the number of falls by so many milliseconds. */
  readonly bins: Uint32Array;
  readonly count: number;
}

function fallsOver(lagMs: Int32Array, distance: number): Falls {
  const bins = new Uint32Array(FALL_BINS);
  const recent = new Int32Array(distance);
  let count = 0;
  for (let start = 0; start < lagMs.length; start += sampleDistance(lagMs)) {
    const end = Math.min(lagMs.length, start + SAMPLE);
    let seen = 0;
    let at = 0;
    for (let position = start; position < end; position++) {
      const lag = lagMs[position] ?? NO_LAG;
      if (!isLag(lag)) continue;
      const fall = (recent[at] ?? 0) - lag;
      if (seen >= distance && fall >= 0 && fall < FALL_BINS) {
        // A fall of 0 is half of a distance of 0, the other half of which would count as a rise.
        const weight = fall === 0 ? 1 : 2;
        bins[fall] = (bins[fall] ?? 0) + weight;
        count += weight;
      }
      recent[at] = lag;
      at = at + 1 === distance ? 0 : at + 1;
      seen += 1;
    }
  }
  return { bins, count };
}

/** From one sample to the next: all of a short track is looked at, a part of a long one. */
function sampleDistance(lagMs: Int32Array): number {
  return Math.max(SAMPLE, Math.floor(lagMs.length / MOST_SAMPLES));
}

/** The median of a histogram, in between bins. */
function medianFall({ bins, count }: Falls): number {
  let below = 0;
  for (let fall = 0; fall < FALL_BINS; fall++) {
    const here = bins[fall] ?? 0;
    if (2 * (below + here) >= count) return fall - 0.5 + (count / 2 - below) / here;
    below += here;
  }
  return 0;
}

function persistenceOf(lagMs: Int32Array, jitterMs: number): number {
  const falls: number[] = [];
  const group = new Int32Array(GROUP);
  for (let start = 0; start < lagMs.length; start += sampleDistance(lagMs)) {
    const end = Math.min(lagMs.length, start + SAMPLE);
    let count = 0;
    let previous: number | undefined;
    for (let position = start; position < end; position++) {
      const lag = lagMs[position] ?? NO_LAG;
      if (!isLag(lag)) continue;
      group[count++] = lag;
      if (count < GROUP) continue;
      const median = medianOfFew(group, GROUP);
      if (previous !== undefined && median <= previous) falls.push(previous - median);
      previous = previous === undefined ? median : undefined;
      count = 0;
    }
  }
  if (falls.length < FEWEST_FALLS) return 1;
  const expected = (MEDIAN_DISTANCE * MEDIAN_INEFFICIENCY * jitterMs) / Math.sqrt(GROUP);
  falls.sort((a, b) => a - b);
  return Math.min(MOST_PERSISTENCE, Math.max(1, (falls[falls.length >> 1] ?? 0) / expected));
}
