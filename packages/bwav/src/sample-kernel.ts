import { nextDither, triangularNoise } from './dither.js';

/** What has been met while encoding. */
export interface SampleTally {
  /** Samples beyond the range of the integers, stored as the nearest end of it. */
  clippedSamples: number;
  /** Samples that were no numbers (NaN), stored as 0. */
  invalidSamples: number;
  /** Largest magnitude, 1 being full scale. */
  peak: number;
}

/**
 * Stores samples `first` to `end` − 1 of one channel from `offset` on, `stride` bytes apart. A
 * plain loop over locals, one for each way of storing: this is where the time goes.
 */
export type SampleKernel = (
  samples: Float32Array,
  first: number,
  end: number,
  output: DataView,
  offset: number,
  stride: number,
  tally: SampleTally,
) => void;

/** Added to and taken from a double below 2⁵¹, leaves the nearest integer, halves to even. */
const ROUND_TO_EVEN = 1.5 * 2 ** 52;

const SCALE_16 = 2 ** 15;
const SCALE_24 = 2 ** 23;

export const encode16: SampleKernel = (samples, first, end, output, offset, stride, tally) => {
  let at = offset;
  let { peak } = tally;
  for (let i = first; i < end; i++) {
    const sample = samples[i] ?? 0;
    const magnitude = Math.abs(sample);
    if (magnitude > peak) peak = magnitude;
    let value = sample * SCALE_16 + ROUND_TO_EVEN - ROUND_TO_EVEN;
    if (value > SCALE_16 - 1) {
      value = SCALE_16 - 1;
      tally.clippedSamples++;
    } else if (value < -SCALE_16) {
      value = -SCALE_16;
      tally.clippedSamples++;
    } else if (value !== value) {
      value = 0;
      tally.invalidSamples++;
    }
    output.setInt16(at, value, true);
    at += stride;
  }
  tally.peak = peak;
};

/** {@link encode16} with triangular noise; `states[channel]` is where the channel's noise stands. */
export function encodeDithered16(states: Uint32Array, channel: number): SampleKernel {
  return (samples, first, end, output, offset, stride, tally) => {
    let at = offset;
    let { peak } = tally;
    let state = states[channel] ?? 0;
    for (let i = first; i < end; i++) {
      const sample = samples[i] ?? 0;
      const magnitude = Math.abs(sample);
      if (magnitude > peak) peak = magnitude;
      state = nextDither(state);
      const noisy = sample * SCALE_16 + triangularNoise(state);
      let value = noisy + ROUND_TO_EVEN - ROUND_TO_EVEN;
      if (value > SCALE_16 - 1) {
        value = SCALE_16 - 1;
        tally.clippedSamples++;
      } else if (value < -SCALE_16) {
        value = -SCALE_16;
        tally.clippedSamples++;
      } else if (value !== value) {
        value = 0;
        tally.invalidSamples++;
      }
      output.setInt16(at, value, true);
      at += stride;
    }
    states[channel] = state;
    tally.peak = peak;
  };
}

export const encode24: SampleKernel = (samples, first, end, output, offset, stride, tally) => {
  let at = offset;
  let { peak } = tally;
  for (let i = first; i < end; i++) {
    const sample = samples[i] ?? 0;
    const magnitude = Math.abs(sample);
    if (magnitude > peak) peak = magnitude;
    let value = sample * SCALE_24 + ROUND_TO_EVEN - ROUND_TO_EVEN;
    if (value > SCALE_24 - 1) {
      value = SCALE_24 - 1;
      tally.clippedSamples++;
    } else if (value < -SCALE_24) {
      value = -SCALE_24;
      tally.clippedSamples++;
    } else if (value !== value) {
      value = 0;
      tally.invalidSamples++;
    }
    output.setInt16(at, value, true);
    output.setInt8(at + 2, value >> 16);
    at += stride;
  }
  tally.peak = peak;
};

/** Floats keep what is beyond full scale: nothing is clipped. */
export const encodeFloat: SampleKernel = (samples, first, end, output, offset, stride, tally) => {
  let at = offset;
  let { peak } = tally;
  for (let i = first; i < end; i++) {
    let sample = samples[i] ?? 0;
    const magnitude = Math.abs(sample);
    if (magnitude > peak) peak = magnitude;
    if (sample !== sample) {
      sample = 0;
      tally.invalidSamples++;
    }
    output.setFloat32(at, sample, true);
    at += stride;
  }
  tally.peak = peak;
};
