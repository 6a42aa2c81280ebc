import { HELD_UP, NO_LAG } from './stamp-lags.js';

/** Packets in a group at the most. */
export const GROUP = 16;

/** Neighbouring packets with about the same lag, one row per group. */
export interface LagGroups {
  /** Groups in the columns. */
  length: number;
  /** Position of the first packet. */
  readonly positions: Uint32Array;
  /** Packets that bear a lag, 1 to {@link GROUP}. */
  readonly counts: Uint8Array;
  /** The mean of their lags. */
  readonly meanMs: Float64Array;
  /** 1 for the last one of packets that came together; it is a group of its own. */
  readonly heldUp: Uint8Array;
}

/** Columns with room for the groups of so many packets. */
export function lagGroups(packets: number): LagGroups {
  return {
    length: 0,
    positions: new Uint32Array(packets),
    counts: new Uint8Array(packets),
    meanMs: new Float64Array(packets),
    heldUp: new Uint8Array(packets),
  };
}

/**
 * Divides the packets from `from` to `to` into groups; packets without a lag are in none.
 * @param groups is filled anew.
 * @param gateMs A lag that is further from the mean of a group is not in it.
 */
export function groupLags(
  groups: LagGroups,
  lagMs: Int32Array,
  from: number,
  to: number,
  gateMs: number,
): void {
  const { positions, counts, meanMs, heldUp } = groups;
  let length = 0;
  let position = from;
  while (position < to) {
    const first = lagMs[position] ?? NO_LAG;
    if (first <= HELD_UP) {
      position += 1;
      continue;
    }
    const alone = position > 0 && lagMs[position - 1] === HELD_UP;
    positions[length] = position;
    heldUp[length] = alone ? 1 : 0;
    let count = 1;
    let sum = 0;
    position += 1;
    while (position < to && count < GROUP && !alone) {
      const lag = lagMs[position] ?? NO_LAG;
      if (lag === HELD_UP) break;
      if (lag > HELD_UP) {
        if (Math.abs(count * (lag - first) - sum) > count * gateMs) break;
        count += 1;
        sum += lag - first;
      }
      position += 1;
    }
    counts[length] = count;
    meanMs[length] = first + sum / count;
    length += 1;
  }
  groups.length = length;
}
