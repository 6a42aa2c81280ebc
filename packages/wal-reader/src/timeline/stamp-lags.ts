import { NO_STAMP } from '../packet-index.js';
import type { PacketOrder } from './packet-order.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/** Stands in a lag column where the stamp says nothing of when the packet was captured. */
export const NO_LAG = -0x80000000;

/** Stands in a lag column where a packet was held up and arrived together with the next one. */
export const HELD_UP = NO_LAG + 1;

/** Whether a number in a lag column is a lag. */
export function isLag(lagMs: number): boolean {
  return lagMs > HELD_UP;
}

/** A stamp of more than 24 days comes from a damaged header. */
const LARGEST_STAMP_MS = 0x7fffffff;

/**
 * The *lag* of each packet: its stamp less the duration of all packets before it. While somebody
 * speaks it stays the same but for jitter, a pause raises it for good, and a packet that arrives
 * late has a greater one than those around it.
 */
export interface StampLags {
  /** In milliseconds, by position in the packet order; {@link NO_LAG} where there is none. */
  readonly lagMs: Int32Array;
  /** Packets without a usable stamp of their own. */
  readonly unstampedRows: number;
}

/** Computes the lag of each packet that bears a usable stamp. */
export function stampLags(columns: TimelineColumns, order: PacketOrder): StampLags {
  const { stampMs, durationUnits } = columns;
  const lagMs = new Int32Array(order.packetCount);
  let position = 0;
  let units = 0;
  let unstampedRows = 0;
  let stampSeen = false;
  for (let run = 0; run < order.firstRow.length; run++) {
    const first = order.firstRow[run] ?? 0;
    const end = first + (order.rowCounts[run] ?? 0);
    for (let row = first; row < end; row++) {
      const stamp = stampMs[row] ?? 0;
      // Behind the first real stamp a 0 stands for a packet without a time.
      if (stamp > LARGEST_STAMP_MS || (stamp === 0 && stampSeen)) {
        lagMs[position] = NO_LAG;
        unstampedRows += 1;
      } else {
        lagMs[position] = Math.round(stamp - units * MS_PER_UNIT);
        if (stamp !== 0) stampSeen = true;
      }
      position += 1;
      units += durationUnits[row] ?? 0;
    }
  }
  return { lagMs, unstampedRows };
}

/** Whether a stamp can stand for a time; a 0 can only at the very start. */
export function isUsableStamp(stampMs: number): boolean {
  return stampMs !== NO_STAMP && stampMs <= LARGEST_STAMP_MS && stampMs !== 0;
}
