import type { PacketOrder } from './packet-order.js';
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

/** Packets held up by less than this altogether may simply jitter. */
const LEAST_BURST_MS = 40;

/** Runs of one length make a rhythm if they hold so much of a track. */
const RHYTHM_SHARE = 0.5;

/**
 * Tells whether runs of equal stamps come from the local recorder, which notes a stamp only when
 * its sample buffer is empty. Packets from the network share a stamp too, when they were held up
 * together, but there the stamp is the last one's.
 */
export function detectSharedStamps(columns: TimelineColumns): SharedStamps {
  const { rowCount, stampMs, durationUnits, formats } = columns;
  const kinds = new Set(formats?.filter((format) => format.rowCount > 0).map(({ kind }) => kind));
  if (kinds.has('output')) return { shared: false, delayMs: 0 };
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
  const fromMicrophone = kinds.has('input') || regular;
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
  { stampMs }: TimelineColumns,
  order: PacketOrder,
  lagMs: Int32Array,
): void {
  let previous = -1;
  let position = 0;
  for (let run = 0; run < order.firstRow.length; run++) {
    const first = order.firstRow[run] ?? 0;
    const end = first + (order.rowCounts[run] ?? 0);
    for (let row = first; row < end; row++) {
      const stamp = stampMs[row] ?? 0;
      if (stamp === previous) lagMs[position] = NO_LAG;
      previous = stamp;
      position += 1;
    }
  }
}

/**
 * Marks packets that were held up: those that arrive in quick succession came late, all but the
 * last one of them.
 */
export function keepLastOfBursts(
  { durationUnits }: TimelineColumns,
  order: PacketOrder,
  lagMs: Int32Array,
): void {
  let burstStart = 0;
  let saved = 0;
  let position = 0;
  let before = NO_LAG;
  let durationMs = 0;
  for (let run = 0; run < order.firstRow.length; run++) {
    const first = order.firstRow[run] ?? 0;
    const end = first + (order.rowCounts[run] ?? 0);
    for (let row = first; row < end; row++) {
      const lag = lagMs[position] ?? NO_LAG;
      // How much the packet makes up of the delay of the one before it. More than its duration:
      // it did not wait with that one, its stamp is simply earlier.
      const drop = isLag(before) && isLag(lag) ? before - lag : 0;
      if (drop > 0.75 * durationMs && drop <= durationMs + 2) saved += drop;
      else {
        if (saved >= LEAST_BURST_MS) lagMs.fill(HELD_UP, burstStart, position - 1);
        burstStart = position;
        saved = 0;
      }
      before = lag;
      durationMs = (durationUnits[row] ?? 0) * MS_PER_UNIT;
      position += 1;
    }
  }
  if (saved >= LEAST_BURST_MS) lagMs.fill(HELD_UP, burstStart, position - 1);
}
