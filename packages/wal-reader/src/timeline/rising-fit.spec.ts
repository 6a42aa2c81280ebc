import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fitRising } from './rising-fit.js';

function fitted(values: readonly number[], weights: readonly number[]): number[] {
  const column = Float64Array.from(values);
  fitRising(column, Uint32Array.from(weights), 0, column.length);
  return [...column];
}

describe('the rising fit', () => {
  test('leaves rising values alone', () => {
    expect(fitted([1, 2, 2, 5], [1, 1, 1, 1])).toEqual([1, 2, 2, 5]);
  });

  test('replaces falling ones by their weighted mean', () => {
    expect(fitted([0, 10, 4, 20], [1, 1, 2, 1])).toEqual([0, 6, 6, 20]);
  });

  test('keeps to its range', () => {
    const column = Float64Array.of(9, 5, 3, 0);
    fitRising(column, Uint32Array.of(1, 1, 1, 1), 1, 3);
    expect([...column]).toEqual([9, 4, 4, 0]);
  });

  test('never falls and keeps the weighted mean', () => {
    const entries = fc.array(
      fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 1, max: 9 })),
    );
    fc.assert(
      fc.property(entries, (pairs) => {
        const values = pairs.map(([value]) => value);
        const weights = pairs.map(([, weight]) => weight);
        const fit = fitted(values, weights);
        const sum = (column: readonly number[]) =>
          column.reduce((total, value, at) => total + value * (weights[at] ?? 0), 0);
        for (let at = 1; at < fit.length; at++) {
          expect((fit[at] ?? 0) - (fit[at - 1] ?? 0)).toBeGreaterThan(-1e-9);
        }
        expect(sum(fit)).toBeCloseTo(sum(values), 6);
      }),
    );
  });
});
