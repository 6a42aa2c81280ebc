/** Finds the peak of one channel between its samples (ITU-R BS.1770-4, annex 2). */
export interface TruePeak {
  /** Looks at samples `first` to `end - 1`. */
  add(samples: Float32Array, first: number, end: number): void;
  /** The highest absolute value so far, 1 being full scale. */
  peak(): number;
}

/** Two of the four phases of the interpolating filter; the others are these in reverse. */
const PHASES = [
  [
    0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875,
    0.1373291015625, 0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125,
    0.014892578125, -0.00830078125,
  ],
  [
    -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625,
    0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
  ],
] as const;

const TAPS = 12;

/** No value between samples is higher than theirs by more than the sum of a phase's coefficients. */
const HIGHEST_GAIN = Math.max(
  ...PHASES.map((phase) => phase.reduce((sum, coefficient) => sum + Math.abs(coefficient), 0)),
);

const BLOCK = 256;

export function truePeak(): TruePeak {
  const kernels = PHASES.map((phase) => Float64Array.from(phase));
  /** The last samples before a block, then the block. */
  const window = new Float64Array(TAPS - 1 + BLOCK);
  let peak = 0;

  function addBlock(samples: Float32Array, first: number, count: number): void {
    for (let at = 0; at < count; at++) window[TAPS - 1 + at] = samples[first + at] ?? 0;
    let samplePeak = 0;
    for (let at = 0; at < TAPS - 1 + count; at++) samplePeak = higher(samplePeak, window[at] ?? 0);
    peak = higher(peak, samplePeak);
    if (samplePeak * HIGHEST_GAIN > peak) for (const kernel of kernels) interpolate(kernel, count);
    window.copyWithin(0, count, count + TAPS - 1);
  }

  function interpolate(kernel: Float64Array, count: number): void {
    for (let at = 0; at < count; at++) {
      let forward = 0;
      let backward = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        const sample = window[at + tap] ?? 0;
        forward += sample * (kernel[tap] ?? 0);
        backward += sample * (kernel[TAPS - 1 - tap] ?? 0);
      }
      peak = higher(higher(peak, forward), backward);
    }
  }

  return {
    add(samples, first, end) {
      for (let at = first; at < end; at += BLOCK) addBlock(samples, at, Math.min(BLOCK, end - at));
    },
    peak: () => peak,
  };
}

/** The higher of a level and that of a sample. */
function higher(level: number, sample: number): number {
  return sample > level ? sample : -sample > level ? -sample : level;
}
