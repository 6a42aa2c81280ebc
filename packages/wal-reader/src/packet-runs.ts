import { WalReaderError } from './wal-reader-error.js';

/**
 * Runs of consecutive rows of a packet index with silence in front of each: what the emitter
 * needs of a timeline plan.
 */
export interface PacketRuns {
  /** Runs: the length of every column. */
  readonly runCount: number;
  /** Silence in front of run i, in units of 2.5 ms. */
  readonly silenceUnits: Uint32Array;
  /** Run i is the rows `firstRow[i]` to `firstRow[i] + rowCounts[i] - 1`. */
  readonly firstRow: Uint32Array;
  /** Rows of run i, at least 1. */
  readonly rowCounts: Uint32Array;
}

/** Makes the packets that fill silence; `SilenceEncoder` of `@voxmux/opus-silence` is one. */
export interface SilencePackets {
  /**
   * The packets that last `durationSamples` at 48 kHz together: 960 (one packet), of which long
   * silences consist, and each multiple of 120 below, for what is left.
   */
  encode(durationSamples: number): readonly Uint8Array[];
}

/**
 * Makes sure that every run lies inside an index.
 * @throws WalReaderError `runs-invalid`.
 */
export function checkRuns(runs: PacketRuns, rowCount: number): void {
  const { runCount, silenceUnits, firstRow, rowCounts } = runs;
  if (Math.min(silenceUnits.length, firstRow.length, rowCounts.length) < runCount) {
    throw new WalReaderError('runs-invalid', 'a column of the runs is too short', {
      expected: `${runCount} entries`,
    });
  }
  for (let run = 0; run < runCount; run++) {
    const first = firstRow[run] ?? 0;
    const end = first + (rowCounts[run] ?? 0);
    if (end > rowCount) {
      throw new WalReaderError('runs-invalid', `run ${run} reaches outside the index`, {
        found: `rows ${first} to ${end - 1}`,
        expected: `rows below ${rowCount}`,
      });
    }
  }
}
