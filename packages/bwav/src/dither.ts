/**
 * States of a noise generator for each channel, so that a channel's noise depends neither on the
 * others nor on the sizes of the blocks it is made in.
 *
 * @param seed any integer; the same seed gives the same noise
 */
export function ditherStates(seed: number, channels: number): Uint32Array {
  return Uint32Array.from({ length: channels }, (_, channel) => {
    // Finaliser of MurmurHash3: neighbouring seeds and channels become unrelated states.
    let state = (seed ^ Math.imul(channel + 1, 0x9e3779b1)) >>> 0;
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    // The generator cannot leave 0.
    return (state ^ (state >>> 16)) >>> 0 || 1;
  });
}

/** The next state of the noise generator: xorshift32, period 2³² − 1. */
export function nextDither(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}

/**
 * A state as triangular noise, above −1 and below 1 quantisation step: the difference of two
 * uniform numbers, its halves. Rounding after adding it leaves no error that depends on the signal
 * in mean or power (Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither", 1992).
 */
export function triangularNoise(state: number): number {
  return ((state & 0xffff) - (state >>> 16)) * 2 ** -16;
}
