import type { LevelSpans } from './level-spans.js';
import { medianOfFew } from './robust-location.js';
import { isLag, NO_LAG } from './stamp-lags.js';

/** Packets in a group: a third of a second of speech. */
const GROUP = 16;
/** Not many more groups are looked at than this. */
const MOST_GROUPS = 2048;
const BINS = 512;

/** Of a normal distribution 95 % lie within so many standard deviations. */
const WITHIN_95 = 1.96;
/** The standard error of a median over that of a mean. */
const MEDIAN_INEFFICIENCY = 1.2533;

/**
 * How far the delay of neighbouring packets wanders from that of the span they are in, in 95 % of
 * the cases and beyond what their jitter explains, in milliseconds.
 *
 * A delay that comes and goes within seconds looks like speech that was spoken later, so an honest
 * estimate of the error contains it.
 */
export function delayWanderMs(spans: LevelSpans, lagMs: Int32Array, jitterMs: number): number {
  const { positions } = spans;
  const deviations = new Uint32Array(BINS);
  const step = Math.ceil(lagMs.length / GROUP / MOST_GROUPS);
  let groups = 0;
  for (let span = 0; span < positions.length; span += step) {
    groups += countDeviations(spans, span, lagMs, deviations);
  }
  let seen = 0;
  let within = 0;
  while (within < BINS - 1) {
    seen += deviations[within] ?? 0;
    if (seen >= 0.95 * groups) break;
    within += 1;
  }
  const expected = (WITHIN_95 * MEDIAN_INEFFICIENCY * jitterMs) / Math.sqrt(GROUP);
  return Math.sqrt(Math.max(0, within * within - expected * expected));
}

/** Counts by how much the medians of groups in a span deviate from its level. */
function countDeviations(
  { positions, levelMs }: LevelSpans,
  span: number,
  lagMs: Int32Array,
  deviations: Uint32Array,
): number {
  const group = new Int32Array(GROUP);
  const end = positions[span + 1] ?? lagMs.length;
  const level = levelMs[span] ?? 0;
  let count = 0;
  for (let position = positions[span] ?? 0; position < end; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    if (!isLag(lag)) continue;
    group[count % GROUP] = lag;
    count += 1;
    if (count % GROUP !== 0) continue;
    const deviation = Math.round(Math.abs(medianOfFew(group, GROUP) - level));
    const bin = Math.min(BINS - 1, deviation);
    deviations[bin] = (deviations[bin] ?? 0) + 1;
  }
  return Math.floor(count / GROUP);
}
