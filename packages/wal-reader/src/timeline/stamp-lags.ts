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

/** Rows that are taken at a time: a loop that is entered again and again is soon compiled well. */
const PIECE = 2048;

/** Packets held up by less than this altogether may simply jitter. */
const LEAST_BURST_MS = 40;

/**
 * The *lag* of each packet: its stamp less the duration of all packets before it. While somebody
 * speaks it stays the same but for jitter, a pause raises it for good, and a packet that arrives
 * late has a greater one than those around it.
 */
export interface StampLags {
  /**
   * In milliseconds, by position in the packet order; {@link NO_LAG} where there is none, and
   * {@link HELD_UP} where a packet waited for the next.
   */
  readonly lagMs: Int32Array;
  /** Duration of each packet in units, 0 if they differ. */
  readonly uniformUnits: number;
  /** Packets without a usable stamp of their own. */
  readonly unstampedRows: number;
  /** How many stamps are earlier than the one before. */
  readonly backwardSteps: number;
}

/** How far the lags have been computed. */
interface LagWalk {
  readonly lagMs: Int32Array;
  readonly shared: boolean;
  position: number;
  /** Duration of all packets so far. */
  units: number;
  /** The last usable stamp; -1 in front of the first. */
  stamp: number;
  /** The longest packet so far. */
  longestUnits: number;
  /** Lag and duration of the packet before. */
  lag: number;
  durationMs: number;
  /** Of packets in quick succession: the first, and what they have made up of its delay. */
  burstStart: number;
  savedMs: number;
  unstampedRows: number;
  backwardSteps: number;
}

/**
 * Computes the lag of each packet that bears a usable stamp.
 *
 * Packets from the network that arrive in quick succession were held up, all but the last of them.
 * The local recorder gives one stamp to a run of packets: there only the first one has a lag.
 * @param shared whether stamps are given in the way of the local recorder.
 * @param lagMs the column to be filled, with room for all packets.
 */
export function stampLags(
  columns: TimelineColumns,
  order: PacketOrder,
  shared: boolean,
  lagMs: Int32Array = new Int32Array(order.packetCount),
): StampLags {
  const walk: LagWalk = {
    lagMs,
    shared,
    position: 0,
    units: 0,
    longestUnits: 0,
    stamp: -1,
    lag: NO_LAG,
    durationMs: 0,
    burstStart: 0,
    savedMs: 0,
    unstampedRows: 0,
    backwardSteps: 0,
  };
  for (let run = 0; run < order.firstRow.length; run++) {
    let row = order.firstRow[run] ?? 0;
    const end = row + (order.rowCounts[run] ?? 0);
    for (; row < end; row += PIECE) walkRows(columns, walk, row, Math.min(end, row + PIECE));
  }
  endBurst(walk, walk.position);
  const { position, units, longestUnits, unstampedRows, backwardSteps } = walk;
  const uniformUnits = position * longestUnits === units ? longestUnits : 0;
  return { lagMs, uniformUnits, unstampedRows, backwardSteps };
}

function walkRows(
  { stampMs, durationUnits }: TimelineColumns,
  walk: LagWalk,
  from: number,
  to: number,
): void {
  const { lagMs, shared } = walk;
  let { position, units, longestUnits, stamp: stampBefore, lag: lagBefore, durationMs } = walk;
  for (let row = from; row < to; row++) {
    const stamp = stampMs[row] ?? 0;
    let lag = NO_LAG;
    // Behind the first real stamp a 0 stands for a packet without a time.
    if (stamp > LARGEST_STAMP_MS || (stamp === 0 && stampBefore > 0)) {
      walk.unstampedRows += 1;
    } else {
      if (stamp < stampBefore) walk.backwardSteps += 1;
      // A unit is 5/2 ms; halves are rounded up.
      if (!shared || stamp !== stampBefore) lag = stamp - 2 * units - (units >> 1);
      stampBefore = stamp;
    }
    lagMs[position] = lag;

    // How much the packet makes up of the delay of the one before it. More than that one's
    // duration: it did not wait with that one, its stamp is simply earlier.
    const drop = lag > HELD_UP && lagBefore > HELD_UP ? lagBefore - lag : 0;
    if (!shared && drop > 0.75 * durationMs && drop <= durationMs + 2) {
      if (walk.savedMs === 0) walk.burstStart = position - 1;
      walk.savedMs += drop;
    } else if (walk.savedMs > 0) {
      endBurst(walk, position);
    }
    const packetUnits = durationUnits[row] ?? 0;
    if (packetUnits > longestUnits) longestUnits = packetUnits;
    lagBefore = lag;
    durationMs = packetUnits * MS_PER_UNIT;
    units += packetUnits;
    position += 1;
  }
  walk.position = position;
  walk.units = units;
  walk.longestUnits = longestUnits;
  walk.stamp = stampBefore;
  walk.lag = lagBefore;
  walk.durationMs = durationMs;
}

/** Marks the packets in front of `end` that were held up; the last one's lag stays. */
function endBurst(walk: LagWalk, end: number): void {
  if (walk.savedMs >= LEAST_BURST_MS) walk.lagMs.fill(HELD_UP, walk.burstStart, end - 1);
  walk.savedMs = 0;
}

/** Whether a stamp can stand for a time; a 0 can only at the very start. */
export function isUsableStamp(stampMs: number): boolean {
  return stampMs <= LARGEST_STAMP_MS && stampMs !== 0;
}
