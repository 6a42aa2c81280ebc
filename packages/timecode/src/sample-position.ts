import type { FrameRate } from './frame-rate.js';
import { checkInteger, floorDivide, type Rational, reduced, safeNumber } from './rational.js';

/** A place in time as a frame and the samples between its start and the place. */
export interface FramePosition {
  /** The last frame that starts at or before the place. */
  readonly frameNumber: number;
  /** Samples from the start of that frame to the place, from 0 to less than a frame. */
  readonly remainderSamples: Rational;
}

/**
 * The length of one frame in samples, exact: 960 at 50 frames/s and 48000 Hz, 8008/5 at 29.97.
 *
 * `sampleRate` is a positive integer in Hz.
 */
export function samplesPerFrame(rate: FrameRate, sampleRate: number): Rational {
  return frameToSamples(1, rate, sampleRate);
}

/**
 * The samples from frame 0 to the start of a frame, exact. `frameNumber` is any integer, `sampleRate` a positive
 * integer in Hz. Throws `TimecodeError` `range` where the result is beyond 2^53 − 1.
 */
export function frameToSamples(frameNumber: number, rate: FrameRate, sampleRate: number): Rational {
  checkInteger(frameNumber, 'frame number');
  checkInteger(sampleRate, 'sample rate', 1);
  return reduced(
    BigInt(frameNumber) * BigInt(rate.denominator) * BigInt(sampleRate),
    BigInt(rate.numerator),
  );
}

/**
 * The frame at so many samples after the start of frame 0, and what is left over.
 *
 * `samples` is any integer, or a fraction of integers; `sampleRate` a positive integer in Hz. Frame and remainder
 * together are the place exactly: `frameToSamples(frameNumber) + remainderSamples = samples`.
 * Throws `TimecodeError` `range` for anything but integers.
 */
export function samplesToFrame(
  samples: number | bigint | Rational,
  rate: FrameRate,
  sampleRate: number,
): FramePosition {
  const [numerator, denominator] = fractionOf(samples);
  return framePositionOf(numerator, denominator, rate, sampleRate);
}

/** `samplesToFrame` for the fraction of any integer and a positive one. */
export function framePositionOf(
  numerator: bigint,
  denominator: bigint,
  rate: FrameRate,
  sampleRate: number,
): FramePosition {
  checkInteger(sampleRate, 'sample rate', 1);
  const samplesOfNumerator = BigInt(rate.denominator) * BigInt(sampleRate) * denominator;
  const scaled = numerator * BigInt(rate.numerator);
  const frameNumber = floorDivide(scaled, samplesOfNumerator);
  return {
    frameNumber: safeNumber(frameNumber, 'frame number'),
    remainderSamples: reduced(
      scaled - frameNumber * samplesOfNumerator,
      BigInt(rate.numerator) * denominator,
    ),
  };
}

function fractionOf(samples: number | bigint | Rational): readonly [bigint, bigint] {
  if (typeof samples === 'bigint') return [samples, 1n];
  if (typeof samples === 'number') {
    checkInteger(samples, 'sample position');
    return [BigInt(samples), 1n];
  }
  checkInteger(samples.numerator, 'numerator of the sample position');
  checkInteger(samples.denominator, 'denominator of the sample position', 1);
  return [BigInt(samples.numerator), BigInt(samples.denominator)];
}
