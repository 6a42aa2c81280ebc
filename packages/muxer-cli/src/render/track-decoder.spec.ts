import { describe, expect, test } from '@jest/globals';
import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { SilenceEncoder } from '@voxmux/opus-silence';
import { layOutSamples, type PacketIndex, packetUnits } from '@voxmux/wal-reader';
import type { TrackRender } from './audio-format.js';
import { createPacketDecoder, type PacketDecoder } from './packet-decoder.js';
import { createTrackDecoder } from './track-decoder.js';

/** A gap in units of 2.5 ms and the packets behind it. */
interface Stretch {
  readonly gapUnits: number;
  readonly packets: readonly Uint8Array[];
}

/** By their first and last TOC configuration. Noise is valid in all of them. */
const modes = [
  ['SILK', 0, 11],
  ['hybrid', 12, 15],
  ['CELT', 16, 31],
] as const;

/** Shorter than what settles a decoder and longer, of whole fillers of 20 ms and not. */
const gaps = [0, 1, 2, 8, 9, 32, 39, 40, 41, 47, 48, 95, 400];

describe.each([1, 2] as const)('with %i channels', (channels) => {
  test.each(modes)('%s packets sound as if no silence were left out', async (_, first, last) => {
    const random = randomSource(channels + first);
    const stretches = gaps.map((gapUnits): Stretch => {
      const own = [0, 1, 2].map(() => noisePacket(first + random(last - first + 1), random));
      const foreign = [0, 1].map(() => noisePacket(random(32), random));
      return { gapUnits, packets: [...own, ...foreign, ...own] };
    });
    const whole = await createPacketDecoder(channels);
    const expected = memorySink(channels);
    for (const packet of packetsOf(stretches, channels)) {
      await whole.prepare(packet);
      const decoded = whole.decode(packet, 120 * packetUnits(packet, 0, packet.length));
      if (!decoded) throw new Error('a valid packet was refused');
      expected.append(decoded);
    }
    const { sink, decoder, decodedPackets } = await decodeTrack(stretches, channels);
    expect(decoder.undecodedPackets()).toBe(0);
    expect(sink.frameCount()).toBe(expected.frameCount() - OPUS_PRE_SKIP);
    expect(decodedPackets).toBeLessThan(packetsOf(stretches, channels).length - 40);
    for (let channel = 0; channel < channels; channel++) {
      const wanted = expected.samples(channel).subarray(OPUS_PRE_SKIP);
      expect(wanted.some((sample) => Math.abs(sample) > 0.001)).toBe(true);
      expect(firstDifference(sink.samples(channel), wanted)).toBe(-1);
    }
  });
});

test('a packet that the decoder refuses is silence of its length, and told', async () => {
  const random = randomSource(7);
  const refused = noisePacket(31, random);
  const packets = [noisePacket(31, random), refused, noisePacket(31, random)];
  const { sink, decoder } = await decodeTrack([{ gapUnits: 80, packets }], 1, refused);
  expect(decoder.undecodedPackets()).toBe(1);
  expect(decoder.firstUndecodedSample()).toBe(9600 + 960 - OPUS_PRE_SKIP);
  expect(sink.frameCount()).toBe(9600 + 3 * 960 - OPUS_PRE_SKIP);
});

test('packets may come in any number at a time, with breaths between', async () => {
  const random = randomSource(3);
  const packets = Array.from({ length: 200 }, () => noisePacket(31, random));
  const stretches = [{ gapUnits: 8, packets }];
  const atOnce = await decodeTrack(stretches, 1);
  const sink = memorySink(1);
  let breaths = 0;
  const piecewise = createTrackDecoder(
    trackOf(stretches, 1),
    await createPacketDecoder(1),
    sink,
    () => {
      breaths += 1;
      return breaths % 2 === 0 ? Promise.resolve() : undefined;
    },
  );
  const all = packetsOf(stretches, 1);
  await piecewise.write(joined(all.slice(0, 70)));
  await piecewise.write(joined(all.slice(70)));
  expect(breaths).toBe(3);
  expect(firstDifference(sink.samples(0), atOnce.sink.samples(0))).toBe(-1);
});

