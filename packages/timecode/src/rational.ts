import { TimecodeError } from './timecode-error.js';

/** An exact fraction in lowest terms; both parts are safe integers, the denominator is positive. */
export interface Rational {
  /** A safe integer; carries the sign. */
  readonly numerator: number;
  /** A positive safe integer. */
  readonly denominator: number;
}

/** How a fraction becomes a whole number; `nearest` rounds halves up. */
export type Rounding = 'floor' | 'nearest' | 'ceil';

/** The greatest common divisor of two integers that are not both zero. */
export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}

/** The fraction in lowest terms. The denominator must be positive. Throws `range` beyond 2^53 − 1. */
export function reduced(numerator: bigint, denominator: bigint): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return {
    numerator: safeNumber(numerator / divisor, 'numerator'),
    denominator: safeNumber(denominator / divisor, 'denominator'),
  };
}

/** a / b rounded to a whole number, for any a and a positive b. */
export function divide(a: bigint, b: bigint, rounding: Rounding): bigint {
  switch (rounding) {
    case 'floor':
      return floorDivide(a, b);
    case 'nearest':
      return floorDivide(2n * a + b, 2n * b);
    case 'ceil':
      return -floorDivide(-a, b);
  }
}

/** a · b / c rounded to a whole number, for any a, b and a positive c. Throws `range` beyond 2^53 − 1. */
export function multiplyDivide(a: bigint, b: bigint, c: bigint, rounding: Rounding): number {
  return safeNumber(divide(a * b, c, rounding), 'result');
}

/** The integer as a number. Throws `range` where a number cannot hold it exactly. */
export function safeNumber(value: bigint, subject: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new TimecodeError({
      code: 'range',
      subject,
      found: value.toString(),
      expected: 'an integer that a number holds exactly (up to 2^53 − 1)',
    });
  }
  return number;
}

/** Throws `range` unless the value is an integer that a number holds exactly. */
export function checkInteger(
  value: number,
  subject: string,
  least = Number.MIN_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TimecodeError({
    code: 'range',
    subject,
    found: String(value),
    expected:
      least === Number.MIN_SAFE_INTEGER
        ? 'a whole number up to 2^53 − 1'
        : `a whole number from ${least} to 2^53 − 1`,
  });
}

/** a / b rounded down, for any a and a positive b. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
