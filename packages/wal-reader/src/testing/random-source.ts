/** Random numbers that a seed determines. */
export interface RandomSource {
  /** Uniform, from 0 up to but not including 1. */
  uniform(): number;
  /** Uniform between two bounds. */
  between(low: number, high: number): number;
  /** Between two positive bounds, each order of magnitude equally likely. */
  logBetween(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Normal distribution, mean 0, standard deviation 1. */
  normal(): number;
  /** Exponential distribution, mean 1. */
  exponential(): number;
}

/** A source of random numbers (mulberry32). */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
  const exponential = (): number => -Math.log(1 - uniform());
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    logBetween: (low, high) => low * Math.exp(Math.log(high / low) * uniform()),
    integer: (low, high) => low + Math.floor((high - low + 1) * uniform()),
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
    exponential,
  };
}
