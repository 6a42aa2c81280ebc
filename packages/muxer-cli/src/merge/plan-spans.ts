import {
  flattenFragments,
  mergeFragments,
  type MergeNotice,
  type MergeSpan,
} from '@voxmux/isobmff';
import { sourceOf } from '../input/input.js';
import type { MergeInputs } from './merge-inputs.js';
import type { MergeRequest } from './merge-request.js';

/** The pieces of the file in the layout that was asked for, in their order. */
export async function* planSpans(
  { layout, joint, keepWholeFragments }: MergeRequest,
  inputs: MergeInputs,
  onNotice: (notice: MergeNotice) => void,
): AsyncGenerator<MergeSpan, void, undefined> {
  const video = sourceOf(inputs.video);
  const audio = sourceOf(inputs.audio);
  if (layout === 'fragmented') {
    yield* mergeFragments(video, audio, { joint, keepWholeFragments, onNotice });
  } else {
    const flat = await flattenFragments([video, audio], { keepWholeFragments, onNotice });
    yield* flat.spans();
  }
}
