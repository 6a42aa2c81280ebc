import type { BroadcastLoudness } from '@voxmux/bwav';
import type { Difference } from '../verify/difference.js';
import type { AudioFormatName } from './audio-format-name.js';
import type { BitDepth } from './bit-depth.js';

/** What `render` found and wrote: printed as it is under `--json`, as text otherwise. */
export interface RenderReport {
  readonly session: SessionFacts;
  readonly outputs: readonly OutputFacts[];
  /** Files that did not hold the recording when they were verified, and so were not put in place. */
  readonly rejected: readonly RejectedOutput[];
  /** Speakers with log files but without a single packet that could be rendered. */
  readonly silent: readonly SilentTrack[];
  /** Files in the `wal` folder that hold no records. */
  readonly passedOver: readonly { readonly file: string; readonly reason: string }[];
}

export interface SessionFacts {
  readonly folder: string;
  /** Null where `session.json` is missing. */
  readonly id: string | null;
  /** Unix time in ms. */
  readonly startTimestampMs: number;
  /** The same on the clock of the zone, ISO 8601 with offset. */
  readonly startTime: string;
  readonly timeZone: string;
  readonly endTimestampMs: number | null;
  /** How long the recorder ran; null after a crash. */
  readonly durationMs: number | null;
  readonly emitterPlayer: string | null;
}

/** What is said of a file: the same of every format, and what a format has to add. */
export type OutputFacts = TrackFacts & FormatFacts;

export type FormatFacts = M4aFacts | BwavFacts;

export interface M4aFacts {
  readonly format: 'm4a';
}

export interface BwavFacts {
  readonly format: 'bwav';
  readonly bitDepth: BitDepth;
  /** RF64 past 4 GiB. */
  readonly container: 'RIFF' | 'RF64';
  /** Samples of each channel in the file: `durationSamples` without `preSkipSamples`. */
  readonly frames: number;
  /** Samples at 48 kHz from local midnight to the file's first one. */
  readonly timeReference: number;
  /** Samples beyond full scale that integers could not hold; none in float. */
  readonly clippedSamples: number;
  /** Largest magnitude of a sample, 1 being full scale; before clipping. */
  readonly peak: number;
  /** By EBU R 128, as in `bext`; null unless it was to be measured. */
  readonly loudness: BroadcastLoudness | null;
  /** Recorded packets that the decoder refused: silence in the file. */
  readonly undecodedPackets: number;
}

export interface TrackFacts {
  readonly player: string;
  readonly file: string;
  readonly channels: number;
  readonly sampleRate: 48000;
  /** All packets of the file, recorded ones and silence, in samples at 48 kHz. */
  readonly durationSamples: number;
  /** Decoder delay in front: skipped by the edit list of an M4A, cut off in a WAV. */
  readonly preSkipSamples: number;
  /** Recorded packets. */
  readonly packets: number;
  readonly silenceSamples: number;
  /** Silences between recorded packets. */
  readonly gaps: number;
  /** Label of the frame on which the file begins. */
  readonly timecode: string;
  readonly frameRate: string;
  /** How the label follows from the clock: real frames counted since local midnight. */
  readonly timecodeRule: 'elapsed' | 'jam';
  /** Where the file begins on the session's clock; negative by up to a frame, so that it starts on one. */
  readonly startOffsetSamples: number;
  readonly bytes: number;
  /** Whether the file was compared with the recording and holds it; false where nobody asked. */
  readonly verified: boolean;
  /** Own estimate of how far packets lie from where they were spoken; null without stamps. */
  readonly estimatedErrorMs: number | null;
  /** The sender's clock against the recorder's; null where the evidence is too thin. */
  readonly clockDriftPpm: number | null;
  /** Packets recorded twice, left out. */
  readonly duplicatePackets: number;
  readonly damage: readonly DamageFacts[];
  /** What else is worth knowing, a sentence each. */
  readonly notes: readonly string[];
}

export interface RejectedOutput {
  readonly player: string;
  readonly format: AudioFormatName;
  /** The name that the file would have got. */
  readonly file: string;
  readonly difference: Difference;
}

export interface SilentTrack {
  readonly player: string;
  readonly damage: readonly DamageFacts[];
}

export interface DamageFacts {
  readonly file: string;
  /** First byte of the region in the segment file. */
  readonly offset: number;
  readonly length: number;
  readonly kind: string;
  readonly reason: string;
}
