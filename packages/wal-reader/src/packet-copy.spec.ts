import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import type { MemorySegment } from './memory-segments.js';
import { indexMemory, memoryReader } from './memory-segments.js';
import { copyPackets, copyPacketsAsync, copyPacketSteps } from './packet-copy.js';
import { extentOf } from './packet-emitter.js';
import type { PacketIndex } from './packet-index.js';
import type { PacketRuns, SilencePackets } from './packet-runs.js';
import { encodeRecord, encodeSegmentHeader } from './record-writer.js';
import { layOutSamples } from './sample-layout.js';
import { packetUnits } from './opus-packet.js';

const SILENCE: SilencePackets = {
  encode: (durationSamples) =>
    [8, 4, 2, 1]
      .filter((part) => ((durationSamples / 120) & part) !== 0)
      .map((part) => Uint8Array.of(0xe0 | (Math.log2(part) << 3), 0xff, 0xfe)),
};

function runsOf(...runs: readonly (readonly [number, number, number])[]): PacketRuns {
  return {
    runCount: runs.length,
    silenceUnits: Uint32Array.from(runs, ([silence]) => silence),
    firstRow: Uint32Array.from(runs, ([, first]) => first),
    rowCounts: Uint32Array.from(runs, ([, , count]) => count),
  };
}

/** Segments of packets with a number in each, and with headers of the given length between them. */
function segmentsOf(sizes: readonly (readonly number[])[], nameLength = 0): MemorySegment[] {
  let number = 0;
  return sizes.map((packetSizes, place) => {
    const records = packetSizes.map((size) => {
      const packet = new Uint8Array(size).fill(1 + (number % 255));
      packet.set([number % 3 === 0 ? 0x78 : 0xf0, number >> 8, number & 0xff].slice(0, size));
      number += 1;
      return encodeRecord(
        {
          kind: 'input',
          sampleRate: 48000,
          channels: 1,
          relativeTimestampMs: 20 * number,
          emitterMetadata: {
            playerData:
              nameLength === 0
                ? null
                : {
                    game: 'generic',
                    name: 'x'.repeat(nameLength),
                    coordinates: { x: 0, y: 0, z: 0 },
                    orientation: { x: 0, y: 0 },
                    of: 'hytale',
                  },
            spatial: null,
            gainSettings: null,
          },
        },
        packet,
      );
    });
    const bytes = Buffer.concat([encodeSegmentHeader(Uint8Array.of(65), 0), ...records]);
    return { name: `${place}`, bytes: Uint8Array.from(bytes) };
  });
}

/** The same output, put together the slow way: samples one by one. */
function samplesOf(index: PacketIndex, runs: PacketRuns, segments: readonly MemorySegment[]) {
  const samples: Uint8Array[] = [];
  for (let run = 0; run < runs.runCount; run++) {
    const units = runs.silenceUnits[run] ?? 0;
    for (let left = units; left >= 8; left -= 8) samples.push(...SILENCE.encode(960));
    samples.push(...SILENCE.encode((units % 8) * 120));
    for (let at = 0; at < (runs.rowCounts[run] ?? 0); at++) {
      const row = (runs.firstRow[run] ?? 0) + at;
      const { segment, baseOffset } = extentOf(index.extents, row);
      const start = baseOffset + (index.offset[row] ?? 0);
      const bytes = segments[segment]?.bytes ?? new Uint8Array();
      samples.push(bytes.subarray(start, start + (index.size[row] ?? 0)));
    }
  }
  return samples;
}

function copied(segments: readonly MemorySegment[], index: PacketIndex, runs: PacketRuns) {
  const written: Uint8Array[] = [];
  let reads = 0;
  let bytesRead = 0;
  const reader = memoryReader(segments);
  const length = copyPackets(
    { index, runs, silence: SILENCE },
    {
      readInto(segment, position, target) {
        reads += 1;
        bytesRead += target.length;
        return reader.readInto(segment, position, target);
      },
    },
    (bytes) => written.push(bytes.slice()),
  );
  const bytes = Buffer.concat(written);
  expect(length).toBe(bytes.length);
  return { bytes, reads, writes: written.length, bytesRead };
}

