const MAX_U32 = 0xffff_ffff;

/**
 * A timescale in which durations of every given one stay exact: their least common multiple, or the
 * first of them if that passes 32 bits.
 *
 * @param timescales ticks a second, 1 … 2^32 − 1
 */
export function commonTimescale(first: number, ...others: readonly number[]): number {
  let common = first;
  for (const timescale of others) {
    const multiple = (common / greatestCommonDivisor(common, timescale)) * timescale;
    if (multiple > MAX_U32) return first;
    common = multiple;
  }
  return common;
}

/** The greatest number that divides both without rest; both are whole and above 0. */
export function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/**
 * A duration in another timescale, rounded to the nearest tick; Infinity (unknown) stays.
 *
 * @param duration whole ticks of `from`
 */
export function rescaleDuration(duration: number, from: number, to: number): number {
  if (from === to || duration === Infinity) return duration;
  const product = duration * to;
  if (Number.isSafeInteger(product)) return Math.round(product / from);
  const scale = BigInt(from);
  return Number((BigInt(duration) * BigInt(to) * 2n + scale) / (scale * 2n));
}
