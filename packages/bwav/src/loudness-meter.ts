import type { BroadcastLoudness } from './broadcast-extension.js';
import { kWeighting } from './k-weighting.js';
import { truePeak } from './true-peak.js';

/** Measures loudness by EBU R 128 while audio passes by. */
export interface LoudnessMeter {
  /** Measures frames `first` to `first + frameCount - 1` of one array per channel. */
  add(channelData: readonly Float32Array[], first: number, frameCount: number): void;
  /** The same for so many frames of silence, in a moment however many they are. */
  addSilence(frameCount: number): void;
  /**
   * What has been measured. A value that the audio is too short or too quiet for is left out:
   * momentary loudness takes 0.4 s, short-term loudness and range 3 s.
   */
  result(): BroadcastLoudness;
}

/** Steps a second at which windows begin. */
const STEPS_PER_SECOND = 10;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;

const ABSOLUTE_GATE = -70;
const INTEGRATED_GATE = -10;
const RANGE_GATE = -20;

/**
 * A meter of integrated, momentary and short-term loudness (ITU-R BS.1770-4, EBU Tech 3341), range
 * (EBU Tech 3342) and true peak, for one or two channels.
 *
 * Its memory does not grow: loudness is counted in bins of a hundredth, which is what `bext` holds.
 *
 * @param sampleRate in Hz, a multiple of 10 from 8000 on
 * @param channelCount 1 or 2
 */
export function createLoudnessMeter(sampleRate: number, channelCount: number): LoudnessMeter {
  const stepFrames = sampleRate / STEPS_PER_SECOND;
  const filters = Array.from({ length: channelCount }, () => kWeighting(sampleRate));
  const peaks = Array.from({ length: channelCount }, () => truePeak());
  /** Energies of the last steps, in a ring. */
  const steps = new Float64Array(SHORT_TERM_STEPS);
  let stepCount = 0;
  let stepEnergy = 0;
  let framesInStep = 0;
  const momentary = loudnessBins();
  const shortTerm = loudnessBins();
  let maxMomentary = -Infinity;
  let maxShortTerm = -Infinity;

  function meanOfLast(count: number): number {
    let sum = 0;
    for (let back = 1; back <= count; back++)
      sum += steps[(stepCount - back) % SHORT_TERM_STEPS] ?? 0;
    return sum / (count * stepFrames);
  }

  function endStep(): void {
    steps[stepCount % SHORT_TERM_STEPS] = stepEnergy;
    stepCount += 1;
    stepEnergy = 0;
    framesInStep = 0;
    if (stepCount >= MOMENTARY_STEPS) {
      const energy = meanOfLast(MOMENTARY_STEPS);
      maxMomentary = Math.max(maxMomentary, energy);
      momentary.add(energy);
    }
    if (stepCount >= SHORT_TERM_STEPS) {
      const energy = meanOfLast(SHORT_TERM_STEPS);
      maxShortTerm = Math.max(maxShortTerm, energy);
      shortTerm.add(energy);
    }
  }

  /** Calls back for each part of a number of frames that lies within one step. */
  function forEachStep(frameCount: number, measure: (start: number, count: number) => void): void {
    for (let done = 0; done < frameCount;) {
      const count = Math.min(frameCount - done, stepFrames - framesInStep);
      measure(done, count);
      done += count;
      framesInStep += count;
      if (framesInStep === stepFrames) endStep();
    }
  }

  return {
    add(channelData, first, frameCount) {
      forEachStep(frameCount, (start, count) => {
        const from = first + start;
        for (const [channel, samples] of channelData.entries()) {
          stepEnergy += filters[channel]?.energy(samples, from, from + count) ?? 0;
          peaks[channel]?.add(samples, from, from + count);
        }
      });
    },
    addSilence(frameCount) {
      // Once filters and windows have emptied, a whole step of silence changes nothing.
      const settleFrames = (SHORT_TERM_STEPS + 2 * STEPS_PER_SECOND) * stepFrames;
      const spare = Math.max(0, frameCount - settleFrames);
      const measured = frameCount - (spare - (spare % stepFrames));
      forEachStep(measured, (_, count) => {
        for (const filter of filters) stepEnergy += filter.silenceEnergy(count);
      });
    },
    result() {
      const integrated = momentary.meanAbove(INTEGRATED_GATE);
      const range = shortTerm.rangeAbove(RANGE_GATE);
      const peak = Math.max(...peaks.map((channel) => channel.peak()));
      return {
        ...audible('loudnessValue', integrated ?? -Infinity),
        ...(range === undefined ? {} : { loudnessRange: range }),
        ...audible('maxTruePeakLevel', 20 * Math.log10(peak)),
        ...audible('maxMomentaryLoudness', loudnessOf(maxMomentary)),
        ...audible('maxShortTermLoudness', loudnessOf(maxShortTerm)),
      };
    },
  };
}

