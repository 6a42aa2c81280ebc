/** Decodes the packets of one track, in order; its state is carried from one to the next. */
export interface PacketDecoder {
  /** To be called before each packet, and awaited if it gives something to wait for. */
  prepare(packet: Uint8Array): Promise<void> | undefined;
  /**
   * The samples of a packet, an array for each channel, full scale ±1; `undefined` if it cannot be
   * decoded to the duration that it states.
   */
  decode(packet: Uint8Array, durationSamples: number): readonly Float32Array[] | undefined;
}

/** What opus-decoder has room for: 120 ms at 256 kbit/s a channel. */
const largestPacketBytes = 3840;

/** @param channels of the result, whatever the packets have */
export async function createPacketDecoder(channels: 1 | 2): Promise<PacketDecoder> {
  let decoder = await readyDecoder(channels);
  let broken = false;
  let afterSilk = true;

  async function renew(): Promise<void> {
    decoder = await readyDecoder(channels);
    broken = false;
  }

  return {
    prepare(packet) {
      const { silk, long } = modeOf(packet);
      // In stereo, opus-decoder (0.7.12 and before) writes beyond its stack when it goes over to
      // SILK frames of 40 or 60 ms. Its SILK state is reset there in any case, so that a new
      // decoder lacks no more than the 5 ms of fading over.
      const overflowing = channels === 2 && silk && long && !afterSilk;
      afterSilk = silk;
      return broken || overflowing ? renew() : undefined;
    },
    decode(packet, durationSamples) {
      if (packet.length > largestPacketBytes * channels) return undefined;
      try {
        const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packet);
        if (errors.length === 0 && samplesDecoded === durationSamples) return channelData;
      } catch (error) {
        // WebAssembly that has trapped is not to be used any more; what it was given is reported.
        if (!(error instanceof Error) || error.name !== 'RuntimeError') throw error;
      }
      broken = true;
      return undefined;
    },
  };
}

async function readyDecoder(channels: 1 | 2) {
  const { OpusDecoder } = await import('opus-decoder');
  const decoder = new OpusDecoder({ channels });
  await decoder.ready;
  return decoder;
}

/** Mode and frame length by the TOC byte's configuration, RFC 6716, table 2. */
function modeOf(packet: Uint8Array): { silk: boolean; long: boolean } {
  const configuration = (packet[0] ?? 0) >> 3;
  return { silk: configuration < 12, long: configuration % 4 >= 2 };
}
