import { SAMPLES_PER_UNIT } from '../packet-index.js';
import { WalReaderError } from '../wal-reader-error.js';
import type { Placement } from './placement.js';
import type { TimelineReport } from './timeline-report.js';

/** Where a file begins. */
export interface TimelineOrigin {
  /**
   * The file's first sample on the session's clock, in samples at 48 kHz; may be negative or
   * fractional, lies within 60 days of the session's start, and is best not later than the first
   * packet.
   */
  readonly originSamples: number;
  /**
   * The file is made longer than this many samples at 48 kHz, 0 unless given, by packets of silence
   * at its end: a pre-skip may not swallow all of it.
   */
  readonly longerThanSamples?: number;
}

const UNITS_PER_20_MS = 8;

/** 60 days; with stamps that reach 25 days, all silence can still be counted in 32 bits. */
const FARTHEST_ORIGIN_SAMPLES = 60 * 86_400 * 48_000;

/** A file as silence and runs of rows in turns; silence and packets fill it without overlap. */
export interface TimelinePlan {
  /** Runs: the length of every column. */
  readonly runCount: number;
  /** Silence in front of run i, in units of 2.5 ms. */
  readonly silenceUnits: Uint32Array;
  /** Run i is the rows `firstRow[i]` to `firstRow[i] + rowCounts[i] - 1`, in file order. */
  readonly firstRow: Uint32Array;
  /** Rows of run i; 0 only behind the last packet, where silence makes a file longer. */
  readonly rowCounts: Uint32Array;
  /** Packets in all runs together. */
  readonly packetCount: number;
  /** Their duration, in units of 2.5 ms. */
  readonly packetUnits: number;
  /** All silence together, in units of 2.5 ms. */
  readonly silenceUnitsTotal: number;
  /** What was found out about the stamps, and how sure it is. */
  readonly report: TimelineReport;
}

/**
 * Lays placed packets into a file that begins at a given sample of the session.
 *
 * Each run starts on the file's grid of 120 samples, as near to its place as the packets before it
 * allow. It is rounded on its own, so that no remainder adds up.
 * @throws WalReaderError `origin-invalid`.
 */
export function planTimeline(
  placement: Placement,
  { originSamples, longerThanSamples = 0 }: TimelineOrigin,
): TimelinePlan {
  if (!(Math.abs(originSamples) <= FARTHEST_ORIGIN_SAMPLES)) {
    throw new WalReaderError('origin-invalid', 'a file cannot begin there', {
      found: `sample ${originSamples}`,
      expected: `one within ${FARTHEST_ORIGIN_SAMPLES} of the session's start`,
    });
  }
  const { runCount, firstRow, rowCounts, runUnits, startSamples } = placement;
  const silenceUnits = new Uint32Array(runCount + 1);
  let cursor = 0;
  for (let run = 0; run < runCount; run++) {
    const wanted = Math.round(((startSamples[run] ?? 0) - originSamples) / SAMPLES_PER_UNIT);
    const silence = Math.max(0, wanted - cursor);
    silenceUnits[run] = silence;
    cursor += silence + (runUnits[run] ?? 0);
  }
  const missing = Math.floor(longerThanSamples / SAMPLES_PER_UNIT) + 1 - cursor;
  const isTooShort = runCount > 0 && missing > 0;
  if (isTooShort) {
    silenceUnits[runCount] = Math.ceil(missing / UNITS_PER_20_MS) * UNITS_PER_20_MS;
    cursor += silenceUnits[runCount] ?? 0;
  }
  const planned = isTooShort ? runCount + 1 : runCount;
  return {
    runCount: planned,
    silenceUnits: silenceUnits.subarray(0, planned),
    firstRow: isTooShort ? Uint32Array.of(...firstRow, 0) : firstRow,
    rowCounts: isTooShort ? Uint32Array.of(...rowCounts, 0) : rowCounts,
    packetCount: placement.packetCount,
    packetUnits: placement.packetUnits,
    silenceUnitsTotal: cursor - placement.packetUnits,
    report: placement.report,
  };
}
