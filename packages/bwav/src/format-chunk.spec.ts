import { describe, expect, test } from '@jest/globals';
import { formatPayload, readFormatPayload } from './format-chunk.js';
import { blockAlign, checkFormat, type SampleFormat, type WaveFormat } from './wave-format.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const format = (
  sampleFormat: SampleFormat,
  channels: number,
  channelMask?: number,
): WaveFormat => ({
  sampleRate: 48000,
  channels,
  sampleFormat,
  ...(channelMask !== undefined && { channelMask }),
});

describe('fmt ', () => {
  test.each<[string, WaveFormat, string]>([
    ['24-bit stereo', format('pcm24', 2), '0100 0200 80bb0000 00650400 0600 1800'],
    ['24-bit mono', format('pcm24', 1), '0100 0100 80bb0000 80320200 0300 1800'],
    ['16-bit mono', format('pcm16', 1), '0100 0100 80bb0000 00770100 0200 1000'],
    ['float mono', format('float32', 1), '0300 0100 80bb0000 00ee0200 0400 2000 0000'],
    [
      '24-bit stereo with a speaker mask',
      format('pcm24', 2, 3),
      'feff 0200 80bb0000 00650400 0600 1800 1600 1800 03000000 0100 000000001000800000aa00389b71',
    ],
    [
      'four channels of float',
      format('float32', 4),
      'feff 0400 80bb0000 00b80b00 1000 2000 1600 2000 00000000 0300 000000001000800000aa00389b71',
    ],
  ])('%s', (_, wave, expected) => {
    const payload = formatPayload(wave);
    expect(hex(payload)).toBe(expected.replaceAll(' ', ''));
    expect(readFormatPayload(payload)).toMatchObject({
      sampleRate: wave.sampleRate,
      channels: wave.channels,
      sampleFormat: wave.sampleFormat,
      blockAlign: blockAlign(wave),
      channelMask: wave.channelMask ?? 0,
      extensible: wave.channels > 2 || wave.channelMask !== undefined,
    });
  });

  test.each([
    ['8-bit PCM', '0100 0100 80bb0000 80bb0000 0100 0800'],
    ['A-law', '0600 0100 401f0000 401f0000 0100 0800'],
    ['24 bits in 4 bytes', '0100 0100 80bb0000 00ee0200 0400 1800'],
    ['extensible, cut short', 'feff 0200 80bb0000 00650400 0600 1800 0000'],
  ])('reads what it does not write: %s', (_, payload) => {
    const read = readFormatPayload(Buffer.from(payload.replaceAll(' ', ''), 'hex'));
    expect(read.sampleFormat).toBeUndefined();
    expect(read.extensible).toBe(false);
  });

  test.each([
    [{ sampleRate: 0 }, 'format.sampleRate: expected an integer from 1 to 4294967295, found 0'],
    [{ sampleRate: 44100.5 }, 'found 44100.5'],
    [{ channels: 0 }, 'format.channels: expected an integer from 1 to 65535, found 0'],
    [{ channels: 40000 }, 'expected at most 65535 bytes a frame, found 40000 channels'],
    [{ channelMask: -1 }, 'format.channelMask'],
    [{ sampleFormat: 'pcm8' as SampleFormat }, 'one of pcm16, pcm24, float32, found "pcm8"'],
  ])('refuses %p', (change, message) => {
    const check = () => {
      checkFormat({ ...format('pcm24', 1), ...change });
    };
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: 'invalid-value' }));
  });
});
