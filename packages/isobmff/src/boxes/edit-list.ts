import { container, fullBox, type BoxValue } from '../box-description.js';
import { fixed16, u32 } from '../number-field.js';
import { rows } from '../table-field.js';
import { durationByVersion, signedByVersion } from '../versioned-field.js';

/** The edits of a track. */
export const edts = /*#__PURE__*/ container('edts');

/**
 * Edit list: ISO/IEC 14496-12, *Edit List Box*. `segmentDuration` counts in the movie's timescale,
 * `mediaTime` in the media's (−1: an empty edit); in fragmented files a duration of 0 means "to the end".
 */
export const elst = /*#__PURE__*/ fullBox(
  'elst',
  {
    entries: /*#__PURE__*/ rows(u32, {
      segmentDuration: durationByVersion,
      mediaTime: signedByVersion,
      mediaRate: fixed16,
    }),
  },
  { maxVersion: 1 },
);
/** The value of {@link elst}. */
export type EditList = BoxValue<typeof elst>;