async function decodeTrack(stretches: readonly Stretch[], channels: 1 | 2, refused?: Uint8Array) {
  const inner = await createPacketDecoder(channels);
  const sink = memorySink(channels);
  let decodedPackets = 0;
  const counting: PacketDecoder = {
    ...inner,
    decode(packet, durationSamples) {
      decodedPackets += 1;
      if (refused && Buffer.compare(packet, refused) === 0) return undefined;
      return inner.decode(packet, durationSamples);
    },
  };
  const track = trackOf(stretches, channels);
  const decoder = createTrackDecoder(track, counting, sink, () => undefined);
  await decoder.write(joined(packetsOf(stretches, channels)));
  return { sink, decoder, decodedPackets };
}

function trackOf(
  stretches: readonly Stretch[],
  channels: 1 | 2,
): Pick<TrackRender, 'runs' | 'silence' | 'layout'> {
  const packets = stretches.flatMap((stretch) => stretch.packets);
  const rowCounts = Uint32Array.from(stretches, (stretch) => stretch.packets.length);
  let row = 0;
  const runs = {
    runCount: stretches.length,
    silenceUnits: Uint32Array.from(stretches, ({ gapUnits }) => gapUnits),
    firstRow: rowCounts.map((count) => (row += count) - count),
    rowCounts,
  };
  const silence = { encode: (samples: number) => fillers(samples / 120, channels) };
  const index: PacketIndex = {
    rowCount: packets.length,
    offset: new Uint32Array(packets.length),
    size: Uint16Array.from(packets, ({ length }) => length),
    stampMs: new Uint32Array(packets.length),
    durationUnits: Uint8Array.from(packets, (packet) => packetUnits(packet, 0, packet.length)),
    extents: [],
    duplicates: [],
  };
  return { runs, silence, layout: layOutSamples(index, runs, silence) };
}

function packetsOf(stretches: readonly Stretch[], channels: 1 | 2): Uint8Array[] {
  return stretches.flatMap(({ gapUnits, packets }) => [...fillers(gapUnits, channels), ...packets]);
}

function fillers(units: number, channels: 1 | 2): Uint8Array[] {
  return units === 0 ? [] : new SilenceEncoder({ channels }).encode(units * 120);
}

/** A packet of one frame, mono or stereo, full of noise. */
function noisePacket(config: number, random: (below: number) => number): Uint8Array {
  const body = Array.from({ length: 20 + random(120) }, () => random(256));
  return Uint8Array.of((config << 3) | (random(2) << 2), ...body);
}

/** xorshift32: the same noise in every run. */
function randomSource(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function memorySink(channels: number) {
  const pieces: Float32Array[][] = [];
  let frames = 0;
  return {
    frameCount: () => frames,
    append(data: readonly Float32Array[], first = 0, count = data[0]?.length ?? 0): void {
      pieces.push(data.map((samples) => samples.slice(first, first + count)));
      frames += count;
    },
    appendSilence(count: number): void {
      pieces.push(Array.from({ length: channels }, () => new Float32Array(count)));
      frames += count;
    },
    samples(channel: number): Float32Array {
      const joinedSamples = new Float32Array(frames);
      let at = 0;
      for (const piece of pieces) {
        joinedSamples.set(piece[channel] ?? [], at);
        at += piece[channel]?.length ?? 0;
      }
      return joinedSamples;
    },
  };
}

function joined(packets: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(packets));
}

/** Where two signals differ, -1 if nowhere. A decoder's silence is not quite zero: 2e-34. */
function firstDifference(actual: Float32Array, expected: Float32Array): number {
  return actual.findIndex((sample, at) => {
    const wanted = expected[at] ?? NaN;
    return sample !== wanted && !(sample === 0 && Math.abs(wanted) < 1e-30);
  });
}
