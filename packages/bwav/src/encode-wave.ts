import { createSampleEncoder, type SampleEncoderOptions } from './sample-encoder.js';
import type { SampleTally } from './sample-kernel.js';
import type { WaveNote } from './wave-note.js';
import { finishWave, planWave, type WavePlanOptions } from './wave-plan.js';

/** What {@link encodeWave} is given beside the samples. */
export interface EncodeWaveOptions
  extends Omit<WavePlanOptions, 'frameCount'>, SampleEncoderOptions {}

/** A whole file in memory. */
export interface EncodedWave {
  /** Header, samples and what follows them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What could not be written as it was given. */
  readonly notes: readonly WaveNote[];
  /** Clipped and invalid samples, and the peak. */
  readonly tally: Readonly<SampleTally>;
}

/**
 * Encodes a whole Broadcast WAV file in memory; {@link planWave} is for those that do not fit.
 *
 * @param channelData one array of samples for each channel, equally long, full scale ±1
 * @throws BwavError `invalid-value` for an option that no file can hold
 * @example
 * const { bytes } = encodeWave(
 *   { format: { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' } },
 *   [new Float32Array(48000)],
 * );
 */
export function encodeWave(
  options: EncodeWaveOptions,
  channelData: readonly Float32Array[],
): EncodedWave {
  const encoder = createSampleEncoder(options);
  const frameCount = channelData[0]?.length ?? 0;
  const plan = planWave({ ...options, frameCount });
  const { byteLength } = finishWave(plan, frameCount);
  const bytes = new Uint8Array(byteLength);
  bytes.set(plan.header);
  encoder.encode(channelData, 0, frameCount, bytes, plan.dataOffset);
  return { bytes, notes: plan.notes, tally: encoder.tally };
}
