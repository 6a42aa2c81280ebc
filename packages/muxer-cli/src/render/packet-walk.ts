import {
  type PacketRuns,
  type SampleLayout,
  SAMPLES_PER_UNIT,
  type SilencePackets,
} from '@voxmux/wal-reader';

/** The packet at which a {@link PacketWalk} stands. */
export interface PacketWalk {
  readonly sizeBytes: number;
  readonly durationSamples: number;
  /** False: the packet was recorded. */
  readonly filler: boolean;
  /** Fillers of the same gap before this one. */
  readonly fillersBefore: number;
  /** Fillers of 20 ms of the same gap behind this one. */
  readonly fullFillersBehind: number;
  /** Goes on to the next packet; at first to the first one. */
  advance(): void;
}

/** Fillers last 20 ms but for the last ones of a gap. */
const unitsPerFullFiller = 8;

/**
 * Walks the packets of a file in the order in which they are written, telling fillers from recorded
 * ones; nothing is made for each packet.
 */
export function createPacketWalk(
  runs: PacketRuns,
  silence: SilencePackets,
  layout: SampleLayout,
): PacketWalk {
  const restPackets = Array.from({ length: unitsPerFullFiller }, (_, units) =>
    units === 0 ? 0 : silence.encode(units * SAMPLES_PER_UNIT).length,
  );
  let run = -1;
  let packet = -1;
  let durationRun = -1;
  let durationRunEnd = 0;
  let fullFillers = 0;
  /** Fillers of the gap, and packets of the run behind it, that have not been walked over. */
  let fillersLeft = 0;
  let recordedLeft = 0;

  const walk = {
    sizeBytes: 0,
    durationSamples: 0,
    filler: false,
    fillersBefore: 0,
    fullFillersBehind: 0,
    advance() {
      packet += 1;
      walk.sizeBytes = layout.sizes[packet] ?? 0;
      while (packet >= durationRunEnd && durationRun < layout.durationCounts.length) {
        durationRun += 1;
        durationRunEnd += layout.durationCounts[durationRun] ?? 0;
      }
      walk.durationSamples = layout.durationSamples[durationRun] ?? 0;
      while (fillersLeft + recordedLeft === 0 && run < runs.runCount) beginRun();
      walk.filler = fillersLeft > 0;
      if (fillersLeft > 0) {
        fillersLeft -= 1;
        walk.fillersBefore += 1;
        walk.fullFillersBehind = Math.max(0, fullFillers - 1 - walk.fillersBefore);
      } else {
        recordedLeft -= 1;
      }
    },
  };

  function beginRun(): void {
    run += 1;
    const units = runs.silenceUnits[run] ?? 0;
    fullFillers = Math.floor(units / unitsPerFullFiller);
    fillersLeft = fullFillers + (restPackets[units % unitsPerFullFiller] ?? 0);
    recordedLeft = runs.rowCounts[run] ?? 0;
    walk.fillersBefore = -1;
  }
  return walk;
}
