import { OpusDecoder } from 'opus-decoder';

/** Decodes the packets of one track, in order; its state is carried from one to the next. */
export interface PacketDecoder {
  /**
   * The samples of a packet, an array for each channel, full scale ±1; `undefined` if it cannot be
   * decoded to the duration that it states.
   */
  decode(packet: Uint8Array, durationSamples: number): readonly Float32Array[] | undefined;
  close(): void;
}

/** What opus-decoder has room for: 120 ms at 256 kbit/s a channel. */
const largestPacketBytes = 3840;

/** @param channels of the result, whatever the packets have */
export async function createPacketDecoder(channels: 1 | 2): Promise<PacketDecoder> {
  const decoder = new OpusDecoder({ channels });
  await decoder.ready;
  return {
    decode(packet, durationSamples) {
      if (packet.length > largestPacketBytes * channels) return undefined;
      const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packet);
      return errors.length === 0 && samplesDecoded === durationSamples ? channelData : undefined;
    },
    close() {
      decoder.free();
    },
  };
}
