import { BwavError } from './bwav-error.js';

/** How a sample is stored: signed integers of 16 or 24 bits, or 32-bit IEEE float; little-endian. */
export type SampleFormat = 'pcm16' | 'pcm24' | 'float32';

/** What the audio of a file to be written is. */
export interface WaveFormat {
  /** Frames per second, 1 to 2³² − 1. */
  readonly sampleRate: number;
  /** 1 to 65535 interleaved channels. */
  readonly channels: number;
  /** How each sample is stored. */
  readonly sampleFormat: SampleFormat;
  /**
   * Which speaker each channel is for, as WAVEFORMATEXTENSIBLE says it; 0 for none in particular.
   * Giving it makes the `fmt ` chunk extensible.
   */
  readonly channelMask?: number;
}

const BYTES_PER_SAMPLE: Readonly<Record<SampleFormat, number>> = {
  pcm16: 2,
  pcm24: 3,
  float32: 4,
};

/** Bytes of one sample of one channel. */
export function bytesPerSample(sampleFormat: SampleFormat): number {
  return BYTES_PER_SAMPLE[sampleFormat];
}

/** Bytes of one frame, a sample of each channel: `nBlockAlign`. */
export function blockAlign({ channels, sampleFormat }: WaveFormat): number {
  return channels * bytesPerSample(sampleFormat);
}

/** @throws BwavError `invalid-value` if a `fmt ` chunk cannot hold it */
export function checkFormat(format: WaveFormat): void {
  checkInteger('format.sampleRate', format.sampleRate, 1, 0xffffffff);
  checkInteger('format.channels', format.channels, 1, 0xffff);
  checkInteger('format.channelMask', format.channelMask ?? 0, 0, 0xffffffff);
  if (!Object.hasOwn(BYTES_PER_SAMPLE, format.sampleFormat)) {
    throw new BwavError({
      code: 'invalid-value',
      chunk: 'format.sampleFormat',
      found: JSON.stringify(format.sampleFormat),
      expected: `one of ${Object.keys(BYTES_PER_SAMPLE).join(', ')}`,
    });
  }
  if (blockAlign(format) > 0xffff) {
    throw new BwavError({
      code: 'invalid-value',
      chunk: 'format.channels',
      found: `${format.channels} channels, ${blockAlign(format)} bytes a frame`,
      expected: 'at most 65535 bytes a frame',
    });
  }
}

/** @throws BwavError `invalid-value` unless the value is an integer from least to most */
export function checkInteger(option: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new BwavError({
    code: 'invalid-value',
    chunk: option,
    found: String(value),
    expected: `an integer from ${least} to ${most}`,
  });
}
