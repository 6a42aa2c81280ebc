import { sampling } from './sampling.js';
import { isUsableStamp } from './stamp-lags.js';
import type { TimelineColumns } from './timeline-columns.js';

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

/** Neighbouring rows whose runs are looked at, and how many times that is enough. */
const SAMPLE_ROWS = 4096;
const SAMPLES = 48;

/**
 * Tells whether runs of equal stamps come from the local recorder, which notes a stamp only when
 * its sample buffer is empty. Packets from the network share a stamp too, when they were held up
 * together, but there the stamp is the last one's.
 */
export function detectSharedStamps(columns: TimelineColumns): SharedStamps {
  const { rowCount, durationUnits, formats } = columns;
  const kinds = new Set(formats?.filter((format) => format.rowCount > 0).map(({ kind }) => kind));
  if (kinds.has('output')) return { shared: false, delayMs: 0 };
  const rowsByLength = new Uint32Array(LONGEST_RUN + 1);
  const { length, distance } = sampling(rowCount, SAMPLE_ROWS, SAMPLES);
  let rows = 0;
  for (let start = 0; start < rowCount; start += distance) {
    const end = Math.min(rowCount, start + length);
    countRuns(columns, start, end, rowsByLength);
    rows += end - start;
  }
  let rowsInRuns = 0;
  let rhythm = 0;
  for (let run = 2; run <= LONGEST_RUN; run++) {
    const here = rowsByLength[run] ?? 0;
    rowsInRuns += here;
    if (run < LONGEST_RUN && here > (rowsByLength[rhythm] ?? 0)) rhythm = run;
  }
  const regular = (rowsByLength[rhythm] ?? 0) > RHYTHM_SHARE * rows;
  const fromMicrophone = kinds.has('input') || regular;
  const shared = fromMicrophone && rowsInRuns > 0.5 * rows;
  const usual = durationUnits[rowCount >> 1] === UNITS_OF_20_MS;
  return { shared, delayMs: shared && regular && usual ? captureDelayMs(rhythm) : 0 };
}

/** Counts the rows that are in runs of two or more equal stamps, by the length of the run. */
function countRuns(
  { stampMs }: TimelineColumns,
  from: number,
  to: number,
  rowsByLength: Uint32Array,
): void {
  let run = 0;
  for (let row = from; row <= to; row++) {
    const stamp = row < to ? (stampMs[row] ?? 0) : 0;
    if (run > 0 && stamp === stampMs[row - 1]) {
      run += 1;
      continue;
    }
    const length = Math.min(LONGEST_RUN, run);
    if (run > 1) rowsByLength[length] = (rowsByLength[length] ?? 0) + run;
    run = isUsableStamp(stamp) ? 1 : 0;
  }
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
