import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { invalidPacketReason, isStereoPacket, packetUnits } from './opus-packet.js';

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../gu) ?? [], (byte) => parseInt(byte, 16));
}

function samplesOf(packet: Uint8Array): number {
  return packetUnits(packet, 0, packet.length) * 120;
}

test.each([
  ['f8fffe', 960],
  ['f8', 960],
  ['f0fffe', 480],
  ['e8fffe', 240],
  ['e0fffe', 120],
  ['f9fffefffe', 1920],
  ['fb03fffefffefffe', 2880],
  ['fb06fffefffefffefffefffefffe', 5760],
  ['fb4103fffe000000', 960],
  ['fa02fffefffe', 1920],
  ['fb8202fffefffe', 1920],
  ['190000', 5760],
])('%s lasts %d samples', (hex, samples) => {
  expect(samplesOf(bytesOf(hex))).toBe(samples);
  expect(invalidPacketReason(bytesOf(hex))).toBeNull();
});

test.each([
  ['', 'empty'],
  ['fa', 'length of the first frame'],
  ['f9fffeff', 'equal size'],
  ['fb00', 'frame count of 0'],
  ['fb07fffefffefffefffefffefffefffe', '140 ms'],
  ['1b03000000', '180 ms'],
  ['fb02fffeff', 'lengths of its 2 frames'],
  ['fafc00', 'length of the first frame'],
  ['fb', 'frame count is missing'],
  ['fb41', '1 frames'],
  ['fb4105fffe', '1 frames'],
  ['fb41ff', '1 frames'],
  ['fb82ff', '2 frames'],
  ['fb8205ff', '2 frames'],
])('%s is invalid: %s', (hex, reason) => {
  expect(samplesOf(bytesOf(hex))).toBe(0);
  expect(invalidPacketReason(bytesOf(hex))).toContain(reason);
});

test('a frame has at most 1275 bytes', () => {
  const packet = (toc: number, length: number) => {
    const bytes = new Uint8Array(length);
    bytes[0] = toc;
    return bytes;
  };
  expect(samplesOf(packet(0x78, 1276))).toBe(960);
  expect(samplesOf(packet(0x78, 1277))).toBe(0);
  expect(samplesOf(packet(0x79, 2551))).toBe(1920);
  expect(samplesOf(packet(0x79, 2553))).toBe(0);
});

test('padding of more than one length byte is counted', () => {
  // 254 from the byte 255, then 2: 256 bytes of padding.
  expect(samplesOf(Uint8Array.from([0xfb, 0x41, 255, 2, 0xff, 0xfe, ...Array<number>(256)]))).toBe(
    960,
  );
  expect(samplesOf(Uint8Array.from([0xfb, 0x41, 255, 3, ...Array<number>(256)]))).toBe(0);
});

describe('frame durations', () => {
  test.each([
    ['SILK', 0, [480, 960, 1920, 2880]],
    ['SILK wide', 8, [480, 960, 1920, 2880]],
    ['hybrid', 12, [480, 960, 480, 960]],
    ['CELT', 16, [120, 240, 480, 960]],
    ['CELT full band', 28, [120, 240, 480, 960]],
  ])('%s', (_, config, samples) => {
    expect([0, 1, 2, 3].map((step) => samplesOf(Uint8Array.of((config + step) << 3)))).toEqual(
      samples,
    );
  });
});

test('the stereo bit tells how a packet is coded', () => {
  expect(isStereoPacket(bytesOf('fcfffe'))).toBe(true);
  expect(isStereoPacket(bytesOf('f8fffe'))).toBe(false);
});

test('any bytes last 2.5 to 120 ms or are invalid for a reason, wherever they lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(5), (packet, shift) => {
      const units = packetUnits(packet, 0, packet.length);
      expect(units).toBeLessThanOrEqual(48);
      expect(invalidPacketReason(packet) === null).toBe(units > 0);
      const moved = new Uint8Array(packet.length + shift + 3).fill(0xff);
      moved.set(packet, shift);
      expect(packetUnits(moved, shift, packet.length)).toBe(units);
    }),
    { numRuns: 2000 },
  );
});
