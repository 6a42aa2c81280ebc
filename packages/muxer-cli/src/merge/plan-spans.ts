import {
  flattenFragments,
  type InputName,
  mergeFragmentsSync,
  type MergeNotice,
  type MergeSpan,
} from '@voxmux/isobmff';
import { sourceOf } from '../input/input.js';
import type { MergeInputs } from './merge-inputs.js';
import type { MergeRequest } from './merge-request.js';

/** What has been planned in fragments; nothing in the flat layout. */
export interface FragmentTally extends Readonly<Record<InputName, SampleTally>> {
  /** Movie fragments of the file. */
  fragments: number;
}

export interface SampleTally {
  samples: number;
  /** Sum of the samples' durations. */
  durationTicks: number;
}

export function createFragmentTally(): FragmentTally {
  return {
    fragments: 0,
    video: { samples: 0, durationTicks: 0 },
    audio: { samples: 0, durationTicks: 0 },
  };
}

/** The pieces of the file in the layout that was asked for, in their order. */
export async function planSpans(
  { layout, joint, keepWholeFragments }: MergeRequest,
  inputs: MergeInputs,
  tally: FragmentTally,
  onNotice: (notice: MergeNotice) => void,
): Promise<Iterable<MergeSpan>> {
  const video = sourceOf(inputs.video);
  const audio = sourceOf(inputs.audio);
  if (layout === 'flat') {
    const flat = await flattenFragments([video, audio], { keepWholeFragments, onNotice });
    return flat.spans({ reuseBytes: true });
  }
  return mergeFragmentsSync(video, audio, {
    joint,
    keepWholeFragments,
    onNotice,
    onFragment({ input, sequenceNumber, sampleCount, durationTicks }) {
      tally.fragments = sequenceNumber;
      tally[input].samples += sampleCount;
      tally[input].durationTicks += durationTicks;
    },
  });
}
