import type { SilencePacketOrigin, SilencePacketSource } from './packet-source.js';
import { tablePackets } from './packet-table.js';
import { SilenceError } from './silence-error.js';
import { divideIntoFrames, type SilenceFrameSamples } from './silence-frame.js';

/** What a {@link SilenceEncoder} is made with. */
export interface SilenceEncoderOptions {
  /** 1 or 2, as the track is declared. */
  readonly channels: number;
  /** Where packets come from; by default the table, which needs nothing loaded. */
  readonly packets?: SilencePacketSource;
}

/** The same packet a number of times in a row. */
export interface SilenceRun {
  /** Shared by all of the encoder's results: not to be changed. */
  readonly packet: Uint8Array<ArrayBuffer>;
  /** Length of one packet, in samples at 48 kHz. */
  readonly durationSamples: number;
  /** How many times in a row, at least 1. */
  readonly count: number;
}

/**
 * Turns lengths of silence into Opus packets that decode to digital zero.
 *
 * Each of the four distinct packets is made once and shared from then on.
 *
 * @example
 * const silence = new SilenceEncoder({ channels: 1 });
 * const packets = silence.encode(48000 * 600); // ten minutes: 30000 times the same three bytes
 */
export class SilenceEncoder {
  /** Channels that the packets are coded for: 1 or 2. */
  readonly channels: number;
  readonly #source: SilencePacketSource;
  readonly #packets = new Map<SilenceFrameSamples, Uint8Array<ArrayBuffer>>();

  /** @throws SilenceError `invalid-channels` unless channels is 1 or 2, as the source's is */
  constructor({ channels, packets = tablePackets(channels) }: SilenceEncoderOptions) {
    if (packets.channels !== channels) {
      throw new SilenceError(
        'invalid-channels',
        `packets of ${packets.channels} for ${channels}`,
        'a packet source of as many channels as the encoder',
      );
    }
    this.channels = channels;
    this.#source = packets;
  }

  /** Where the packets come from: libopus (`native`) or the `table`. */
  get source(): SilencePacketOrigin {
    return this.#source.origin;
  }

  /**
   * Packets for a silence: 20 ms each, the rest as 10, 5 and 2.5 ms.
   *
   * The array refers to at most four distinct packets. For silences of hours, or to fill a buffer
   * in blocks, {@link silenceRuns} says the same in constant space.
   *
   * @param durationSamples samples at 48 kHz, a multiple of 120 (2.5 ms); 0 gives no packet
   * @throws SilenceError `invalid-duration`
   */
  encode(durationSamples: number): Uint8Array<ArrayBuffer>[] {
    const runs = this.silenceRuns(durationSamples);
    let packetCount = 0;
    for (const { count } of runs) packetCount += count;
    const packets = new Array<Uint8Array<ArrayBuffer>>(packetCount);
    let start = 0;
    for (const { packet, count } of runs) {
      packets.fill(packet, start, start + count);
      start += count;
    }
    return packets;
  }

  /**
   * The packets of {@link encode} as at most four runs of equal ones.
   *
   * @param durationSamples samples at 48 kHz, a multiple of 120 (2.5 ms); 0 gives no run
   * @throws SilenceError `invalid-duration`
   */
  silenceRuns(durationSamples: number): SilenceRun[] {
    return divideIntoFrames(durationSamples).map(({ frameSamples, count }) => ({
      packet: this.#packet(frameSamples),
      durationSamples: frameSamples,
      count,
    }));
  }

  #packet(frameSamples: SilenceFrameSamples): Uint8Array<ArrayBuffer> {
    let packet = this.#packets.get(frameSamples);
    if (packet === undefined) {
      packet = this.#source.packet(frameSamples);
      this.#packets.set(frameSamples, packet);
    }
    return packet;
  }
}
