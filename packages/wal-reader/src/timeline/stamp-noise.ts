import { medianOfFew } from './robust-location.js';
import { sampling } from './sampling.js';
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
const BINS = 1024;

/** Packets in a group whose medians are compared. */
const GROUP = 16;

/** Neighbouring packets that are looked at together, and how many times that is enough. */
const SAMPLE_PACKETS = 256;
const SAMPLES = 64;

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
  const falls = lagFalls();
  const { length, distance } = sampling(lagMs.length, SAMPLE_PACKETS, SAMPLES);
  for (let start = 0; start < lagMs.length; start += distance) {
    countFalls(falls, lagMs, start, Math.min(lagMs.length, start + length));
  }
  let weight = weightOf(falls.overSome);
  const bins = weight < 2 * MANY_FALLS ? falls.overOne : falls.overSome;
  weight = weightOf(bins);
  if (weight < 2 * FEWEST_FALLS) return { jitterMs: USUAL_JITTER_MS, persistence: 1 };
  const jitterMs = Math.max(LEAST_JITTER_MS, medianFall(bins, weight) / MEDIAN_DISTANCE);
  return { jitterMs, persistence: persistenceOf(falls.ofGroups, jitterMs) };
}

/** How often, and by how much, lags are less than others before. */
interface LagFalls {
  /** Twice the number of falls by so many milliseconds, against the packet before. */
  readonly overOne: Uint32Array;
  /** The same, against the packet {@link DISTANCE} before. */
  readonly overSome: Uint32Array;
  /** Falls from the median of one group to that of the next. */
  readonly ofGroups: number[];
}

function lagFalls(): LagFalls {
  return { overOne: new Uint32Array(BINS), overSome: new Uint32Array(BINS), ofGroups: [] };
}

/** Counts the falls in one sample. */
function countFalls(falls: LagFalls, lagMs: Int32Array, from: number, to: number): void {
  const { overOne, overSome, ofGroups } = falls;
  const group = new Int32Array(GROUP);
  const recent = new Int32Array(DISTANCE);
  let count = 0;
  let medianBefore = 0;
  let lagBefore = 0;
  for (let position = from; position < to; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    if (!isLag(lag)) continue;
    const place = count % DISTANCE;
    if (count > 0) countFall(overOne, lagBefore - lag);
    if (count >= DISTANCE) countFall(overSome, (recent[place] ?? 0) - lag);
    lagBefore = lag;
    recent[place] = lag;
    group[count % GROUP] = lag;
    count += 1;
    if (count % GROUP !== 0) continue;
    const median = medianOfFew(group, GROUP);
    const isSecond = count % (2 * GROUP) === 0;
    if (isSecond && median <= medianBefore) ofGroups.push(medianBefore - median);
    medianBefore = median;
  }
}

function countFall(bins: Uint32Array, fallMs: number): void {
  if (fallMs < 0 || fallMs >= BINS) return;
  // A fall of 0 is half of a distance of 0, the other half of which would count as a rise.
  bins[fallMs] = (bins[fallMs] ?? 0) + (fallMs === 0 ? 1 : 2);
}

function weightOf(bins: Uint32Array): number {
  return bins.reduce((sum, bin) => sum + bin, 0);
}

/** The median of a histogram, in between bins. */
function medianFall(bins: Uint32Array, weight: number): number {
  let below = 0;
  for (let fall = 0; fall < BINS; fall++) {
    const here = bins[fall] ?? 0;
    if (2 * (below + here) >= weight) return fall - 0.5 + (weight / 2 - below) / here;
    below += here;
  }
  return 0;
}

function persistenceOf(groupFalls: number[], jitterMs: number): number {
  if (groupFalls.length < FEWEST_FALLS) return 1;
  const expected = (MEDIAN_DISTANCE * MEDIAN_INEFFICIENCY * jitterMs) / Math.sqrt(GROUP);
  groupFalls.sort((a, b) => a - b);
  const usual = groupFalls[groupFalls.length >> 1] ?? 0;
  return Math.min(MOST_PERSISTENCE, Math.max(1, usual / expected));
}
