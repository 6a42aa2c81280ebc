import type { OrderCursor } from './packet-order.js';
import type { TimelineColumns } from './timeline-columns.js';

/** Where packets lie on the time of their own track: the duration of all packets before. */
export interface MediaTime {
  /** Duration of all packets in front of a position, in units. */
  unitsBefore(position: number): number;
  /**
   * The position behind the packet with which so many units since `start` have passed, or `limit`
   * if that is earlier.
   */
  positionAfter(start: number, units: number, limit: number): number;
}

/** The media time of packets that all last equally long. */
export function uniformTime(packetUnits: number): MediaTime {
  return {
    unitsBefore: (position) => position * packetUnits,
    positionAfter: (start, units, limit) => Math.min(limit, start + Math.ceil(units / packetUnits)),
  };
}

/** Positions in a block, at the beginning of which the media time is noted. */
const BLOCK = 32;

/** The media time of packets whose durations differ, noted for each block of them. */
export function mixedTime(
  { durationUnits }: TimelineColumns,
  cursor: OrderCursor,
  packetCount: number,
): MediaTime {
  const blockUnits = new Uint32Array(Math.ceil(packetCount / BLOCK));
  const unitsOf = (position: number): number => durationUnits[cursor.rowAt(position)] ?? 0;
  let total = 0;
  for (let position = 0; position < packetCount; position++) {
    if (position % BLOCK === 0) blockUnits[position / BLOCK] = total;
    total += unitsOf(position);
  }
  const unitsBefore = (position: number): number => {
    if (position >= packetCount) return total;
    const block = Math.floor(position / BLOCK);
    let units = blockUnits[block] ?? 0;
    for (let at = block * BLOCK; at < position; at++) units += unitsOf(at);
    return units;
  };
  return {
    unitsBefore,
    positionAfter(start, units, limit) {
      const wanted = unitsBefore(start) + units;
      let block = Math.floor(start / BLOCK);
      while ((blockUnits[block + 1] ?? Infinity) < wanted) block += 1;
      let position = Math.max(start, block * BLOCK);
      for (let passed = unitsBefore(position); passed < wanted && position < limit; position++) {
        passed += unitsOf(position);
      }
      return Math.min(position, limit);
    },
  };
}
