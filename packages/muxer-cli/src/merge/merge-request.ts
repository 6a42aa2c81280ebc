import type { InputPlace } from '../input/input-place.js';

export const mergeLayouts = ['flat', 'fragmented'] as const;

/** `flat`: one index in front. `fragmented`: the source's fragments, in order of time. */
export type MergeLayout = (typeof mergeLayouts)[number];

/** What the person asked `merge` for. */
export interface MergeRequest {
  readonly video: InputPlace;
  readonly audio: InputPlace;
  /** Absolute path of the file to write. */
  readonly out: string;
  readonly layout: MergeLayout;
  /** Fragmented layout: one `moof` for both tracks. */
  readonly joint: boolean;
  /** Inputs that end within a fragment count as ending in front of it. */
  readonly keepWholeFragments: boolean;
  readonly force: boolean;
  readonly json: boolean;
}
