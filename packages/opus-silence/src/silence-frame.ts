import { SilenceError } from './silence-error.js';

/** The Opus clock runs at 48 kHz whatever the encoder was fed (RFC 6716, section 2). */
export const OPUS_SAMPLE_RATE = 48000;

/** Shortest Opus frame, 2.5 ms: every silence is a whole number of these. */
export const SHORTEST_FRAME_SAMPLES = 120;

/** The frame lengths silence is made of, longest first: 20, 10, 5 and 2.5 ms at 48 kHz. */
export const SILENCE_FRAME_SAMPLES = [960, 480, 240, SHORTEST_FRAME_SAMPLES] as const;

/** Length of one silence frame in samples at 48 kHz. */
export type SilenceFrameSamples = (typeof SILENCE_FRAME_SAMPLES)[number];

/** A number of equal frames in a row. */
export interface FrameRun {
  readonly frameSamples: SilenceFrameSamples;
  readonly count: number;
}

/**
 * Divides a silence into frames of 20 ms and, for the rest, at most one each of 10, 5 and 2.5 ms.
 *
 * @param durationSamples samples at 48 kHz; 0 gives no frames
 * @throws SilenceError `invalid-duration` if it is negative, not an integer or not a multiple of 120
 */
export function divideIntoFrames(durationSamples: number): FrameRun[] {
  if (!Number.isSafeInteger(durationSamples) || durationSamples < 0) {
    throw new SilenceError(
      'invalid-duration',
      `${durationSamples} samples`,
      `a whole number of samples, 0 to ${Number.MAX_SAFE_INTEGER}`,
    );
  }
  const excess = durationSamples % SHORTEST_FRAME_SAMPLES;
  if (excess !== 0) {
    throw new SilenceError(
      'invalid-duration',
      `${durationSamples} samples, ${excess} too many`,
      `a multiple of ${SHORTEST_FRAME_SAMPLES} samples (2.5 ms)`,
    );
  }
  const runs: FrameRun[] = [];
  let rest = durationSamples;
  for (const frameSamples of SILENCE_FRAME_SAMPLES) {
    const count = Math.floor(rest / frameSamples);
    if (count > 0) runs.push({ frameSamples, count });
    rest -= count * frameSamples;
  }
  return runs;
}
