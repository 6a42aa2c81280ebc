import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { type PacketIndex, SAMPLES_PER_UNIT, type TimelinePlan } from '@voxmux/wal-reader';
import type { PacketDecoder } from '../render/packet-decoder.js';
import type { RecordedPackets } from './recorded-packets.js';
import { silencePacket } from './silence-packet.js';

/** Consecutive samples that a WAV has to hold; overwritten by the next piece. */
export interface ExpectedPiece {
  /** An array for each channel; undefined for silence that has to be exactly that: zeros. */
  channels: readonly Float32Array[] | undefined;
  /** The first sample that counts, in each of `channels`. */
  first: number;
  frameCount: number;
  /** Number of the packet, silence counted. */
  packet: number;
  /** The recorded packet, or the one behind the silence; −1 behind the last one. */
  row: number;
  recorded: boolean;
}

export interface ExpectedSamplesSource {
  readonly index: PacketIndex;
  readonly plan: TimelinePlan;
  readonly log: RecordedPackets;
  readonly decoder: PacketDecoder;
  readonly channelCount: 1 | 2;
}

/** Units of the packets that fill a gap: as many of 20 ms as fit, then one of each that is left. */
const fillerUnits = [8, 4, 2, 1] as const;
const unitsOf20Ms = 8;

/** Of a gap only this much can sound: what overlaps from before, below 5 ms. */
const tailSamples = 960;

/**
 * Fillers of 20 ms that are decoded at the start of a gap. Behind them a decoder is in a state that
 * more of them do not change: one has been enough for every mode and frame length.
 */
const settlingFillers = 8;

/** The others are not decoded; a piece of them is some 20 s, so that one may stop in hours of silence. */
const sparedAtOnce = 1000;

/**
 * Decodes a recording anew, packet by packet with silence between as the timeline has it, and gives
 * the samples that a WAV of it has to hold: without those of the pre-skip. A packet that cannot be
 * decoded is silence of its length.
 *
 * Yields a promise where it has to be waited for something.
 */
export function* expectedSamples(
  source: ExpectedSamplesSource,
): Generator<ExpectedPiece | Promise<void>, void> {
  const { index, plan, log, decoder, channelCount } = source;
  const fillers = new Map(fillerUnits.map((units) => [units, silencePacket(units, channelCount)]));
  const piece: ExpectedPiece = {
    channels: undefined,
    first: 0,
    frameCount: 0,
    packet: -1,
    row: -1,
    recorded: false,
  };
  let leftToSkip = OPUS_PRE_SKIP;

  function* pieceOf(
    channels: readonly Float32Array[] | undefined,
    durationSamples: number,
  ): Generator<ExpectedPiece> {
    const skipped = Math.min(leftToSkip, durationSamples);
    leftToSkip -= skipped;
    piece.channels = channels;
    piece.first = skipped;
    piece.frameCount = durationSamples - skipped;
    if (piece.frameCount > 0) yield piece;
  }

  function* decode(packet: Uint8Array, durationSamples: number, audible: boolean) {
    const preparation = decoder.prepare(packet);
    if (preparation) yield preparation;
    const channels = decoder.decode(packet, durationSamples);
    yield* pieceOf(audible ? channels : undefined, durationSamples);
  }

  function* gap(units: number): Generator<ExpectedPiece | Promise<void>> {
    let left = units;
    let done = 0;
    while (left > 0) {
      const spare = Math.min(sparedAtOnce, Math.floor(left / unitsOf20Ms));
      if (done >= settlingFillers * unitsOf20Ms && spare > 0) {
        piece.packet += 1;
        yield* pieceOf(undefined, spare * unitsOf20Ms * SAMPLES_PER_UNIT);
        piece.packet += spare - 1;
        done += spare * unitsOf20Ms;
        left -= spare * unitsOf20Ms;
        continue;
      }
      const length = fillerUnits.find((candidate) => candidate <= left) ?? 1;
      const packet = fillers.get(length) ?? new Uint8Array();
      piece.packet += 1;
      yield* decode(packet, length * SAMPLES_PER_UNIT, done * SAMPLES_PER_UNIT < tailSamples);
      done += length;
      left -= length;
    }
  }

  for (let run = 0; run < plan.runCount; run++) {
    const firstRow = plan.firstRow[run] ?? 0;
    const endRow = firstRow + (plan.rowCounts[run] ?? 0);
    piece.recorded = false;
    piece.row = endRow > firstRow ? firstRow : -1;
    yield* gap(plan.silenceUnits[run] ?? 0);
    piece.recorded = true;
    for (let row = firstRow; row < endRow; row++) {
      piece.packet += 1;
      piece.row = row;
      const durationSamples = (index.durationUnits[row] ?? 0) * SAMPLES_PER_UNIT;
      yield* decode(log.packet(row), durationSamples, true);
    }
  }
}
