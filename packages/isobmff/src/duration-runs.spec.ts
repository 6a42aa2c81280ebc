import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  constantDuration,
  countSamples,
  durationRunsBuilder,
  shortestDuration,
  totalDuration,
} from './duration-runs.js';

describe('durationRunsBuilder', () => {
  test('joins equal neighbours, whether added as runs or from a column', () => {
    const durations = durationRunsBuilder();
    durations.add(2, 960);
    durations.addColumn(Uint8Array.of(9, 8, 8, 24, 24, 24, 8), 1, 6, 120);
    durations.add(0, 77);
    durations.add(1, 2880);
    expect(durations.finish()).toEqual({
      sampleCount: Uint32Array.of(4, 4),
      sampleDelta: Uint32Array.of(960, 2880),
    });
  });

  test('splits a run whose count does not fit 32 bits', () => {
    const runs = constantDuration(2 ** 32 + 5, 960);
    expect(runs.sampleCount).toEqual(Uint32Array.of(0xffff_ffff, 6));
    expect(countSamples(runs)).toBe(2 ** 32 + 5);
  });

  test('takes no notice of runs without samples', () => {
    const runs = { sampleCount: Uint32Array.of(0, 2), sampleDelta: Uint32Array.of(0, 960) };
    expect(shortestDuration(runs)).toBe(960);
    expect(totalDuration(runs)).toBe(1920);
  });

  test('describes exactly the durations that were added', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 4, 8, 24), { maxLength: 200 }), (units) => {
        const durations = durationRunsBuilder();
        durations.addColumn(Uint8Array.from(units), 0, units.length, 120);
        const runs = durations.finish();
        const expanded = [...runs.sampleCount].flatMap((count, run) =>
          Array<number>(count).fill((runs.sampleDelta[run] ?? 0) / 120),
        );
        expect(expanded).toEqual(units);
        expect(countSamples(runs)).toBe(units.length);
        expect(totalDuration(runs)).toBe(120 * units.reduce((sum, unit) => sum + unit, 0));
        expect(shortestDuration(runs)).toBe(units.length ? 120 * Math.min(...units) : 0);
        for (let run = 1; run < runs.sampleDelta.length; run += 1) {
          expect(runs.sampleDelta[run]).not.toBe(runs.sampleDelta[run - 1]);
        }
      }),
    );
  });
});
