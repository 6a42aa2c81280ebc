/**
 * Sample durations as runs of equal values, the form of the `stts` table: run i is `sampleCount[i]`
 * samples of `sampleDelta[i]` ticks each (ISO/IEC 14496-12, 8.6.1.2).
 */
export interface DurationRuns {
  /** Samples of each run. */
  readonly sampleCount: Uint32Array;
  /** Ticks of each sample of the run. */
  readonly sampleDelta: Uint32Array;
}

/** Collects sample durations in decode order and joins equal neighbours into runs. */
export interface DurationRunsBuilder {
  /** Appends `sampleCount` samples of `sampleDelta` ticks each. */
  add(sampleCount: number, sampleDelta: number): void;
  /**
   * Appends one sample per row of a column, rows `firstRow` … `endRow − 1`, each lasting
   * `column[row] × ticksPerUnit` ticks.
   */
  addColumn(
    column: Uint8Array | Uint16Array | Uint32Array,
    firstRow: number,
    endRow: number,
    ticksPerUnit: number,
  ): void;
  /** The runs collected so far. */
  finish(): DurationRuns;
}

const U32_MAX = 0xffff_ffff;

/**
 * Starts a collection of sample durations.
 *
 * @example
 * const durations = durationRunsBuilder();
 * durations.add(50, 960); // fifty packets of 20 ms at 48 kHz
 * durations.addColumn(durationUnits, firstRow, endRow, 120); // packets counted in 2.5 ms
 * durations.finish();
 */
export function durationRunsBuilder(): DurationRunsBuilder {
  let counts = new Uint32Array(16);
  let deltas = new Uint32Array(16);
  let runCount = 0;
  let pendingCount = 0;
  let pendingDelta = 0;

  function push(sampleCount: number, sampleDelta: number): void {
    if (runCount === counts.length) {
      counts = grown(counts);
      deltas = grown(deltas);
    }
    counts[runCount] = sampleCount;
    deltas[runCount] = sampleDelta;
    runCount += 1;
  }

  /** A run's count is 32 bits: a longer one becomes two. */
  function flush(): void {
    while (pendingCount > U32_MAX) {
      push(U32_MAX, pendingDelta);
      pendingCount -= U32_MAX;
    }
    if (pendingCount > 0) push(pendingCount, pendingDelta);
    pendingCount = 0;
  }

  function add(sampleCount: number, sampleDelta: number): void {
    if (sampleCount === 0) return;
    if (sampleDelta !== pendingDelta) {
      flush();
      pendingDelta = sampleDelta;
    }
    pendingCount += sampleCount;
  }

  return {
    add,
    addColumn(column, firstRow, endRow, ticksPerUnit) {
      let row = firstRow;
      while (row < endRow) {
        const units = column[row];
        const runStart = row;
        do row += 1;
        while (row < endRow && column[row] === units);
        add(row - runStart, (units ?? 0) * ticksPerUnit);
      }
    },
    finish() {
      flush();
      return { sampleCount: counts.slice(0, runCount), sampleDelta: deltas.slice(0, runCount) };
    },
  };
}

/** The runs of samples that all last `sampleDelta` ticks. */
export function constantDuration(sampleCount: number, sampleDelta: number): DurationRuns {
  const durations = durationRunsBuilder();
  durations.add(sampleCount, sampleDelta);
  return durations.finish();
}

/** Number of samples the runs describe. */
export function countSamples(runs: DurationRuns): number {
  let total = 0;
  for (const count of runs.sampleCount) total += count;
  return total;
}

/** Sum of all durations in ticks: the `duration` of `mdhd`. */
export function totalDuration(runs: DurationRuns): number {
  const { sampleCount, sampleDelta } = runs;
  let total = 0;
  for (let run = 0; run < sampleCount.length; run += 1) {
    total += (sampleCount[run] ?? 0) * (sampleDelta[run] ?? 0);
  }
  return total;
}

/** The shortest duration there is, in ticks; 0 if there is no sample. */
export function shortestDuration(runs: DurationRuns): number {
  const { sampleCount, sampleDelta } = runs;
  let shortest = Infinity;
  for (let run = 0; run < sampleCount.length; run += 1) {
    const delta = sampleDelta[run] ?? 0;
    if (delta < shortest && sampleCount[run] !== 0) shortest = delta;
  }
  return shortest === Infinity ? 0 : shortest;
}

function grown(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}
