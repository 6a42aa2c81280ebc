import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { dOps, Opus } from './opus.js';

describe('dOps', () => {
  test('a voice recording: family 0', () => {
    expectExample({
      description: dOps,
      value: {
        outputChannelCount: 2,
        preSkip: 312,
        inputSampleRate: 48000,
        outputGain: 0,
        channelMappingFamily: 0,
      },
      hex: '00000013 644f7073 00 02 0138 0000bb80 0000 00',
      text: 'outputChannelCount=2, preSkip=312, inputSampleRate=48000, outputGain=0, channelMappingFamily=0',
    });
  });

  test('5.1 in Vorbis order: family 1 has a byte for each channel', () => {
    expectExample({
      description: dOps,
      value: {
        outputChannelCount: 6,
        preSkip: 312,
        inputSampleRate: 44100,
        outputGain: -256,
        channelMappingFamily: 1,
        streamCount: 4,
        coupledCount: 2,
        channelMapping: fromHex('000401020305'),
      },
      hex: '0000001b 644f7073 00 06 0138 0000ac44 ff00 01 04 02 000401020305',
      text: 'outputChannelCount=6, preSkip=312, inputSampleRate=44100, outputGain=-256, channelMappingFamily=1, streamCount=4, coupledCount=2, channelMapping=000401020305',
    });
  });

  test('ambisonics with a matrix: family 3 has 16 bits for each pair of channels', () => {
    const matrix = new Uint8Array(2 * 4 * 4).fill(7);
    const value = {
      outputChannelCount: 4,
      preSkip: 312,
      inputSampleRate: 0,
      outputGain: 0,
      channelMappingFamily: 3,
      streamCount: 2,
      coupledCount: 2,
      channelMapping: matrix,
    };
    const bytes = writeBox(dOps, value);
    expect(bytes.length).toBe(21 + 32);
    expect(boxOfHex(toHex(bytes), dOps).read(dOps)).toEqual(value);
  });

  test("a version other than 0, such as OpusHead's 1, is refused where it stands", () => {
    const box = boxOfHex('00000013 644f7073 01 02 0138 0000bb80 0000 00', dOps);
    expect(() => box.read(dOps)).toThrow('dOps at byte 8: found version 1, expected 0');
  });

  test('a channel mapping that is left out, too short, or there for family 0 is not written', () => {
    const mono = { outputChannelCount: 1, preSkip: 312, inputSampleRate: 48000, outputGain: 0 };
    expect(() => writeBox(dOps, { ...mono, channelMappingFamily: 1 })).toThrow(
      'dOps: found streamCount left out, expected it to be there',
    );
    expect(() => writeBox(dOps, { ...mono, channelMappingFamily: 0, streamCount: 1 })).toThrow(
      'dOps: found streamCount given, expected it to be absent',
    );
    const mapped = { ...mono, channelMappingFamily: 1, streamCount: 1, coupledCount: 0 };
    expect(() => writeBox(dOps, { ...mapped, channelMapping: new Uint8Array(2) })).toThrow(
      'dOps: found channelMapping of 2 bytes, expected 1 bytes',
    );
  });
});

test('the Opus sample entry holds its dOps', () => {
  expectExample({
    description: Opus,
    value: { channelCount: 2, sampleRate: 48000 },
    children: [fromHex('00000013644f70730002013800 00bb80000000')],
    hex:
      '00000037 4f707573 000000000000 0001 0000000000000000 0002 0010 0000 0000 bb800000' +
      '00000013 644f7073 00 02 0138 0000bb80 0000 00',
    text: 'dataReferenceIndex=1, entryVersion=0, channelCount=2, sampleSize=16, compressionId=0, packetSize=0, sampleRate=48000',
  });
});
