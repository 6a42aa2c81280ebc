import type { SampleColumns } from '@voxmux/isobmff';
import {
  type PacketExtent,
  SAMPLES_PER_UNIT,
  type SegmentReader,
  type TimelinePlan,
  type TrackIndex,
} from '@voxmux/wal-reader';
import { type ByteWindow, byteWindow } from './byte-window.js';
import type { Difference, DifferenceKind } from './difference.js';

/** A rendered track and the recording that it should hold. */
export interface PacketComparison {
  readonly samples: SampleColumns;
  /** Reads the rendered file. */
  readonly file: ByteWindow;
  readonly index: TrackIndex;
  readonly plan: TimelinePlan;
  readonly segments: SegmentReader;
}

/** What was compared, when everything agreed. */
export interface PacketCounts {
  readonly packets: number;
  readonly silencePackets: number;
  readonly silenceSamples: number;
}

/**
 * Walks the rendered packets and the plan side by side: every recorded packet has to stand where the
 * plan puts it, bit for bit, and what lies between has to be silence of the right length.
 *
 * Yields now and then, so that a caller can stop; returns the first difference, or the counts.
 */
export function* comparePackets(
  comparison: PacketComparison,
): Generator<number, Difference | PacketCounts> {
  const { samples, file, plan } = comparison;
  const log = recordedPackets(comparison);
  let sample = 0;
  let packets = 0;
  let silencePackets = 0;

  function here(what: DifferenceKind, found: string, expected: string, row?: number): Difference {
    const at = Math.min(sample, samples.sampleCount - 1);
    return {
      what,
      found,
      expected,
      packet: sample,
      timeSeconds: (samples.decodeTime[at] ?? 0) / 48000,
      fileOffset: samples.offset[at] ?? 0,
      ...(row === undefined ? {} : log.place(row)),
    };
  }
  const sampleBytes = (at: number): Uint8Array =>
    file.bytes(samples.offset[at] ?? 0, samples.size[at] ?? 0);

  for (let run = 0; run < plan.runCount; run++) {
    let silenceLeft = (plan.silenceUnits[run] ?? 0) * SAMPLES_PER_UNIT;
    const firstRow = plan.firstRow[run] ?? 0;
    while (silenceLeft > 0) {
      if (sample >= samples.sampleCount) {
        return here('silence-missing', 'the end of the file', `${ms(silenceLeft)} more of silence`);
      }
      if (!isSilence(sampleBytes(sample))) {
        const wanted = `${ms(silenceLeft)} more of silence`;
        const previous = run > 0 ? lastRowOf(plan, run - 1) : -1;
        return previous >= 0 && sameBytes(sampleBytes(sample).slice(), log.packet(previous))
          ? here('packet-repeated', 'the packet before once more', wanted, previous)
          : here('silence-missing', 'a packet that is not silent', wanted, firstRow);
      }
      silenceLeft -= samples.duration[sample] ?? 0;
      if (silenceLeft < 0) {
        return here(
          'silence-too-long',
          `${ms(-silenceLeft)} too much`,
          'silence up to the next packet',
        );
      }
      silencePackets += 1;
      sample += 1;
      yield sample;
    }
    const endRow = firstRow + (plan.rowCounts[run] ?? 0);
    for (let row = firstRow; row < endRow; row++) {
      if (sample >= samples.sampleCount) {
        return here('packet-missing', 'the end of the file', 'a recorded packet', row);
      }
      const found = sampleBytes(sample);
      if (!sameBytes(found, log.packet(row))) return explain(row, endRow, firstRow);
      const durationSamples = (comparison.index.durationUnits[row] ?? 0) * SAMPLES_PER_UNIT;
      if (samples.duration[sample] !== durationSamples) {
        return here(
          'packet-duration',
          ms(samples.duration[sample] ?? 0),
          `${ms(durationSamples)}, as the packet says`,
          row,
        );
      }
      packets += 1;
      sample += 1;
      yield sample;
    }
  }
  // A recording of a few milliseconds is followed by a packet of silence, so that it can be heard.
  if (sample === samples.sampleCount - 1 && isShort(plan) && isSilence(sampleBytes(sample))) {
    silencePackets += 1;
    sample += 1;
  }
  if (sample < samples.sampleCount) {
    const repeated =
      packets > 0 && sameBytes(sampleBytes(sample), log.packet(lastRowOf(plan, plan.runCount - 1)));
    return here(
      repeated ? 'packet-repeated' : 'packet-unknown',
      `${samples.sampleCount - sample} packets more`,
      'the end of the file',
    );
  }
  return { packets, silencePackets, silenceSamples: plan.silenceUnitsTotal * SAMPLES_PER_UNIT };

  /** Names what happened to a packet that is not the recorded one. */
  function explain(row: number, endRow: number, firstRow: number): Difference {
    const found = sampleBytes(sample).slice();
    const isRow = (bytes: Uint8Array, other: number): boolean =>
      other >= firstRow && other < endRow && sameBytes(bytes, log.packet(other));
    const next =
      sample + 1 < samples.sampleCount ? sampleBytes(sample + 1).slice() : new Uint8Array();
    if (isRow(found, row + 1)) {
      return isRow(next, row)
        ? here('packets-swapped', 'the packet that should come next', 'this one first', row)
        : here('packet-missing', 'the packet that should come next', 'this one first', row);
    }
    if (isRow(found, row - 1)) {
      return here('packet-repeated', 'the packet before once more', 'the next one', row);
    }
    if (isSilence(found)) {
      let sound = sample + 1;
      while (sound < samples.sampleCount && isSilence(sampleBytes(sound))) sound += 1;
      const comesLater = sound < samples.sampleCount && isRow(sampleBytes(sound).slice(), row);
      return here(
        comesLater ? 'silence-too-long' : 'packet-missing',
        'silence',
        'a recorded packet',
        row,
      );
    }
    const expected = log.packet(row);
    const place = found.findIndex((byte, at) => byte !== expected[at]);
    return here(
      'packet-changed',
      found.length === expected.length
        ? `another byte ${place < 0 ? 0 : place} of ${found.length}`
        : `${found.length} bytes`,
      found.length === expected.length ? 'the recorded bytes' : `${expected.length} bytes`,
      row,
    );
  }
}

