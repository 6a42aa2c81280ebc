import type { LevelSpans } from './level-spans.js';
import { medianOfFew } from './robust-location.js';
import { isLag, NO_LAG } from './stamp-lags.js';

/** Packets in a group: a third of a second of speech. */
const GROUP = 16;
/** Not many more groups are looked at than this. */
const MOST_GROUPS = 8192;
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
  const { positions, levelMs } = spans;
  const group = new Int32Array(GROUP);
  const bins = new Uint32Array(BINS);
  const skipped = GROUP * Math.floor(lagMs.length / GROUP / MOST_GROUPS);
  let groups = 0;
  for (let span = 0; span < positions.length; span++) {
    const end = positions[span + 1] ?? lagMs.length;
    let count = 0;
    for (let position = positions[span] ?? 0; position < end; position++) {
      const lag = lagMs[position] ?? NO_LAG;
      if (!isLag(lag)) continue;
      group[count++] = lag;
      if (count < GROUP) continue;
      count = 0;
      position += skipped;
      const deviation = Math.abs(medianOfFew(group, GROUP) - (levelMs[span] ?? 0));
      const bin = Math.min(BINS - 1, Math.round(deviation));
      bins[bin] = (bins[bin] ?? 0) + 1;
      groups += 1;
    }
  }
  let seen = 0;
  let within = 0;
  while (within < BINS - 1) {
    seen += bins[within] ?? 0;
    if (seen >= 0.95 * groups) break;
    within += 1;
  }
  const expected = (WITHIN_95 * MEDIAN_INEFFICIENCY * jitterMs) / Math.sqrt(GROUP);
  return Math.sqrt(Math.max(0, within * within - expected * expected));
}
