import { SAMPLES_PER_UNIT } from '../packet-index.js';
import { uint32List } from './number-list.js';
import type { Placement } from './placement.js';
import type { TimelineReport } from './timeline-report.js';

/** Where a file begins. */
export interface TimelineOrigin {
  /**
   * The file's first sample on the session's clock, in samples at 48 kHz; may be negative or
   * fractional, and is best not later than the first packet.
   */
  readonly originSamples: number;
  /**
   * The file is made longer than this many samples at 48 kHz, 0 unless given, by packets of silence
   * at its end: a pre-skip may not swallow all of it.
   */
  readonly longerThanSamples?: number;
}

const UNITS_PER_20_MS = 8;

/** A file as silence and runs of rows in turns; silence and packets fill it without overlap. */
export interface TimelinePlan {
  /** Runs: the length of every column. */
  readonly runCount: number;
  /** Silence in front of run i, in units of 2.5 ms. */
  readonly silenceUnits: Uint32Array;
  /** Run i is the rows `firstRow[i]` to `firstRow[i] + rowCounts[i] - 1`, in file order. */
  readonly firstRow: Uint32Array;
  /** Rows of run i, at least 1. */
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
 */
export function planTimeline(
  placement: Placement,
  { originSamples, longerThanSamples = 0 }: TimelineOrigin,
): TimelinePlan {
  const { runUnits, startSamples } = placement;
  const silenceUnits = uint32List();
  const firstRow = uint32List();
  const rowCounts = uint32List();
  let cursor = 0;
  let silenceUnitsTotal = 0;
  for (let run = 0; run < placement.runCount; run++) {
    const wanted = Math.round(((startSamples[run] ?? 0) - originSamples) / SAMPLES_PER_UNIT);
    const silence = Math.max(0, wanted - cursor);
    const units = runUnits[run] ?? 0;
    const row = placement.firstRow[run] ?? 0;
    const count = placement.rowCounts[run] ?? 0;
    silenceUnits.push(silence);
    firstRow.push(row);
    rowCounts.push(count);
    silenceUnitsTotal += silence;
    cursor += silence + units;
  }
  const missing = Math.floor(longerThanSamples / SAMPLES_PER_UNIT) + 1 - cursor;
  if (placement.runCount > 0 && missing > 0) {
    const silence = Math.ceil(missing / UNITS_PER_20_MS) * UNITS_PER_20_MS;
    silenceUnits.push(silence);
    firstRow.push(0);
    rowCounts.push(0);
    silenceUnitsTotal += silence;
  }
  return {
    runCount: firstRow.length,
    silenceUnits: silenceUnits.toColumn(),
    firstRow: firstRow.toColumn(),
    rowCounts: rowCounts.toColumn(),
    packetCount: placement.packetCount,
    packetUnits: placement.packetUnits,
    silenceUnitsTotal,
    report: placement.report,
  };
}
