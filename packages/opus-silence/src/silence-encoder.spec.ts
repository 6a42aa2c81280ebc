import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tablePackets } from './packet-table.js';
import { SilenceEncoder } from './silence-encoder.js';
import type { SilenceFrameSamples } from './silence-frame.js';

const FRAME_OF_CONFIG: Readonly<Record<number, number>> = { 28: 120, 29: 240, 30: 480, 31: 960 };

/** Length of a packet as any reader takes it from the TOC byte, code 0 (RFC 6716, section 3.1). */
function packetSamples(packet: Uint8Array): number {
  const toc = packet[0] ?? Number.NaN;
  return (toc & 0x03) === 0 ? (FRAME_OF_CONFIG[toc >> 3] ?? Number.NaN) : Number.NaN;
}

describe('SilenceEncoder', () => {
  test('ten minutes are 30000 times one packet', () => {
    const packets = new SilenceEncoder({ channels: 1 }).encode(48000 * 600);
    expect(packets).toHaveLength(30000);
    expect(new Set(packets).size).toBe(1);
    expect(packets[29999]).toEqual(Uint8Array.of(0xf8, 0xff, 0xfe));
  });

  test('the rest is 10, 5 and 2.5 ms', () => {
    const packets = new SilenceEncoder({ channels: 2 }).encode(960 * 2 + 840);
    expect(packets.map((packet) => [...packet])).toEqual([
      [0xfc, 0xff, 0xfe],
      [0xfc, 0xff, 0xfe],
      [0xf4, 0xff, 0xfe],
      [0xec, 0xff, 0xfe],
      [0xe4, 0xff, 0xfe],
    ]);
  });

  test('no silence is no packet', () => {
    const silence = new SilenceEncoder({ channels: 1 });
    expect(silence.encode(0)).toEqual([]);
    expect(silence.silenceRuns(0)).toEqual([]);
  });

  test('packets last as long as asked, and runs say the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.nat(2000), (channels, units) => {
        const silence = new SilenceEncoder({ channels });
        const packets = silence.encode(units * 120);
        const total = packets.reduce((sum, packet) => sum + packetSamples(packet), 0);
        expect(total).toBe(units * 120);

        const runs = silence.silenceRuns(units * 120);
        for (const run of runs) expect(run.durationSamples).toBe(packetSamples(run.packet));
        const unrolled = runs.flatMap((run) => new Array<Uint8Array>(run.count).fill(run.packet));
        expect(unrolled).toEqual(packets);
      }),
      { numRuns: 50 },
    );
  });

  test('a distinct packet is made once in the life of an encoder', () => {
    const made: SilenceFrameSamples[] = [];
    const table = tablePackets(2);
    const silence = new SilenceEncoder({
      channels: 2,
      packets: {
        ...table,
        packet(frameSamples) {
          made.push(frameSamples);
          return table.packet(frameSamples);
        },
      },
    });
    const first = silence.encode(48000 * 600 + 120);
    const second = silence.encode(960 + 480 + 120);
    silence.silenceRuns(48000 * 36000);
    expect(made).toEqual([960, 120, 480]);
    expect(second[0]).toBe(first[0]);
  });

  test.each([0, 3, 1.5, -1, Number.NaN])('refuses %p channels', (channels) => {
    const create = () => new SilenceEncoder({ channels });
    expect(create).toThrow(expect.objectContaining({ code: 'invalid-channels' }));
    expect(create).toThrow(/expected 1 \(mono\) or 2 \(stereo\), found/);
  });

  test('refuses mono packets for a stereo track', () => {
    expect(() => new SilenceEncoder({ channels: 2, packets: tablePackets(1) })).toThrow(
      /found packets of 1 for 2/,
    );
  });

  test('a wrong length is refused whatever is asked for', () => {
    const silence = new SilenceEncoder({ channels: 1 });
    const refusal = expect.objectContaining({ code: 'invalid-duration' });
    expect(() => silence.encode(961)).toThrow(refusal);
    expect(() => silence.silenceRuns(-960)).toThrow(refusal);
  });
});
