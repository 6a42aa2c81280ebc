import type { TimelineColumns } from '../timeline/timeline-columns.js';
import type { TimelinePlan } from '../timeline/timeline-plan.js';

/** When a plan plays each row, in milliseconds on the session's clock; NaN for rows left out. */
export function playedMs(
  { rowCount, durationUnits }: TimelineColumns,
  plan: TimelinePlan,
  originSamples: number,
): Float64Array {
  const played = new Float64Array(rowCount).fill(NaN);
  let units = 0;
  for (let run = 0; run < plan.runCount; run++) {
    units += plan.silenceUnits[run] ?? 0;
    const first = plan.firstRow[run] ?? 0;
    for (let row = first; row < first + (plan.rowCounts[run] ?? 0); row++) {
      played[row] = originSamples / 48 + units * 2.5;
      units += durationUnits[row] ?? 0;
    }
  }
  return played;
}

/** How far packets are from where they were captured, in milliseconds. */
export interface SyncError {
  readonly count: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Sums up the errors of the rows for which `include` holds, without those left out. */
export function syncError(
  played: Float64Array,
  trueMs: Float64Array,
  include: (row: number) => boolean = () => true,
): SyncError {
  const errors: number[] = [];
  for (let row = 0; row < played.length; row++) {
    const error = Math.abs((played[row] ?? 0) - (trueMs[row] ?? 0));
    if (!Number.isNaN(error) && include(row)) errors.push(error);
  }
  errors.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    errors[Math.min(errors.length - 1, Math.floor(share * errors.length))] ?? 0;
  return {
    count: errors.length,
    meanMs: errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length),
    p50Ms: quantile(0.5),
    p95Ms: quantile(0.95),
    p99Ms: quantile(0.99),
    maxMs: errors.at(-1) ?? 0,
  };
}