/** As `toEqual`, which takes half a minute for as many. */
function expectSameNumbers(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  expect(wanted.findIndex((value, at) => value !== found[at])).toBe(-1);
}

function expectRightOutput(segments: readonly MemorySegment[], runs: PacketRuns) {
  const index = indexMemory(segments);
  const samples = samplesOf(index, runs, segments);
  const output = copied(segments, index, runs);
  expect(output.bytes.equals(Buffer.concat(samples))).toBe(true);

  const layout = layOutSamples(index, runs, SILENCE);
  expectSameNumbers(
    layout.sizes,
    samples.map(({ length }) => length),
  );
  expect(layout.sampleCount).toBe(samples.length);
  expect(layout.payloadBytes).toBe(output.bytes.length);
  const durations = samples.map((sample) => 120 * packetUnits(sample, 0, sample.length));
  expectSameNumbers(
    Array.from(layout.durationCounts).flatMap((count, run) =>
      Array<number>(count).fill(layout.durationSamples[run] ?? 0),
    ),
    durations,
  );
  expect(layout.totalDurationSamples).toBe(durations.reduce((sum, duration) => sum + duration, 0));
  return output;
}

describe('packets and silence are written', () => {
  const sizes = [Array.from({ length: 60 }, (_, at) => 3 + ((at * 37) % 90))];

  test('in one piece where they fit a buffer', () => {
    const output = expectRightOutput(
      segmentsOf(sizes),
      runsOf([0, 0, 20], [9, 20, 30], [400, 50, 10]),
    );
    expect(output).toMatchObject({ reads: 1, writes: 1 });
  });

  test('not at all where there are none', () => {
    expect(expectRightOutput(segmentsOf(sizes), runsOf())).toMatchObject({ reads: 0, writes: 0 });
    expect(expectRightOutput(segmentsOf(sizes), runsOf([0, 5, 0], [0, 7, 0]))).toMatchObject({
      writes: 0,
    });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 15])('with a silence of %d units alone', (units) => {
    expectRightOutput(segmentsOf(sizes), runsOf([units, 0, 0]));
  });

  test('with an hour of silence between words, in large pieces', () => {
    const output = expectRightOutput(
      segmentsOf(sizes),
      runsOf([1_440_003, 0, 20], [1_440_001, 20, 5], [1_440_007, 25, 35]),
    );
    expect(output.writes).toBeLessThan(40);
  });

  test('where late packets go in front of those written before them', () => {
    const swapped = Array.from({ length: 30 }, (_, pair) => [
      [pair % 5, 2 * pair + 1, 1] as const,
      [0, 2 * pair, 1] as const,
    ]).flat();
    const output = expectRightOutput(segmentsOf(sizes), runsOf(...swapped));
    expect(output.reads).toBe(1);
  });

  test('in whatever order, and more than once', () => {
    const backwards = Array.from({ length: 60 }, (_, at) => [at % 9, 59 - at, 1] as const);
    expectRightOutput(segmentsOf(sizes), runsOf(...backwards, [0, 0, 60], [3, 10, 20]));
  });

  test('from many segments, and from more than a buffer holds', () => {
    const large = segmentsOf(
      Array.from({ length: 5 }, (_, segment) =>
        Array.from({ length: segment * 300 }, (__, at) => 200 + ((at * 131) % 1000)),
      ),
      400,
    );
    const output = expectRightOutput(large, runsOf([5, 0, 1000], [17, 1000, 2000]));
    expect(output.reads).toBeLessThan(12);
    expect(output.writes).toBeLessThan(12);
  });

  test('without reading much more than is needed where runs lie far apart', () => {
    const sparse = segmentsOf([Array<number>(1000).fill(100)], 1000);
    const few = [900, 100, 500, 300].map((row) => [0, row, 1] as const);
    const { bytesRead } = expectRightOutput(sparse, runsOf(...few));
    expect(bytesRead).toBeLessThan(1_000_000);
  });
});

