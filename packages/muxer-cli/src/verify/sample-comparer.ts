import type { SampleFormat } from '@voxmux/bwav';

/** Compares stored samples with those that were decoded. */
export interface SampleComparer {
  /** Bytes of a stored sample. */
  readonly byteLength: number;
  /** How far a stored sample may lie from the decoded one, in quantisation steps, for people. */
  readonly toleranceText: string;
  /** A decoded sample as it is stored, in quantisation steps but for rounding; of floats itself. */
  stored(sample: number): number;
  read(view: DataView, at: number): number;
  /**
   * Compares samples of a channel that are stored `stride` bytes apart from `at` on.
   *
   * @returns how many agree before the first that does not; `count` if all do
   */
  agreeing(
    view: DataView,
    at: number,
    stride: number,
    samples: Float32Array,
    first: number,
    count: number,
  ): number;
}

/** Rounded to the nearest: half a step off at most. */
const rounding = 0.5;

/** Triangular dither of 16-bit samples lies within one step. */
const dither = 1;

export const sampleComparers: Readonly<Record<SampleFormat, SampleComparer>> = {
  pcm16: comparer(2, 2 ** 15, rounding + dither, '1.5 steps', (view, at) =>
    view.getInt16(at, true),
  ),
  pcm24: comparer(
    3,
    2 ** 23,
    rounding,
    'half a step',
    (view, at) => view.getUint16(at, true) | (view.getInt8(at + 2) << 16),
  ),
  float32: comparer(4, 1, 0, 'nothing', (view, at) => view.getFloat32(at, true)),
};

function comparer(
  byteLength: number,
  fullScale: number,
  tolerance: number,
  toleranceText: string,
  read: SampleComparer['read'],
): SampleComparer {
  // Integers end at full scale, floats go beyond.
  const [lowest, highest] = fullScale === 1 ? [-Infinity, Infinity] : [-fullScale, fullScale - 1];
  const stored = (sample: number): number => {
    const value = sample * fullScale;
    // What is no number is stored as 0.
    if (value !== value) return 0;
    return value > highest ? highest : value < lowest ? lowest : value;
  };
  return {
    byteLength,
    toleranceText,
    stored,
    read,
    agreeing(view, at, stride, samples, first, count) {
      for (let frame = 0; frame < count; frame++) {
        const found = read(view, at + frame * stride);
        const expected = stored(samples[first + frame] ?? 0);
        if (found === expected) continue;
        // Asked the other way round, what is no number would agree.
        const off = found - expected;
        if (!(off <= tolerance && off >= -tolerance)) return frame;
      }
      return count;
    },
  };
}
