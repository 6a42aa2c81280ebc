import {
  blockAlign,
  createSampleEncoder,
  type LoudnessMeter,
  type SampleTally,
  type WaveFormat,
} from '@voxmux/bwav';
import type { OutputFile } from '../output-file.js';

/** Stores samples in a file, in large pieces. */
export interface SampleSink {
  readonly tally: Readonly<SampleTally>;
  /** Frames taken so far. */
  frameCount(): number;
  append(channelData: readonly Float32Array[], firstFrame: number, frameCount: number): void;
  /** Digital silence: zeros, without dither. */
  appendSilence(frameCount: number): void;
  /** Writes what is still held. */
  flush(): void;
}

const bufferFrames = 1 << 17;

/** @param meter hears all samples as they are before they are rounded */
export function createSampleSink(
  format: WaveFormat,
  file: OutputFile,
  meter: LoudnessMeter | undefined,
): SampleSink {
  const encoder = createSampleEncoder({ format });
  const stride = blockAlign(format);
  const buffer = new Uint8Array(bufferFrames * stride);
  let held = 0;
  let written = 0;

  function flush(): void {
    if (held > 0) file.write(buffer.subarray(0, held * stride));
    written += held;
    held = 0;
  }

  return {
    tally: encoder.tally,
    frameCount: () => written + held,
    append(channelData, firstFrame, frameCount) {
      meter?.add(channelData, firstFrame, frameCount);
      let done = 0;
      while (done < frameCount) {
        const count = Math.min(frameCount - done, bufferFrames - held);
        encoder.encode(channelData, firstFrame + done, count, buffer, held * stride);
        held += count;
        done += count;
        if (held === bufferFrames) flush();
      }
    },
    appendSilence(frameCount) {
      meter?.addSilence(frameCount);
      let left = frameCount;
      while (left > 0) {
        const count = Math.min(left, bufferFrames - held);
        buffer.fill(0, held * stride, (held + count) * stride);
        held += count;
        left -= count;
        if (held === bufferFrames) flush();
      }
    },
    flush,
  };
}
