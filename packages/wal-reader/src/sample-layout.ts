import type { PacketPayloads } from './packet-index.js';
import { SAMPLES_PER_UNIT } from './packet-index.js';
import { packetUnits } from './opus-packet.js';
import type { PacketRuns, SilencePackets } from './packet-runs.js';
import { checkRuns } from './packet-runs.js';
import { WalReaderError } from './wal-reader-error.js';

/** The samples of an output track, silence included, as the columns of its sample tables. */
export interface SampleLayout {
  /** Samples, each of them one Opus packet. */
  readonly sampleCount: number;
  /** Bytes of each sample, as for `stsz`; no Opus packet of a recording is larger than 51,200. */
  readonly sizes: Uint16Array;
  /** Samples in each run of equal duration, as for `stts`. */
  readonly durationCounts: Uint32Array;
  /** Duration of each sample of that run, in samples at 48 kHz. */
  readonly durationSamples: Uint32Array;
  /** Bytes of all samples: exactly what the emitter will write. */
  readonly payloadBytes: number;
  /** Duration of all samples together, in samples at 48 kHz. */
  readonly totalDurationSamples: number;
}

/** Sizes and durations of the packets that fill what is left below 20 ms. */
export interface SilenceRest {
  readonly packets: readonly Uint8Array[];
  /** Bytes of each packet. */
  readonly sizes: readonly number[];
  /** Duration of each packet in units of 2.5 ms. */
  readonly units: readonly number[];
  readonly byteLength: number;
}

/** Units in the packet that silence consists of: 20 ms. */
export const FULL_SILENCE_UNITS = 8;

/**
 * Fills the sample-table columns for packets and the silence between them, in one pass.
 * @throws WalReaderError `runs-invalid` if a run reaches outside the index, `silence-invalid` if
 *   a silence packet does not last as long as asked for.
 */
export function layOutSamples(
  index: PacketPayloads,
  runs: PacketRuns,
  silence: SilencePackets,
): SampleLayout {
  checkRuns(runs, index.rowCount);
  const { full, rests } = silenceTemplates(silence);
  const sizes = new Uint16Array(countSamples(runs, rests));
  const durations = durationRuns();
  let at = 0;
  let payloadBytes = 0;
  for (let run = 0; run < runs.runCount; run++) {
    const silenceUnits = runs.silenceUnits[run] ?? 0;
    const fullPackets = Math.floor(silenceUnits / FULL_SILENCE_UNITS);
    sizes.fill(full.length, at, at + fullPackets);
    durations.add(FULL_SILENCE_UNITS, fullPackets);
    at += fullPackets;
    payloadBytes += fullPackets * full.length;
    const rest = rests[silenceUnits % FULL_SILENCE_UNITS];
    if (rest !== undefined) {
      sizes.set(rest.sizes, at);
      for (const units of rest.units) durations.add(units, 1);
      at += rest.sizes.length;
      payloadBytes += rest.byteLength;
    }
    const firstRow = runs.firstRow[run] ?? 0;
    const endRow = firstRow + (runs.rowCounts[run] ?? 0);
    sizes.set(index.size.subarray(firstRow, endRow), at);
    at += endRow - firstRow;
    payloadBytes += sumOf(index.size, firstRow, endRow);
    for (let row = firstRow; row < endRow;) {
      const end = endOfEqual(index.durationUnits, row, endRow);
      durations.add(index.durationUnits[row] ?? 0, end - row);
      row = end;
    }
  }
  const { durationCounts, durationSamples } = durations.columns();
  return {
    sampleCount: at,
    sizes,
    durationCounts,
    durationSamples,
    payloadBytes,
    totalDurationSamples: sumOfProducts(durationCounts, durationSamples),
  };
}

/** The first row behind `first` whose value is another one. */
function endOfEqual(column: Uint8Array, first: number, end: number): number {
  const value = column[first];
  let row = first + 1;
  while (row < end && column[row] === value) row++;
  return row;
}

