import { checkChannels, type SilencePacketSource } from './packet-source.js';
import { SilenceError } from './silence-error.js';
import { OPUS_SAMPLE_RATE, SILENCE_FRAME_SAMPLES } from './silence-frame.js';

const BITRATE = 64000;
const BYTES_PER_SAMPLE = 2;

/** `OPUS_SET_DTX` of opus_defines.h: with DTX on, silence would shrink to a bare TOC byte. */
const OPUS_SET_DTX = 4016;

/**
 * Opens libopus by way of the optional package `@discordjs/opus`; loading takes 50 to 100 ms.
 *
 * @param channels 1 or 2
 * @throws SilenceError `native-unavailable` if the package is not installed or does not load
 */
export async function openLibopus(channels: number): Promise<SilencePacketSource> {
  checkChannels(channels);
  const encoder = await createEncoder(channels);
  return {
    origin: 'native',
    channels,
    packet(frameSamples) {
      // The native call aborts the whole process on a length that is no frame; it cannot be caught.
      if (!SILENCE_FRAME_SAMPLES.includes(frameSamples)) {
        throw new SilenceError(
          'invalid-duration',
          `${String(frameSamples)} samples in a frame`,
          `one of ${SILENCE_FRAME_SAMPLES.join(', ')}`,
        );
      }
      const zeros = new Uint8Array(frameSamples * channels * BYTES_PER_SAMPLE);
      return new Uint8Array(encoder.encode(zeros));
    },
  };
}

async function createEncoder(channels: number) {
  try {
    const { default: libopus } = await import('@discordjs/opus');
    const encoder = new libopus.OpusEncoder(OPUS_SAMPLE_RATE, channels);
    encoder.setBitrate(BITRATE);
    encoder.applyEncoderCTL(OPUS_SET_DTX, 0);
    return encoder;
  } catch (cause) {
    // Two ways to fail: not installed (no compiler), or installed without its binary.
    throw new SilenceError(
      'native-unavailable',
      cause instanceof Error ? cause.message : String(cause),
      'the optional package @discordjs/opus, built for this Node',
      { cause },
    );
  }
}
