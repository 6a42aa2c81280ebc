import { medianOf } from './robust-location.js';
import { NO_LAG } from './stamp-lags.js';

/** How far stamps stray from the time they stand for. */
export interface StampNoise {
  /** Spread of single stamps in milliseconds, as a standard deviation without the outliers. */
  readonly jitterMs: number;
  /**
   * How much more the mean of neighbouring stamps strays than if each strayed on its own; 1 if
   * they do, more if delays last for several packets.
   */
  readonly persistence: number;
}

/** Stamps are whole milliseconds, and no clock is better than this. */
const LEAST_JITTER_MS = 1.5;
const GROUP = 16;
/** Groups that span more are pauses or stalls and say nothing of the jitter. */
const WIDEST_GROUP_MS = 400;
const MOST_GROUPS = 4096;

/** Estimates the jitter of a track from groups of neighbouring packets. */
export function stampNoise(lagMs: Int32Array): StampNoise {
  const deviations: number[] = [];
  const shifts: number[] = [];
  const group: number[] = [];
  const skip = Math.max(0, Math.floor(lagMs.length / MOST_GROUPS / GROUP) - 2) * GROUP;
  let previousMedian: number | undefined;
  for (let position = 0; position < lagMs.length; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    if (lag === NO_LAG) continue;
    group.push(lag);
    if (group.length < GROUP) continue;
    const median = medianOf(group);
    if ((group[GROUP - 1] ?? 0) - (group[0] ?? 0) <= WIDEST_GROUP_MS) {
      for (const value of group) deviations.push(Math.abs(value - median));
      if (previousMedian !== undefined) shifts.push(Math.abs(median - previousMedian));
      if (previousMedian === undefined) previousMedian = median;
      else {
        previousMedian = undefined;
        position += skip;
      }
    } else previousMedian = undefined;
    group.length = 0;
  }
  if (deviations.length === 0) return { jitterMs: 10, persistence: 1 };
  // 1.4826: from median deviation to standard deviation; the rest corrects for the group's size.
  const jitterMs = Math.max(LEAST_JITTER_MS, 1.4826 * 1.08 * medianOf(deviations));
  if (shifts.length < 8) return { jitterMs, persistence: 1 };
  const expectedShift = (0.6745 * 1.2533 * Math.SQRT2 * jitterMs) / Math.sqrt(GROUP);
  const persistence = Math.min(4, Math.max(1, medianOf(shifts) / expectedShift));
  return { jitterMs, persistence };
}
