import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planChunks, type ChunkableTrack } from './chunk-plan.js';
import { constantDuration, durationRunsBuilder, type DurationRuns } from './duration-runs.js';

describe('planChunks', () => {
  test('cuts 20 ms packets into chunks of a second', () => {
    const plan = planChunks([{ timescale: 48000, durations: constantDuration(120, 960) }], 1);
    expect([...plan.sampleCount]).toEqual([50, 50, 20]);
    expect([...plan.trackIndex]).toEqual([0, 0, 0]);
    expect([...plan.descriptionIndex]).toEqual([1, 1, 1]);
  });

  test('keeps a chunk at or under its length, and a longer sample alone', () => {
    const durations = durationRunsBuilder();
    durations.add(17, 2880);
    durations.add(1, 96000);
    durations.add(2, 960);
    const plan = planChunks([{ timescale: 48000, durations: durations.finish() }], 1);
    expect([...plan.sampleCount]).toEqual([16, 1, 1, 2]);
  });

  test('begins a chunk where the sample description changes', () => {
    const track: ChunkableTrack = {
      timescale: 1000,
      durations: constantDuration(6, 10),
      descriptionIndex: Uint8Array.of(1, 1, 2, 2, 2, 1),
    };
    const plan = planChunks([track], Infinity);
    expect([...plan.sampleCount]).toEqual([2, 3, 1]);
    expect([...plan.descriptionIndex]).toEqual([1, 2, 1]);
  });

  test('orders chunks by time over tracks of different timescales, the first track when equal', () => {
    const plan = planChunks(
      [
        { timescale: 90000, durations: constantDuration(4, 45000) },
        { timescale: 48000, durations: constantDuration(100, 960), startTime: 12000 },
      ],
      0.5,
    );
    expect([...plan.trackIndex]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect([...plan.sampleCount]).toEqual([1, 25, 1, 25, 1, 25, 1, 25]);
  });

  test('puts a track marked so behind all others', () => {
    const plan = planChunks(
      [
        { timescale: 1, durations: constantDuration(1, 9), atEnd: true },
        { timescale: 1, durations: constantDuration(2, 1) },
      ],
      1,
    );
    expect([...plan.trackIndex]).toEqual([1, 1, 0]);
  });

  test('a sample longer than a chunk stays alone, even before one of no duration', () => {
    const durations = durationRunsBuilder();
    durations.add(1, 501);
    durations.add(1, 0);
    const plan = planChunks([{ timescale: 1000, durations: durations.finish() }], 0.5);
    expect([...plan.sampleCount]).toEqual([1, 1]);
  });

  test('fills a chunk up from the next run where there is room', () => {
    const durations = durationRunsBuilder();
    durations.add(150, 960);
    durations.add(1, 0);
    durations.add(74, 960);
    durations.add(4, 240);
    durations.add(100, 960);
    const plan = planChunks([{ timescale: 48000, durations: durations.finish() }], 1);
    expect([...plan.sampleCount]).toEqual([50, 50, 51, 50, 53, 50, 25]);
  });

  test('is the same whether durations come in long runs or one by one', () => {
    const runs = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ max: 60, min: 0 })),
      {
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 400 }), (list, chunkTicks) => {
        const sampleCount = Uint32Array.from(list, ([count]) => count);
        const sampleDelta = Uint32Array.from(list, ([, delta]) => delta);
        const single = list.flatMap(([count, delta]) => new Array<number>(count).fill(delta));
        const ones = new Uint32Array(single.length).fill(1);
        const plan = (durations: DurationRuns) =>
          planChunks([{ timescale: 1, durations }], chunkTicks);
        expect(plan({ sampleCount, sampleDelta })).toEqual(
          plan({ sampleCount: ones, sampleDelta: Uint32Array.from(single) }),
        );
      }),
    );
  });

  test('places every sample once, in order, and no chunk is longer than asked', () => {
    const trackArbitrary = fc.record({
      timescale: fc.constantFrom(1000, 48000, 90000),
      deltas: fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(trackArbitrary, { maxLength: 3 }), (tracks) => {
        const plan = planChunks(
          tracks.map(({ timescale, deltas }) => {
            const durations = durationRunsBuilder();
            for (const delta of deltas) durations.add(1, delta);
            return { timescale, durations: durations.finish() };
          }),
          0.5,
        );
        const position = tracks.map(() => 0);
        let lastStart = 0;
        for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
          const index = plan.trackIndex[chunk] ?? -1;
          const { timescale, deltas } = tracks[index] ?? { timescale: 1, deltas: [] };
          const first = position[index] ?? 0;
          const count = plan.sampleCount[chunk] ?? 0;
          const start = deltas.slice(0, first).reduce((sum, delta) => sum + delta, 0) / timescale;
          const length = deltas.slice(first, first + count).reduce((sum, delta) => sum + delta, 0);
          expect(count).toBeGreaterThan(0);
          expect(start).toBeGreaterThanOrEqual(lastStart);
          if (count > 1) expect(length / timescale).toBeLessThanOrEqual(0.5);
          lastStart = start;
          position[index] = first + count;
        }
        expect(position).toEqual(tracks.map(({ deltas }) => deltas.length));
      }),
    );
  });
});
