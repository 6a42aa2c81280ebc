import { HELD_UP, NO_LAG } from './stamp-lags.js';

/** A column of which a few numbers are looked at together. */
type FewNumbers = Int32Array | Float64Array;

/**
 * The median of the first `count` numbers, at least one; sorts them in place.
 * @param values Some dozens at most: for so few nothing is quicker than insertion.
 */
export function medianOfFew(values: FewNumbers, count: number): number {
  sortFew(values, count);
  const middle = count >> 1;
  const upper = values[middle] ?? 0;
  return count % 2 === 1 ? upper : (upper + (values[middle - 1] ?? 0)) / 2;
}

/** Beyond this distance from the first value a histogram counts only on which side a value is. */
const HALF_RANGE_MS = 256;
const BINS = 2 * HALF_RANGE_MS;
/** Up to so many values are sorted instead. */
const FEW = 24;

/** Where some lags lie although a few of them may be far off. */
export interface LagLocation {
  /** How many lags there are. */
  count: number;
  /**
   * The mean of the lags in the densest part; if two parts are equally dense, of the lower one,
   * since late stamps are more common than early ones. 0 if there are none.
   */
  levelMs: number;
  /** The highest of the lags, infinite if packets were held up among them. */
  highestMs: number;
}

/** Finds where the lags from one position up to but not including another lie. */
export type LagLocator = (lagMs: Int32Array, from: number, to: number) => LagLocation;

/**
 * A locator that allocates once: each location is overwritten by the next.
 * @param reach How far the densest part extends on either side of its middle, in milliseconds.
 */
export function lagLocator(reach: number): LagLocator {
  const few = new Int32Array(FEW);
  const bins = new Uint32Array(BINS);
  const location: LagLocation = { count: 0, levelMs: 0, highestMs: 0 };
  return (lagMs, from, to) => {
    let count = 0;
    let heldUp = false;
    let position = from;
    for (; position < to && count < FEW; position++) {
      const lag = lagMs[position] ?? NO_LAG;
      if (lag === HELD_UP) heldUp = true;
      if (lag > HELD_UP) few[count++] = lag;
    }
    sortFew(few, count);
    let highest = few[count - 1] ?? -Infinity;
    if (position === to) {
      location.levelMs = densestMean(few, count, 2 * reach);
    } else {
      // From here on lags are counted, around the median of the first.
      const origin = (few[FEW >> 1] ?? 0) - HALF_RANGE_MS;
      bins.fill(0);
      for (let at = 0; at < FEW; at++) countIn(bins, (few[at] ?? 0) - origin);
      for (; position < to; position++) {
        const lag = lagMs[position] ?? NO_LAG;
        if (lag === HELD_UP) heldUp = true;
        if (lag > HELD_UP) {
          countIn(bins, lag - origin);
          count += 1;
          if (lag > highest) highest = lag;
        }
      }
      location.levelMs = origin + densestBins(bins, count, reach);
    }
    location.count = count;
    location.highestMs = heldUp ? Infinity : highest;
    return location;
  };
}

function countIn(bins: Uint32Array, value: number): void {
  const bin = value < 0 ? 0 : value >= BINS ? BINS - 1 : value;
  bins[bin] = (bins[bin] ?? 0) + 1;
}

/** The mean of the sorted values in the window of a given width that holds most of them. */
function densestMean(values: Int32Array, count: number, width: number): number {
  let first = 0;
  let bestFirst = 0;
  let bestCount = 0;
  for (let last = 0; last < count; last++) {
    while ((values[last] ?? 0) - (values[first] ?? 0) > width) first += 1;
    if (last - first + 1 > bestCount) {
      bestCount = last - first + 1;
      bestFirst = first;
    }
  }
  const base = values[bestFirst] ?? 0;
  let sum = 0;
  for (let at = bestFirst; at < bestFirst + bestCount; at++) sum += (values[at] ?? 0) - base;
  return bestCount > 0 ? base + sum / bestCount : 0;
}

/** The mean bin around the median, moved until it stays. */
function densestBins(bins: Uint32Array, count: number, reach: number): number {
  let seen = 0;
  let centre = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += bins[bin] ?? 0;
    if (2 * seen >= count) {
      centre = bin;
      break;
    }
  }
  for (let round = 0; round < 3; round++) {
    const from = Math.max(0, Math.ceil(centre - reach));
    const to = Math.min(BINS - 1, Math.floor(centre + reach));
    let inside = 0;
    let sum = 0;
    for (let bin = from; bin <= to; bin++) {
      const times = bins[bin] ?? 0;
      inside += times;
      sum += times * bin;
    }
    if (inside === 0) break;
    centre = sum / inside;
  }
  return centre;
}

function sortFew(values: FewNumbers, count: number): void {
  for (let at = 1; at < count; at++) {
    const value = values[at] ?? 0;
    let to = at;
    while (to > 0 && (values[to - 1] ?? 0) > value) {
      values[to] = values[to - 1] ?? 0;
      to -= 1;
    }
    values[to] = value;
  }
}
