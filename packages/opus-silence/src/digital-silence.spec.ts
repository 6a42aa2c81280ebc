import { beforeAll, describe, expect, test } from '@jest/globals';
import { OpusDecoder } from 'opus-decoder';
import { createSilenceEncoder } from './create-silence-encoder.js';
import { openLibopus } from './libopus-node.js';
import type { SilencePacketSource } from './packet-source.js';
import { tablePackets } from './packet-table.js';
import { SilenceError } from './silence-error.js';
import { SILENCE_FRAME_SAMPLES } from './silence-frame.js';

const CASES = [1, 2].flatMap((channels) =>
  SILENCE_FRAME_SAMPLES.map((frameSamples) => ({ channels, frameSamples })),
);

/** Half a step of 32-bit PCM: what is below is zero at every integer depth. */
const HALF_STEP_32_BIT = 2 ** -32;

/** What a float build of libopus adds to keep off denormal numbers: 1e-30 of a 16-bit step. */
const DENORMAL_GUARD = 1e-33;

/** libopus, or the reason why this machine has none: `npm ci` succeeds without a compiler. */
async function openOrReason(channels: number): Promise<SilencePacketSource | SilenceError> {
  try {
    return await openLibopus(channels);
  } catch (error) {
    if (error instanceof SilenceError) return error;
    throw error;
  }
}

describe('the table decodes to digital zero at every integer depth', () => {
  test.each(CASES)('opus-decoder, float: $frameSamples samples × $channels', async (oneCase) => {
    const { channels, frameSamples } = oneCase;
    const decoder = new OpusDecoder({
      channels,
      streamCount: 1,
      coupledStreamCount: channels - 1,
      channelMappingTable: channels === 2 ? [0, 1] : [0],
    });
    await decoder.ready;
    const packet = tablePackets(channels).packet(frameSamples);
    const { channelData, samplesDecoded, errors } = decoder.decodeFrame(packet);
    decoder.free();
    expect(errors).toEqual([]);
    expect(samplesDecoded).toBe(frameSamples);
    expect(channelData).toHaveLength(channels);
    for (const samples of channelData) {
      expect(samples).toHaveLength(frameSamples);
      expect(samples.every((sample) => Math.abs(sample) < DENORMAL_GUARD)).toBe(true);
    }
    expect(DENORMAL_GUARD).toBeLessThan(HALF_STEP_32_BIT);
  });
});

describe.each([1, 2])('libopus, %i channels', (channels) => {
  let native: SilencePacketSource | SilenceError;

  beforeAll(async () => {
    native = await openOrReason(channels);
  });

  test('the table is what libopus encodes, in any order and after any packet', () => {
    if (native instanceof SilenceError) {
      expect(native.code).toBe('native-unavailable');
      return;
    }
    const table = tablePackets(channels);
    for (const previous of SILENCE_FRAME_SAMPLES) {
      for (const frameSamples of SILENCE_FRAME_SAMPLES) {
        native.packet(previous);
        expect(native.packet(frameSamples)).toEqual(table.packet(frameSamples));
      }
    }
  });

  test('a length that is no frame is refused before it reaches the native call', () => {
    if (native instanceof SilenceError) {
      expect(native.message).toContain('@discordjs/opus');
      return;
    }
    // As plain JavaScript could call it.
    const { packet } = native as unknown as { packet: (frameSamples: number) => Uint8Array };
    expect(() => packet(100)).toThrow(/found 100 samples in a frame/);
  });

  test('an encoder by default says where its packets come from', async () => {
    const reasons: SilenceError[] = [];
    const silence = await createSilenceEncoder({
      channels,
      onFallback: (reason) => reasons.push(reason),
    });
    expect(silence.source).toBe(native instanceof SilenceError ? 'table' : 'native');
    expect(reasons).toHaveLength(native instanceof SilenceError ? 1 : 0);
    expect(silence.encode(1800).map((packet) => packet.length)).toEqual([3, 3, 3, 3]);
  });

  test('its packets decode to digital zero in a fresh native decoder', async () => {
    if (native instanceof SilenceError) {
      await expect(createSilenceEncoder({ channels, source: 'native' })).rejects.toMatchObject({
        code: 'native-unavailable',
      });
      return;
    }
    const { default: libopus } = await import('@discordjs/opus');
    for (const frameSamples of SILENCE_FRAME_SAMPLES) {
      const pcm = new libopus.OpusEncoder(48000, channels).decode(native.packet(frameSamples));
      expect(pcm).toHaveLength(frameSamples * channels * 2);
      expect(pcm.every((byte) => byte === 0)).toBe(true);
    }
  });
});