/**
 * Far below the noise of any converter, and within what `bext` holds: what is quieter is silence, such
 * as the 10⁻³⁵ that decoders leave in place of zeros.
 */
const QUIETEST = -300;

function audible(name: keyof BroadcastLoudness, value: number): BroadcastLoudness {
  return value > QUIETEST ? { [name]: value } : {};
}

/** In LUFS, of a mean of squares of K-weighted samples; −Infinity where nothing was measured. */
function loudnessOf(energy: number): number {
  return energy > 0 ? -0.691 + 10 * Math.log10(energy) : -Infinity;
}

/** Bins from the absolute gate on, wide enough for sound far beyond full scale. */
const BINS_PER_UNIT = 100;
const BIN_COUNT = 100 * BINS_PER_UNIT;

/** Counts windows by their loudness, those above the absolute gate of −70 LUFS. */
function loudnessBins() {
  const counts = new Float64Array(BIN_COUNT);
  const energies = new Float64Array(BIN_COUNT);
  let count = 0;
  let energySum = 0;

  /** First bin above a gate relative to the mean of all; undefined if nothing was counted. */
  function gateBin(relativeGate: number): number | undefined {
    if (count === 0) return undefined;
    const gate = loudnessOf(energySum / count) + relativeGate;
    return Math.max(0, Math.ceil((gate - ABSOLUTE_GATE) * BINS_PER_UNIT));
  }

  return {
    add(energy: number): void {
      const loudness = loudnessOf(energy);
      if (loudness < ABSOLUTE_GATE) return;
      const bin = Math.min(BIN_COUNT - 1, Math.floor((loudness - ABSOLUTE_GATE) * BINS_PER_UNIT));
      counts[bin] = (counts[bin] ?? 0) + 1;
      energies[bin] = (energies[bin] ?? 0) + energy;
      count += 1;
      energySum += energy;
    },
    /** Loudness of the mean above a gate. */
    meanAbove(relativeGate: number): number | undefined {
      const first = gateBin(relativeGate);
      if (first === undefined) return undefined;
      let above = 0;
      let energy = 0;
      for (let bin = first; bin < BIN_COUNT; bin++) {
        above += counts[bin] ?? 0;
        energy += energies[bin] ?? 0;
      }
      return loudnessOf(energy / above);
    },
    /** From the 10th to the 95th percentile of what is above a gate. */
    rangeAbove(relativeGate: number): number | undefined {
      const first = gateBin(relativeGate);
      if (first === undefined) return undefined;
      let above = 0;
      for (let bin = first; bin < BIN_COUNT; bin++) above += counts[bin] ?? 0;
      const percentile = (part: number): number => {
        let seen = 0;
        for (let bin = first; bin < BIN_COUNT; bin++) {
          seen += counts[bin] ?? 0;
          if (seen > (above - 1) * part) return bin;
        }
        return first;
      };
      return (percentile(0.95) - percentile(0.1)) / BINS_PER_UNIT;
    },
  };
}
