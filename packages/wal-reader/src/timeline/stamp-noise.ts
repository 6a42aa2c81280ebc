import { medianOf } from './robust-location.js';
import { NO_LAG } from './stamp-lags.js';

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

/** Lags are compared with that of so many packets before. */
const DISTANCE = 4;
const FALL_BINS = 1024;

/** Packets in a group whose medians are compared, and how many groups are enough. */
const GROUP = 16;
const MOST_GROUPS = 4096;

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
  const falls = new Uint32Array(FALL_BINS);
  const recent = new Int32Array(DISTANCE);
  let seen = 0;
  let count = 0;
  for (const lag of lagMs) {
    if (lag === NO_LAG) continue;
    const fall = (recent[seen % DISTANCE] ?? 0) - lag;
    if (seen >= DISTANCE && fall >= 0 && fall < FALL_BINS) {
      // A fall of 0 is half of a distance of 0, the other half of which would count as a rise.
      const weight = fall === 0 ? 1 : 2;
      falls[fall] = (falls[fall] ?? 0) + weight;
      count += weight;
    }
    recent[seen % DISTANCE] = lag;
    seen += 1;
  }
  if (count < 2 * FEWEST_FALLS) return { jitterMs: USUAL_JITTER_MS, persistence: 1 };
  const jitterMs = Math.max(LEAST_JITTER_MS, medianFall(falls, count) / MEDIAN_DISTANCE);
  return { jitterMs, persistence: persistenceOf(lagMs, jitterMs) };
}

/** The median of a histogram, in between bins. */
function medianFall(falls: Uint32Array, count: number): number {
  let below = 0;
  for (let fall = 0; fall < FALL_BINS; fall++) {
    const here = falls[fall] ?? 0;
    if (2 * (below + here) >= count) return fall - 0.5 + (count / 2 - below) / here;
    below += here;
  }
  return 0;
}

function persistenceOf(lagMs: Int32Array, jitterMs: number): number {
  const falls: number[] = [];
  const group: number[] = [];
  const skip = Math.floor(lagMs.length / MOST_GROUPS / GROUP) * GROUP;
  let previous: number | undefined;
  for (let position = 0; position < lagMs.length; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    if (lag === NO_LAG) continue;
    group.push(lag);
    if (group.length < GROUP) continue;
    const median = medianOf(group);
    group.length = 0;
    if (previous === undefined) {
      previous = median;
      continue;
    }
    if (median <= previous) falls.push(previous - median);
    previous = undefined;
    position += skip;
  }
  if (falls.length < FEWEST_FALLS) return 1;
  const expected = (MEDIAN_DISTANCE * MEDIAN_INEFFICIENCY * jitterMs) / Math.sqrt(GROUP);
  return Math.min(MOST_PERSISTENCE, Math.max(1, medianOf(falls) / expected));
}
