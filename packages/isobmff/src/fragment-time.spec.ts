import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addTicks,
  compareStarts,
  decodeTimeFrom,
  ticksBetween,
  type FragmentStart,
} from './fragment-time.js';

const U32 = 0xffff_ffff;

function start(decodeTime: number | bigint, timescale: number): FragmentStart {
  return { decodeTime, timescale, emptyEdit: 0, movieTimescale: 1000 };
}

describe('decode times', () => {
  test('every 64-bit value keeps its last bit', () => {
    fc.assert(
      fc.property(fc.nat(U32), fc.nat(U32), (high, low) => {
        const time = decodeTimeFrom((BigInt(high) << 32n) + BigInt(low));
        expect(BigInt(time)).toBe((BigInt(high) << 32n) + BigInt(low));
        expect(typeof time).toBe(high < 0x20_0000 ? 'number' : 'bigint');
      }),
    );
  });

  test('sums and differences are exact across 2^53', () => {
    fc.assert(
      fc.property(fc.nat(U32), fc.nat(U32), fc.maxSafeNat(), (high, low, ticks) => {
        const time = decodeTimeFrom((BigInt(high) << 32n) + BigInt(low));
        const sum = addTicks(time, ticks);
        expect(BigInt(sum)).toBe(BigInt(time) + BigInt(ticks));
        expect(ticksBetween(time, sum)).toBe(ticks);
      }),
    );
    expect(addTicks(2 ** 53 - 1, 2)).toBe(2n ** 53n + 1n);
  });
});

describe('order of fragments', () => {
  test('2^53 + 1 is later than 2^53', () => {
    expect(compareStarts(start(2n ** 53n + 1n, 90000), start(2n ** 53n, 90000))).toBeGreaterThan(0);
  });

  test('the same second in two timescales is equal', () => {
    expect(compareStarts(start(139_816_631_340_000, 90000), start(74_568_870_048_000, 48000))).toBe(
      0,
    );
    expect(
      compareStarts(start(139_816_631_340_001, 90000), start(74_568_870_048_000, 48000)),
    ).toBeGreaterThan(0);
  });

  test('a leading empty edit moves the start', () => {
    const late = { decodeTime: 0, timescale: 48000, emptyEdit: 500, movieTimescale: 1000 };
    expect(compareStarts(late, start(45_000, 90000))).toBe(0);
    expect(compareStarts(late, start(44_999, 90000))).toBeGreaterThan(0);
  });

  test('agrees with exact arithmetic for any values', () => {
    const side = fc.record({
      decodeTime: fc.oneof(
        fc.maxSafeNat(),
        fc
          .tuple(fc.nat(U32), fc.nat(U32))
          .map(([high, low]) => decodeTimeFrom((BigInt(high) << 32n) + BigInt(low))),
      ),
      timescale: fc.integer({ min: 1, max: U32 }),
      emptyEdit: fc.oneof(fc.constant(0), fc.nat(U32)),
      movieTimescale: fc.integer({ min: 1, max: U32 }),
    });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const value = (s: FragmentStart, other: FragmentStart) =>
          (BigInt(s.decodeTime) * BigInt(s.movieTimescale) +
            BigInt(s.emptyEdit) * BigInt(s.timescale)) *
          BigInt(other.timescale) *
          BigInt(other.movieTimescale);
        const difference = value(a, b) - value(b, a);
        const sign = difference < 0n ? -1 : difference > 0n ? 1 : 0;
        expect(Math.sign(compareStarts(a, b))).toBe(sign);
        expect(Math.sign(compareStarts(b, a))).toBe(sign === 0 ? 0 : -sign);
      }),
    );
  });
});