test('any runs over any segments give what copying packet by packet gives', () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 1200 }), { maxLength: 60 }), {
    minLength: 1,
    maxLength: 5,
  });
  const runs = fc.array(fc.tuple(fc.nat(100_000), fc.nat(), fc.nat(20)), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, runs, fc.constantFrom(0, 10, 2000), (packetSizes, wanted, nameLength) => {
      const segments = segmentsOf(packetSizes, nameLength);
      const { rowCount } = indexMemory(segments);
      const inside = wanted.map(([units, row, count]) => {
        const first = rowCount === 0 ? 0 : row % rowCount;
        return [units % 5000, first, Math.min(count, rowCount - first)] as const;
      });
      expectRightOutput(segments, runsOf(...inside));
    }),
    { numRuns: 60 },
  );
});

describe('a copy', () => {
  const segments = segmentsOf([Array<number>(4000).fill(600)]);
  const index = indexMemory(segments);
  const runs = runsOf([8, 0, 4000]);
  const selection = { index, runs, silence: SILENCE };
  const reader = memoryReader(segments);

  test('can be stopped, and tells how far it is', () => {
    const done: number[] = [];
    const abort = new AbortController();
    expect(() =>
      copyPackets(selection, reader, () => undefined, {
        signal: abort.signal,
        onProgress(bytesDone) {
          done.push(bytesDone);
          if (done.length === 3) abort.abort(new Error('enough'));
        },
      }),
    ).toThrow('enough');
    expect(done).toHaveLength(3);
    expect(done.toSorted((a, b) => a - b)).toEqual(done);
  });

  test('can be left in the middle', () => {
    let steps = 0;
    for (const bytesDone of copyPacketSteps(selection, reader, () => undefined)) {
      steps += 1;
      if (bytesDone > 0) break;
    }
    expect(steps).toBe(2);
  });

  test('gives the same with a reader and a writer that take their time', async () => {
    const written: Uint8Array[] = [];
    const length = await copyPacketsAsync(
      selection,
      { readInto: (...place) => Promise.resolve(reader.readInto(...place)) },
      async (bytes) => {
        await Promise.resolve();
        written.push(bytes.slice());
      },
    );
    expect(length).toBe(4000 * 600 + 3);
    expect(Buffer.concat(written).equals(copied(segments, index, runs).bytes)).toBe(true);
  });

  test('of a segment that became shorter is an error', () => {
    const shorter = segments.map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, 5000) }));
    expect(() => copyPackets(selection, memoryReader(shorter), () => undefined)).toThrow(
      expect.objectContaining({ code: 'segment-shrank' }),
    );
  });

  test('of rows that are not there, or with silence that is none, is an error', () => {
    const copy = (badRuns: PacketRuns, silence: SilencePackets) => () =>
      copyPackets({ index, runs: badRuns, silence }, reader, () => undefined);
    expect(copy(runsOf([0, 3999, 2]), SILENCE)).toThrow(
      expect.objectContaining({ code: 'runs-invalid', found: 'rows 3999 to 4000' }),
    );
    expect(copy({ ...runs, runCount: 2 }, SILENCE)).toThrow(
      expect.objectContaining({ code: 'runs-invalid' }),
    );
    const tenMs = Uint8Array.of(0xf0, 0xff, 0xfe);
    expect(copy(runs, { encode: () => [tenMs] })).toThrow(
      expect.objectContaining({ code: 'silence-invalid', found: '10 ms', expected: '20 ms' }),
    );
    expect(copy(runs, { encode: () => [tenMs, tenMs] })).toThrow(
      expect.objectContaining({ code: 'silence-invalid', found: '2 packets' }),
    );
    const noRest = { encode: (samples: number) => (samples === 960 ? SILENCE.encode(960) : []) };
    expect(copy(runs, noRest)).toThrow(
      expect.objectContaining({ code: 'silence-invalid', found: '0 ms' }),
    );
  });
});