function sumOf(column: Uint16Array, first: number, end: number): number {
  let sum = 0;
  for (let row = first; row < end; row++) sum += column[row] ?? 0;
  return sum;
}

function sumOfProducts(counts: Uint32Array, values: Uint32Array): number {
  let sum = 0;
  for (let row = 0; row < counts.length; row++) sum += (counts[row] ?? 0) * (values[row] ?? 0);
  return sum;
}

/** What all silence is made of. */
export interface SilenceTemplates {
  readonly full: Uint8Array;
  /** The packets for 1 to 7 units, by units. */
  readonly rests: readonly (SilenceRest | undefined)[];
}

/** Has the packets of silence made, and checks them against what their TOC bytes say. */
export function silenceTemplates(silence: SilencePackets): SilenceTemplates {
  const [full, ...further] = silence.encode(FULL_SILENCE_UNITS * SAMPLES_PER_UNIT);
  if (full === undefined || further.length > 0) {
    throw new WalReaderError('silence-invalid', '20 ms of silence are not one packet', {
      found: full === undefined ? 'none' : `${further.length + 1} packets`,
      expected: 'one packet of 20 ms',
    });
  }
  requireUnits([full], FULL_SILENCE_UNITS);
  const rests = Array.from({ length: FULL_SILENCE_UNITS }, (_, units) => {
    if (units === 0) return undefined;
    const packets = silence.encode(units * SAMPLES_PER_UNIT);
    return {
      packets,
      sizes: packets.map((packet) => packet.length),
      units: requireUnits(packets, units),
      byteLength: packets.reduce((sum, packet) => sum + packet.length, 0),
    };
  });
  return { full, rests };
}

/** Far above any silence packet: enough room for them is kept in the emitter's buffer. */
const LARGEST_SILENCE = 4096;

function requireUnits(packets: readonly Uint8Array[], expectedUnits: number): number[] {
  const units = packets.map((packet) => packetUnits(packet, 0, packet.length));
  const found = units.reduce((sum, packetDuration) => sum + packetDuration, 0);
  if (packets.some((packet) => packet.length > LARGEST_SILENCE)) {
    throw new WalReaderError('silence-invalid', 'a silence packet is too large', {
      expected: `at most ${LARGEST_SILENCE} bytes`,
    });
  }
  if (found !== expectedUnits || units.includes(0)) {
    throw new WalReaderError(
      'silence-invalid',
      'the silence packets do not last as long as asked',
      {
        found: `${found * 2.5} ms`,
        expected: `${expectedUnits * 2.5} ms`,
      },
    );
  }
  return units;
}

function countSamples(runs: PacketRuns, rests: readonly (SilenceRest | undefined)[]): number {
  let count = 0;
  for (let run = 0; run < runs.runCount; run++) {
    const silenceUnits = runs.silenceUnits[run] ?? 0;
    count += Math.floor(silenceUnits / FULL_SILENCE_UNITS);
    count += rests[silenceUnits % FULL_SILENCE_UNITS]?.packets.length ?? 0;
    count += runs.rowCounts[run] ?? 0;
  }
  return count;
}

/** Collects runs of equal durations in growing columns. */
function durationRuns() {
  let counts = new Uint32Array(64);
  let samples = new Uint32Array(64);
  let length = 0;
  return {
    add(units: number, count: number): void {
      if (count === 0) return;
      const duration = units * SAMPLES_PER_UNIT;
      if (length > 0 && samples[length - 1] === duration) {
        counts[length - 1] = (counts[length - 1] ?? 0) + count;
        return;
      }
      if (length === counts.length) {
        counts = enlarged(counts);
        samples = enlarged(samples);
      }
      counts[length] = count;
      samples[length] = duration;
      length += 1;
    },
    columns: () => ({
      durationCounts: counts.slice(0, length),
      durationSamples: samples.slice(0, length),
    }),
  };
}

function enlarged(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(column.length * 2);
  larger.set(column);
  return larger;
}
