import { viewOf } from './binary-field.js';
import { BwavError } from './bwav-error.js';
import { ditherStates } from './dither.js';
import {
  encode16,
  encode24,
  encodeDithered16,
  encodeFloat,
  type SampleKernel,
  type SampleTally,
} from './sample-kernel.js';
import { blockAlign, bytesPerSample, checkFormat, type WaveFormat } from './wave-format.js';

/** How samples are to be stored. */
export interface SampleEncoderOptions {
  /** Channels, and how each sample is stored. */
  readonly format: WaveFormat;
  /**
   * Seed of the triangular dither added before rounding to 16 bits (an integer, 0 by default), or
   * false for none. 24 bits are below the noise of any recording and get none.
   */
  readonly dither?: number | false;
}

/** Stores floating-point samples as the bytes of a `data` chunk. */
export interface SampleEncoder {
  /** What has been met so far: clipped and invalid samples, and the peak. */
  readonly tally: Readonly<SampleTally>;
  /**
   * Interleaves frames into bytes. Nothing is allocated: keep one output buffer and refill it.
   * The bytes do not depend on how the frames are divided into calls.
   *
   * @param channelData one array of samples for each channel, full scale ±1
   * @param firstFrame first sample to take from each
   * @param frameCount how many to take
   * @param output where to write
   * @param outputOffset byte to start at
   * @returns the number of bytes written, frameCount × block alignment
   * @throws BwavError `invalid-value` if there are not as many channels, samples or bytes
   */
  encode(
    channelData: readonly Float32Array[],
    firstFrame: number,
    frameCount: number,
    output: Uint8Array,
    outputOffset: number,
  ): number;
}

/**
 * Makes an encoder for the samples of one file. Integers are `sample × 2^(bits − 1)` rounded to the
 * nearest, halves to even (near full scale every other float is a half at 24 bits: away from zero
 * would be a gain), then limited to their range. Digital silence needs no encoder: its bytes are
 * zeros in every format, and dither has no business there.
 *
 * @throws BwavError `invalid-value` for a format that is none
 * @example
 * const encoder = createSampleEncoder({ format });
 * const length = encoder.encode([left, right], 0, 960, output, 0);
 */
export function createSampleEncoder(options: SampleEncoderOptions): SampleEncoder {
  const { format } = options;
  checkFormat(format);
  const stride = blockAlign(format);
  const sampleBytes = bytesPerSample(format.sampleFormat);
  const kernels = channelKernels(options);
  const tally: SampleTally = { clippedSamples: 0, invalidSamples: 0, peak: 0 };
  let viewed: Uint8Array = new Uint8Array(0);
  let view = viewOf(viewed);

  return {
    tally,
    encode(channelData, firstFrame, frameCount, output, outputOffset) {
      const end = firstFrame + frameCount;
      const byteCount = frameCount * stride;
      checkRoom('output', output.length, outputOffset + byteCount, 'bytes');
      checkRoom('channelData', channelData.length, kernels.length, 'channels');
      if (output !== viewed) {
        viewed = output;
        view = viewOf(output);
      }
      let offset = outputOffset;
      for (let channel = 0; channel < kernels.length; channel++) {
        const samples = channelData[channel];
        const kernel = kernels[channel];
        if (!samples || !kernel) break;
        checkRoom('channelData', samples.length, end, 'samples');
        kernel(samples, firstFrame, end, view, offset, stride, tally);
        offset += sampleBytes;
      }
      return byteCount;
    },
  };
}

/** A kernel for each channel; with dither they differ in where their noise stands. */
function channelKernels({ format, dither = 0 }: SampleEncoderOptions): SampleKernel[] {
  const channels = Array.from({ length: format.channels }, (_, channel) => channel);
  switch (format.sampleFormat) {
    case 'pcm16': {
      if (dither === false) return channels.map(() => encode16);
      const states = ditherStates(dither, format.channels);
      return channels.map((channel) => encodeDithered16(states, channel));
    }
    case 'pcm24':
      return channels.map(() => encode24);
    case 'float32':
      return channels.map(() => encodeFloat);
  }
}

function checkRoom(option: string, found: number, needed: number, what: string): void {
  if (found >= needed) return;
  throw new BwavError({
    code: 'invalid-value',
    chunk: option,
    found: `${found} ${what}`,
    expected: `at least ${needed}`,
  });
}
