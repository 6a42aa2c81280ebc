import type { LoudnessMeter, WaveData } from '@voxmux/bwav';
import type { Difference } from './difference.js';
import type { ExpectedPiece } from './expected-samples.js';
import { explainSamples, type SampleScene } from './explain-samples.js';
import type { OpenedFile } from './opened-file.js';
import type { Pace } from './pace.js';
import type { RecordedPackets } from './recorded-packets.js';
import type { SampleComparer } from './sample-comparer.js';
import { createSampleHistory } from './sample-history.js';

/** The audio of a WAV and the samples that it should hold. */
export interface SampleComparison {
  readonly file: OpenedFile;
  readonly data: WaveData;
  readonly comparer: SampleComparer;
  readonly channelCount: 1 | 2;
  readonly expected: Iterator<ExpectedPiece | Promise<void>, void>;
  readonly log: RecordedPackets;
  /** Hears the expected samples. */
  readonly meter: LoudnessMeter | undefined;
  readonly pace: Pace;
}

/** What was compared, when everything agreed. */
export interface SampleCounts {
  readonly frames: number;
  readonly packets: number;
  readonly undecodedPackets: number;
}

/** Samples of each channel that are compared at a time. */
const blockFrames = 1 << 15;

/** Enough to know a packet of 120 ms when it comes once more. */
const historyFrames = 1 << 13;

/**
 * Compares every sample of a WAV with the recording decoded anew: sound within the rounding of its
 * bit depth, pauses exactly silent.
 *
 * @returns the first difference, or the counts
 */
export async function compareSamples(
  comparison: SampleComparison,
): Promise<Difference | SampleCounts> {
  const { file, data, comparer, channelCount, expected, meter, pace } = comparison;
  const stride = comparer.byteLength * channelCount;
  const window = file.window();
  const zeros = new Uint8Array(blockFrames * stride);
  const history = createSampleHistory(channelCount, historyFrames);
  let frame = 0;
  let packets = 0;
  let undecodedPackets = 0;

  /** How many of some frames from `frame + done` on are as expected. */
  function agreeingFrames(piece: ExpectedPiece, done: number, count: number): number {
    const bytes = window.bytes(data.offset + (frame + done) * stride, count * stride);
    const whole = Math.floor(bytes.length / stride);
    if (piece.channels === undefined) {
      if (Buffer.compare(bytes, zeros.subarray(0, count * stride)) === 0) return count;
      const sound = bytes.findIndex((byte) => byte !== 0);
      return sound < 0 ? whole : Math.floor(sound / stride);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let agreeing = whole;
    for (const [channel, samples] of piece.channels.entries()) {
      const at = channel * comparer.byteLength;
      const first = piece.first + done;
      agreeing = Math.min(agreeing, comparer.agreeing(view, at, stride, samples, first, agreeing));
    }
    return agreeing;
  }

  /** How many frames of a piece are as expected. */
  function agreeingFramesOf(piece: ExpectedPiece): number {
    const available = Math.min(piece.frameCount, data.frameCount - frame);
    let done = 0;
    while (done < available) {
      const count = Math.min(blockFrames, available - done);
      const agreeing = agreeingFrames(piece, done, count);
      done += agreeing;
      if (agreeing < count) break;
    }
    return done;
  }

  function explain(piece: ExpectedPiece, agreeing: number): Promise<Difference> {
    history.add(piece.channels, piece.first, agreeing);
    const scene: SampleScene = { ...comparison, before: history.held(), piece, agreeing, frame };
    return explainSamples(scene);
  }

  for (let step = expected.next(); step.done !== true; step = expected.next()) {
    const piece = step.value;
    if (piece instanceof Promise) {
      await piece;
      continue;
    }
    if (piece.recorded) packets += 1;
    if (piece.recorded && piece.channels === undefined) undecodedPackets += 1;
    const agreeing = agreeingFramesOf(piece);
    if (agreeing < piece.frameCount) return await explain(piece, agreeing);
    if (piece.channels) meter?.add(piece.channels, piece.first, piece.frameCount);
    else meter?.addSilence(piece.frameCount);
    history.add(piece.channels, piece.first, piece.frameCount);
    frame += piece.frameCount;
    const breath = pace.step(data.offset + frame * stride);
    if (breath) await breath;
  }
  if (frame < data.frameCount) {
    return {
      what: 'samples-added',
      found: `${data.frameCount - frame} samples more`,
      expected: 'the end of the audio',
      timeSeconds: frame / 48000,
      fileOffset: data.offset + frame * stride,
    };
  }
  return { frames: frame, packets, undecodedPackets };
}
