import { uint32List } from './number-list.js';

/**
 * The boundaries that hypotheses stand on, each with the one before it. Hypotheses share the older
 * ones; those that all of them share are settled, and forgotten but for their positions.
 */
export interface BoundaryChain {
  /** By boundary: the one before it, and the stretch that it ended. */
  readonly before: Int32Array;
  readonly levelBefore: Float64Array;
  readonly weightBefore: Float64Array;
  readonly packetsBefore: Float64Array;
  /**
   * Adds a boundary; the number of it holds until boundaries are settled.
   * @param boundary The one before; -1 if there is none, or it is settled.
   * @param levelMs Of the stretch that ends here.
   * @param weight What that level rests on, in packets.
   * @param packets In that stretch.
   */
  add(position: number, boundary: number, levelMs: number, weight: number, packets: number): number;
  /**
   * Settles what hypotheses share and drops what none needs.
   * @param newest The newest boundary of each of the first `count` hypotheses; renumbered.
   */
  settle(newest: Int32Array, count: number): void;
  /** Whether more than half of the room is taken. */
  isCrowded(): boolean;
  /** The positions of all settled boundaries, ascending. */
  settledPositions(): Uint32Array;
}

const CAPACITY = 32768;

/** An empty chain. */
export function boundaryChain(): BoundaryChain {
  const positions = new Uint32Array(CAPACITY);
  const before = new Int32Array(CAPACITY);
  const levelBefore = new Float64Array(CAPACITY);
  const weightBefore = new Float64Array(CAPACITY);
  const packetsBefore = new Float64Array(CAPACITY);
  const settled = uint32List();
  let length = 0;

  /** How many hypotheses stand on each boundary. */
  function countUsers(newest: Int32Array, count: number): Uint16Array {
    const users = new Uint16Array(length);
    for (let h = 0; h < count; h++) {
      for (let b = newest[h] ?? -1; b >= 0; b = before[b] ?? -1) users[b] = (users[b] ?? 0) + 1;
    }
    return users;
  }

  return {
    isCrowded() {
      return length > CAPACITY / 2;
    },
    before,
    levelBefore,
    weightBefore,
    packetsBefore,
    add(position, boundary, levelMs, weight, packets) {
      positions[length] = position;
      before[length] = boundary;
      levelBefore[length] = levelMs;
      weightBefore[length] = weight;
      packetsBefore[length] = packets;
      return length++;
    },
    settle(newest, count) {
      const users = countUsers(newest, count);
      const renumbered = new Int32Array(length).fill(-1);
      let kept = 0;
      for (let b = 0; b < users.length; b++) {
        if (users[b] === count) settled.push(positions[b] ?? 0);
        else if ((users[b] ?? 0) > 0) {
          positions[kept] = positions[b] ?? 0;
          before[kept] = renumbered[before[b] ?? -1] ?? -1;
          levelBefore[kept] = levelBefore[b] ?? 0;
          weightBefore[kept] = weightBefore[b] ?? 0;
          packetsBefore[kept] = packetsBefore[b] ?? 0;
          renumbered[b] = kept;
          kept += 1;
        }
      }
      length = kept;
      for (let h = 0; h < count; h++) newest[h] = renumbered[newest[h] ?? -1] ?? -1;
    },
    settledPositions: () => settled.toColumn(),
  };
}
