import { float64List, uint32List } from './number-list.js';
import type { PacketOrder } from './packet-order.js';
import { locationEstimator } from './robust-location.js';
import { isLag, NO_LAG } from './stamp-lags.js';
import type { TimelineColumns } from './timeline-columns.js';

/** Pieces of stretches, short enough for a clock to drift by little within one. */
export interface LevelSpans {
  /** Position of each span's first packet; ascending from 0. */
  readonly positions: Uint32Array;
  /** Where the span lies: the lag of its packets without their jitter, in milliseconds. */
  readonly levelMs: Float64Array;
  /** Stamps that the level rests on. */
  readonly stampCounts: Uint32Array;
  /** 1 where the span begins a stretch, 0 where it goes on without a gap. */
  readonly beginsStretch: Uint8Array;
}

/** 15 seconds: a clock 200 ppm off gains or loses 3 ms in it. */
export const SPAN_UNITS = 6000;

/**
 * Divides stretches into spans and finds the level of each from all its stamps.
 * @param starts First position of each stretch, the first being 0.
 */
export function levelSpans(
  columns: TimelineColumns,
  order: PacketOrder,
  lagMs: Int32Array,
  starts: Uint32Array,
  jitterMs: number,
): LevelSpans {
  const { durationUnits } = columns;
  const positions = uint32List();
  const levelMs = float64List();
  const stampCounts = uint32List();
  const begins = uint32List();
  const estimator = locationEstimator();
  const reach = Math.max(2, 2 * jitterMs);

  let lastLevel = 0;
  const close = (): void => {
    const count = estimator.count;
    if (count > 0) lastLevel = estimator.take(reach);
    levelMs.push(lastLevel);
    stampCounts.push(count);
  };

  let stretch = 0;
  let spanUnits = 0;
  let position = 0;
  for (let run = 0; run < order.firstRow.length; run++) {
    const first = order.firstRow[run] ?? 0;
    const end = first + (order.rowCounts[run] ?? 0);
    for (let row = first; row < end; row++) {
      const begin = position === starts[stretch];
      if (begin || spanUnits >= SPAN_UNITS) {
        if (position > 0) close();
        positions.push(position);
        begins.push(begin ? 1 : 0);
        if (begin) stretch += 1;
        spanUnits = 0;
      }
      const lag = lagMs[position] ?? NO_LAG;
      if (isLag(lag)) estimator.add(lag);
      spanUnits += durationUnits[row] ?? 0;
      position += 1;
    }
  }
  if (position > 0) close();
  return {
    positions: positions.toColumn(),
    levelMs: levelMs.toColumn(),
    stampCounts: stampCounts.toColumn(),
    beginsStretch: Uint8Array.from(begins.toColumn()),
  };
}
