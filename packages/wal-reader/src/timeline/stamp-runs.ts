import type { OrderCursor, PacketOrder } from './packet-order.js';
import { orderCursor } from './packet-order.js';
import { HELD_UP, isLag, isUsableStamp, NO_LAG } from './stamp-lags.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/** How the packets of a track share stamps. */
export interface SharedStamps {
  /**
   * The local recorder gave one stamp to each run of packets: it is the first one's, and says
   * nothing of the others.
   */
  readonly shared: boolean;
  /** By how many milliseconds the first packet's stamp is later than its capture. */
  readonly delayMs: number;
}

const LONGEST_RUN = 256;
const UNITS_OF_20_MS = 8;

/** Runs of one length make a rhythm if they hold so much of a track. */
const RHYTHM_SHARE = 0.5;

/**
 * Tells whether runs of equal stamps come from the local recorder, which notes a stamp only when
 * its sample buffer is empty. Packets from the network share a stamp too, when they were held up
 * together, but there the stamp is the last one's.
 */
export function detectSharedStamps(columns: TimelineColumns): SharedStamps {
  const { rowCount, stampMs, durationUnits, formats } = columns;
  const rowsByLength = new Uint32Array(LONGEST_RUN + 1);
  let rowsInRuns = 0;
  let run = 0;
  for (let row = 0; row <= rowCount; row++) {
    const stamp = row < rowCount ? (stampMs[row] ?? 0) : -1;
    if (run > 0 && stamp === stampMs[row - 1]) {
      run += 1;
      continue;
    }
    if (run > 1) {
      rowsInRuns += run;
      const length = Math.min(LONGEST_RUN, run);
      rowsByLength[length] = (rowsByLength[length] ?? 0) + run;
    }
    run = isUsableStamp(stamp) && stamp >= 0 ? 1 : 0;
  }
  let rhythm = 0;
  for (let length = 2; length < LONGEST_RUN; length++) {
    if ((rowsByLength[length] ?? 0) > (rowsByLength[rhythm] ?? 0)) rhythm = length;
  }
  const regular = (rowsByLength[rhythm] ?? 0) > RHYTHM_SHARE * rowCount;
  const kinds = new Set(formats?.filter((format) => format.rowCount > 0).map(({ kind }) => kind));
  const fromMicrophone = kinds.size === 0 ? regular : kinds.has('input') && !kinds.has('output');
  const shared = fromMicrophone && rowsInRuns > 0.5 * rowCount;
  const usual = durationUnits[rowCount >> 1] === UNITS_OF_20_MS;
  return { shared, delayMs: shared && regular && usual ? captureDelayMs(rhythm) : 0 };
}

/**
 * The duration of the device's block, which is how late the first stamp of a run is. A buffer from
 * which 960 samples are taken at a time is empty again after the least common multiple of both.
 */
function captureDelayMs(packetsPerRun: number): number {
  if (packetsPerRun === 147) return 441 / 48;
  const powerOfTwo = (packetsPerRun & (packetsPerRun - 1)) === 0;
  return powerOfTwo ? (64 * packetsPerRun) / 48 : 0;
}

/** Takes the lag from every packet but the first of each run of equal stamps. */
export function keepFirstOfRuns(
  columns: TimelineColumns,
  order: PacketOrder,
  lagMs: Int32Array,
): void {
  const cursor = orderCursor(order);
  let previous = -1;
  for (let position = 0; position < lagMs.length; position++) {
    const stamp = columns.stampMs[cursor.rowAt(position)] ?? 0;
    if (stamp === previous) lagMs[position] = NO_LAG;
    previous = stamp;
  }
}

/**
 * Marks packets that were held up: those that arrive in quick succession came late, all but the
 * last one of them.
 * @param leastMs Ignores packets held up by less than this altogether.
 */
export function keepLastOfBursts(
  columns: TimelineColumns,
  order: PacketOrder,
  lagMs: Int32Array,
  leastMs: number,
): void {
  const cursor = orderCursor(order);
  let first = 0;
  let saved = 0;
  for (let position = 1; position <= lagMs.length; position++) {
    const drop = position < lagMs.length ? dropAt(columns, cursor, lagMs, position) : 0;
    if (drop > 0) {
      saved += drop;
      continue;
    }
    if (saved >= leastMs) lagMs.fill(HELD_UP, first, position - 1);
    first = position;
    saved = 0;
  }
}

/** How much a packet makes up of the delay of the one before it; 0 if it came at its own pace. */
function dropAt(
  { durationUnits }: TimelineColumns,
  cursor: OrderCursor,
  lagMs: Int32Array,
  position: number,
): number {
  const before = lagMs[position - 1] ?? NO_LAG;
  const lag = lagMs[position] ?? NO_LAG;
  if (!isLag(before) || !isLag(lag) || lag >= before) return 0;
  const durationMs = (durationUnits[cursor.rowAt(position - 1)] ?? 0) * MS_PER_UNIT;
  const drop = before - lag;
  // More than its duration: not a packet that waited with the one before, but an earlier stamp.
  return drop > 0.75 * durationMs && drop <= durationMs + 2 ? drop : 0;
}
