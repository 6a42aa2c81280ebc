import type { AudioFormatName } from '../render/audio-format-name.js';
import type { BitDepth } from '../render/bit-depth.js';
import type { Difference } from './difference.js';

/** What came of comparing a file with the recording. */
export interface Verification {
  readonly format: AudioFormatName;
  /** Null if the file does not say whose it is. */
  readonly player: string | null;
  /** The first thing that differs; null: the file holds the recording. */
  readonly difference: Difference | null;
  /** Recorded packets that were found, all of them bit for bit, or every sample of them. */
  readonly packets: number;
  readonly silenceSamples: number;
  /** Of a WAV that holds the recording. */
  readonly wave: WaveVerification | null;
}

export interface WaveVerification {
  readonly bitDepth: BitDepth;
  /** Samples of each channel, all of them compared. */
  readonly frames: number;
  /** Recorded packets that cannot be decoded: silence in the file. */
  readonly undecodedPackets: number;
}

/** Of a file that does not hold the recording. */
export function differing(
  format: AudioFormatName,
  player: string | null,
  difference: Difference,
): Verification {
  return { format, player, difference, packets: 0, silenceSamples: 0, wave: null };
}
