import type { LevelSpans } from './level-spans.js';
import { SPAN_UNITS } from './level-spans.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/** Least accuracy, as a standard error, with which a drift is worth telling. */
const WORST_ERROR_PPM = 15;

/**
 * Estimates by how much the sender's clock is off, in parts per million: positive if its packets
 * last longer than they say, so that speech falls behind. Only stretches of more than a span tell;
 * null if there are too few of them.
 */
export function clockDriftPpm(spans: LevelSpans, jitterMs: number): number | null {
  const { levelMs, stampCounts, beginsStretch } = spans;
  let covariance = 0;
  let variance = 0;
  let squares = 0;
  let freedom = 0;
  for (let first = 0; first < levelMs.length;) {
    let end = first + 1;
    while (end < levelMs.length && beginsStretch[end] !== 1) end += 1;
    if (end - first >= 2) {
      const sums = slopeSums(levelMs, stampCounts, first, end);
      covariance += sums.covariance;
      variance += sums.variance;
      squares += sums.squares;
      freedom += end - first - 1;
    }
    first = end;
  }
  if (variance === 0 || freedom < 2) return null;
  const slope = covariance / variance;
  const scatter = (squares - slope * covariance) / (freedom - 1);
  const error = Math.sqrt(Math.max(scatter, jitterMs * jitterMs) / variance);
  return error * 1e6 <= WORST_ERROR_PPM ? slope * 1e6 : null;
}

/** Weighted sums of products around the means, with time in milliseconds. */
function slopeSums(
  levelMs: Float64Array,
  stampCounts: Uint32Array,
  first: number,
  end: number,
): { covariance: number; variance: number; squares: number } {
  let weights = 0;
  let meanTime = 0;
  let meanLevel = 0;
  let covariance = 0;
  let variance = 0;
  let squares = 0;
  for (let span = first; span < end; span++) {
    const weight = stampCounts[span] ?? 0;
    if (weight === 0) continue;
    const time = (span - first) * SPAN_UNITS * MS_PER_UNIT;
    const level = levelMs[span] ?? 0;
    weights += weight;
    const timeStep = time - meanTime;
    const levelStep = level - meanLevel;
    meanTime += (timeStep * weight) / weights;
    meanLevel += (levelStep * weight) / weights;
    covariance += weight * timeStep * (level - meanLevel);
    variance += weight * timeStep * (time - meanTime);
    squares += weight * levelStep * (level - meanLevel);
  }
  return { covariance, variance, squares };
}
