import { SAMPLES_PER_UNIT } from '../packet-index.js';
import type { LevelSpans } from './level-spans.js';
import type { OrderedTrack } from './ordered-track.js';
import type { OrderCursor } from './packet-order.js';
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
  { columns, order, cursor, time }: OrderedTrack,
  { positions, beginsStretch }: LevelSpans,
  offsetMs: Float64Array,
): PlacedRuns {
  const most = positions.length + order.firstRow.length;
  const firstRow = new Uint32Array(most);
  const rowCounts = new Uint32Array(most);
  const runUnits = new Uint32Array(most);
  const startSamples = new Float64Array(most);
  let runs = 0;
  let units = 0;
  let position = 0;
  for (let span = 0; span < positions.length;) {
    const offset = offsetMs[span] ?? 0;
    let next = span + 1;
    while (next < positions.length && offsetMs[next] === offset) next += 1;
    let end = positions[next] ?? order.packetCount;
    if (next < positions.length && beginsStretch[next] !== 1) {
      const first = Math.max(position, positions[next - 1] ?? 0);
      end = quietPlace(columns, cursor, first, end, positions[next + 1] ?? order.packetCount);
    }
    while (position < end) {
      const runEnd = Math.min(end, cursor.runEndAt(position));
      const unitsBefore = units;
      units = time.unitsBefore(runEnd);
      firstRow[runs] = cursor.rowAt(position);
      rowCounts[runs] = runEnd - position;
      runUnits[runs] = units - unitsBefore;
      startSamples[runs] = offset * SAMPLES_PER_MS + unitsBefore * SAMPLES_PER_UNIT;
      runs += 1;
      position = runEnd;
    }
    span = next;
  }
  return {
    runCount: runs,
    firstRow: firstRow.subarray(0, runs),
    rowCounts: rowCounts.subarray(0, runs),
    runUnits: runUnits.subarray(0, runs),
    packetUnits: units,
    startSamples: startSamples.subarray(0, runs),
  };
}

/** The position near `wanted`, between `first` and `end`, with the least bytes on both sides. */
function quietPlace(
  { size }: TimelineColumns,
  cursor: OrderCursor,
  first: number,
  wanted: number,
  end: number,
): number {
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
