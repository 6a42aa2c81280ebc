/** Adds up the squares of K-weighted samples of one channel (ITU-R BS.1770-4, annex 1). */
export interface KWeighting {
  /** Filters samples `first` to `end - 1` and returns the sum of their squares. */
  energy(samples: Float32Array, first: number, end: number): number;
  /** The same for so many samples of silence. */
  silenceEnergy(count: number): number;
}

/** Coefficients of a filter of second order, normalised so that a0 is 1. */
interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Below this, what a filter still rings with is inaudible and only slows the processor down. */
const RINGS_OUT = 1e-20;

export function kWeighting(sampleRate: number): KWeighting {
  const shelf = headShelf(sampleRate);
  const highPass = lowCut(sampleRate);
  let s1 = 0;
  let s2 = 0;
  let h1 = 0;
  let h2 = 0;
  const { b0, b1, b2, a1, a2 } = shelf;
  const { b0: c0, b1: c1, b2: c2, a1: d1, a2: d2 } = highPass;

  function energy(samples: Float32Array | undefined, first: number, end: number): number {
    let sum = 0;
    for (let at = first; at < end; at++) {
      const input = samples === undefined ? 0 : (samples[at] ?? 0);
      const shelved = b0 * input + s1;
      s1 = b1 * input - a1 * shelved + s2;
      s2 = b2 * input - a2 * shelved;
      const output = c0 * shelved + h1;
      h1 = c1 * shelved - d1 * output + h2;
      h2 = c2 * shelved - d2 * output;
      sum += output * output;
    }
    if (Math.abs(s1) + Math.abs(s2) + Math.abs(h1) + Math.abs(h2) < RINGS_OUT) {
      s1 = s2 = h1 = h2 = 0;
    }
    return sum;
  }
  return {
    energy,
    silenceEnergy: (count) =>
      s1 === 0 && s2 === 0 && h1 === 0 && h2 === 0 ? 0 : energy(undefined, 0, count),
  };
}

/**
 * The acoustic effect of the head, as a shelf. The standard tabulates 48 kHz only; the analogue
 * filter behind the table, fitted to it, gives other rates.
 */
function headShelf(sampleRate: number): Biquad {
  const frequency = 1681.974450955533;
  const gainDb = 3.999843853973347;
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * frequency) / sampleRate);
  const high = 10 ** (gainDb / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

/** The revised low-frequency B curve. */
function lowCut(sampleRate: number): Biquad {
  const frequency = 38.13547087602444;
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * frequency) / sampleRate);
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}