/** Random access to recorded packets by their rows. */
function recordedPackets({ index, segments }: PacketComparison): {
  packet(row: number): Uint8Array;
  place(row: number): { logFile: string; logOffset: number };
} {
  let extent: PacketExtent | undefined;
  let segment = -1;
  let window: ByteWindow | undefined;

  function extentOf(row: number): PacketExtent {
    if (extent === undefined || row < extent.firstRow || row >= extent.endRow) {
      extent = index.extents.find(({ firstRow, endRow }) => row >= firstRow && row < endRow);
      if (extent === undefined) throw new RangeError(`the index has no row ${row}`);
    }
    return extent;
  }
  const offsetOf = (row: number): number => extentOf(row).baseOffset + (index.offset[row] ?? 0);

  return {
    packet(row) {
      const wanted = extentOf(row).segment;
      if (window === undefined || wanted !== segment) {
        segment = wanted;
        window = byteWindow((position, target) => segments.readInto(wanted, position, target));
      }
      return window.bytes(offsetOf(row), index.size[row] ?? 0);
    },
    place(row) {
      const logFile = index.segments[extentOf(row).segment]?.name ?? '';
      return { logFile, logOffset: offsetOf(row) };
    },
  };
}

/**
 * Whether a packet is digital silence: CELT full band, one frame, of the two bytes that say "silent"
 * (RFC 6716 §4.3).
 */
function isSilence(packet: Uint8Array): boolean {
  const [toc = 0, first, second] = packet;
  return packet.length === 3 && toc >= 0xe0 && (toc & 3) === 0 && first === 0xff && second === 0xfe;
}

function isShort({ silenceUnitsTotal, packetUnits: units }: TimelinePlan): boolean {
  return (silenceUnitsTotal + units) * SAMPLES_PER_UNIT <= 312;
}

function lastRowOf({ firstRow, rowCounts }: TimelinePlan, run: number): number {
  return (firstRow[run] ?? 0) + (rowCounts[run] ?? 0) - 1;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function ms(samples: number): string {
  return `${samples / 48} ms`;
}
