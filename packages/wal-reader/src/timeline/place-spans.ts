import { SAMPLES_PER_UNIT } from '../packet-index.js';
import type { LevelSpans } from './level-spans.js';
import { float64List, uint32List } from './number-list.js';
import type { OrderCursor, PacketOrder } from './packet-order.js';
import { orderCursor } from './packet-order.js';
import type { TimelineColumns } from './timeline-columns.js';

/** Runs of consecutive rows, each with the place of its first packet on the session's clock. */
export interface PlacedRuns {
  /** Runs: the length of every column. */
  readonly runCount: number;
  /** Row that run i begins with. */
  readonly firstRow: Uint32Array;
  /** Rows of run i, at least 1. */
  readonly rowCounts: Uint32Array;
  /** Duration of each run's packets, in units of 2.5 ms. */
  readonly runUnits: Uint32Array;
  /** Duration of all packets together, in units of 2.5 ms. */
  readonly packetUnits: number;
  /** In samples at 48 kHz after the session's start; not on any grid yet. */
  readonly startSamples: Float64Array;
}

const SAMPLES_PER_MS = 48;

/** Packets before and after a step among which it may be put where it is least heard. */
const QUIET_WINDOW = 300;

/**
 * Turns spans and their offsets into runs of rows. A step inside a stretch, which mends the drift
 * of a clock, is put between the two smallest packets nearby.
 */
export function placeSpans(
  columns: TimelineColumns,
  order: PacketOrder,
  { positions, beginsStretch }: LevelSpans,
  offsetMs: Float64Array,
): PlacedRuns {
  const { durationUnits } = columns;
  const firstRow = uint32List();
  const rowCounts = uint32List();
  const runUnits = uint32List();
  const startSamples = float64List();
  const cursor = orderCursor(order);
  let units = 0;
  let position = 0;
  for (let span = 0; span < positions.length;) {
    const offset = offsetMs[span] ?? 0;
    let next = span + 1;
    while (next < positions.length && offsetMs[next] === offset) next += 1;
    let end = positions[next] ?? order.packetCount;
    if (next < positions.length && beginsStretch[next] !== 1) {
      const last = positions[next + 1] ?? order.packetCount;
      end = quietPlace(columns, order, Math.max(position, positions[next - 1] ?? 0), end, last);
    }
    while (position < end) {
      const row = cursor.rowAt(position);
      const count = Math.min(end, cursor.runEndAt(position)) - position;
      firstRow.push(row);
      rowCounts.push(count);
      startSamples.push(offset * SAMPLES_PER_MS + units * SAMPLES_PER_UNIT);
      const before = units;
      for (let at = row; at < row + count; at++) units += durationUnits[at] ?? 0;
      runUnits.push(units - before);
      position += count;
    }
    span = next;
  }
  return {
    runCount: firstRow.length,
    firstRow: firstRow.toColumn(),
    rowCounts: rowCounts.toColumn(),
    runUnits: runUnits.toColumn(),
    packetUnits: units,
    startSamples: startSamples.toColumn(),
  };
}

/** The position near `wanted`, between `first` and `end`, with the least bytes on both sides. */
function quietPlace(
  { size }: TimelineColumns,
  order: PacketOrder,
  first: number,
  wanted: number,
  end: number,
): number {
  const cursor: OrderCursor = orderCursor(order);
  const from = Math.max(first + 1, wanted - QUIET_WINDOW);
  const to = Math.min(end - 1, wanted + QUIET_WINDOW);
  let best = wanted;
  let least = Infinity;
  for (let position = from; position <= to; position++) {
    const bytes = (size[cursor.rowAt(position - 1)] ?? 0) + (size[cursor.rowAt(position)] ?? 0);
    if (bytes < least) {
      least = bytes;
      best = position;
    }
  }
  return best;
}
