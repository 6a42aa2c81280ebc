import { float64List, uint32List } from './number-list.js';
import type { OrderCursor, PacketOrder } from './packet-order.js';
import { orderCursor } from './packet-order.js';
import { locationEstimator } from './robust-location.js';
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
/** 120 ms. */
const LONGEST_PACKET_UNITS = 48;

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
  const positions = uint32List();
  const levelMs = float64List();
  const stampCounts = uint32List();
  const begins = uint32List();
  const cursor = orderCursor(order);
  const estimator = locationEstimator();
  const reach = Math.max(2, 2 * jitterMs);
  let lastLevel = 0;
  for (let stretch = 0; stretch < starts.length; stretch++) {
    const stretchStart = starts[stretch] ?? 0;
    const stretchEnd = starts[stretch + 1] ?? lagMs.length;
    for (let start = stretchStart; start < stretchEnd;) {
      const end = spanEnd(columns, cursor, start, stretchEnd);
      const count = estimator.fill(lagMs, start, end);
      if (count > 0) lastLevel = estimator.locate(reach);
      positions.push(start);
      levelMs.push(lastLevel);
      stampCounts.push(count);
      begins.push(start === stretchStart ? 1 : 0);
      start = end;
    }
  }
  return {
    positions: positions.toColumn(),
    levelMs: levelMs.toColumn(),
    stampCounts: stampCounts.toColumn(),
    beginsStretch: Uint8Array.from(begins.toColumn()),
  };
}

/** The position behind the last packet of a span. */
function spanEnd(
  { durationUnits }: TimelineColumns,
  cursor: OrderCursor,
  start: number,
  stretchEnd: number,
): number {
  if (stretchEnd - start <= SPAN_UNITS / LONGEST_PACKET_UNITS) return stretchEnd;
  let units = 0;
  let position = start;
  while (position < stretchEnd) {
    const first = cursor.rowAt(position);
    const count = Math.min(stretchEnd, cursor.runEndAt(position)) - position;
    for (let row = first; row < first + count; row++) {
      units += durationUnits[row] ?? 0;
      if (units >= SPAN_UNITS) return position + row - first + 1;
    }
    position += count;
  }
  return stretchEnd;
}
