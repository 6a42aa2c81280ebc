import type { BoxNode } from './box-tree.js';
import type { TrackExtends, TrackFragmentHeader, TrackRun } from './boxes/movie-fragment.js';

/** What a sample has that its run does not say. */
export interface SampleDefaults {
  readonly descriptionIndex: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** A run of samples that lie one behind the other (`trun`). */
export interface SampleRun {
  readonly box: BoxNode;
  readonly value: TrackRun;
  readonly sampleCount: number;
  /** Byte offset in the input of the first sample. */
  readonly position: number;
  readonly byteLength: number;
  /** Sum of the durations, in ticks of the media. */
  readonly duration: number;
}

/** Defaults of a fragment's samples: `tfhd`, where it is silent `trex`. */
export function sampleDefaults(
  header: TrackFragmentHeader,
  trackExtends: TrackExtends,
): SampleDefaults {
  return {
    descriptionIndex: header.sampleDescriptionIndex ?? trackExtends.defaultSampleDescriptionIndex,
    duration: header.defaultSampleDuration ?? trackExtends.defaultSampleDuration,
    size: header.defaultSampleSize ?? trackExtends.defaultSampleSize,
    flags: header.defaultSampleFlags ?? trackExtends.defaultSampleFlags,
  };
}

/** Sum of a column, or of as many equal values where there is no column. */
export function sumOf(
  column: Uint32Array | Uint8Array | undefined,
  count: number,
  standard: number,
): number {
  if (column === undefined) return count * standard;
  let sum = 0;
  for (let row = 0; row < count; row += 1) sum += column[row] ?? 0;
  return sum;
}
