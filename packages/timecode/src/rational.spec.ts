import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkInteger, divide, reduced, safeNumber } from './rational.js';

test.each([
  [7n, 2n, 3n, 4n, 4n],
  [-7n, 2n, -4n, -3n, -3n],
  [6n, 3n, 2n, 2n, 2n],
  [-1n, 3n, -1n, 0n, 0n],
  [1n, 3n, 0n, 0n, 1n],
  [0n, 5n, 0n, 0n, 0n],
])('%d / %d is %d, %d or %d by floor, nearest and ceil', (a, b, floor, nearest, ceil) => {
  expect(divide(a, b, 'floor')).toBe(floor);
  expect(divide(a, b, 'nearest')).toBe(nearest);
  expect(divide(a, b, 'ceil')).toBe(ceil);
});

test('reduced gives the same fraction in lowest terms', () => {
  const divides = (value: number, divisor: number) => value % divisor === 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1 }), (a, b) => {
      const { numerator, denominator } = reduced(BigInt(a), BigInt(b));
      expect(BigInt(numerator) * BigInt(b)).toBe(BigInt(a) * BigInt(denominator));
      for (const prime of [2, 3, 5, 7, 11, 13, 17, 19]) {
        expect(divides(numerator, prime) && divides(denominator, prime)).toBe(false);
      }
    }),
  );
  expect(reduced(0n, 12n)).toEqual({ numerator: 0, denominator: 1 });
  expect(reduced(-48000n, 36n)).toEqual({ numerator: -4000, denominator: 3 });
});

test('numbers that would lose digits are refused', () => {
  expect(safeNumber(2n ** 53n - 1n, 'sum')).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => safeNumber(2n ** 53n, 'sum')).toThrow('sum: found 9007199254740992, expected');
  expect(() => reduced(2n ** 60n + 1n, 2n)).toThrow(expect.objectContaining({ code: 'range' }));
  expect(() => {
    checkInteger(-1, 'length', 0);
  }).toThrow('length: found -1, expected a whole number from 0 to 2^53 − 1');
});
