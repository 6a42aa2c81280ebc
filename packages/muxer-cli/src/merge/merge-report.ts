import type { InputName } from '@voxmux/isobmff';
import type { MergeLayout } from './merge-request.js';

/** What `merge` wrote: printed as it is under `--json`, as text otherwise. */
export interface MergeReport {
  readonly file: string;
  readonly layout: MergeLayout;
  readonly bytes: number;
  /** The longer of the two tracks. */
  readonly durationSeconds: number;
  /** Movie fragments of the file; 0 in the flat layout. */
  readonly fragments: number;
  readonly tracks: readonly MergedTrackFacts[];
  /** Whether the audio was given first and the inputs were taken the other way round. */
  readonly swapped: boolean;
  /** What the inputs have and the file has not. */
  readonly leftOut: readonly LeftOutFacts[];
}

export interface MergedTrackFacts {
  readonly kind: InputName;
  readonly input: string;
  readonly inputBytes: number;
  readonly trackId: number;
  /** Type of the sample description: `avc1`, `hvc1`, `mp4a`, `Opus` … */
  readonly codec: string;
  /** Ticks a second. */
  readonly timescale: number;
  /** Sum of the samples' durations, in ticks. */
  readonly durationTicks: number;
  readonly durationSeconds: number;
  readonly samples: number;
  /** Pixels, of video. */
  readonly width?: number;
  readonly height?: number;
  /** Of audio. */
  readonly channels?: number;
  readonly sampleRate?: number;
}

export interface LeftOutFacts {
  readonly kind: InputName;
  readonly input: string;
  readonly code: string;
  /** Byte offset in the input. */
  readonly offset: number;
  readonly reason: string;
}
