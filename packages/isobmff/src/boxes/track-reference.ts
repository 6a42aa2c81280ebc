import { box, container, type BoxValue } from '../box-description.js';
import { u32 } from '../number-field.js';
import { list } from '../table-field.js';

/** References to other tracks: ISO/IEC 14496-12, *Track Reference Box*; the type of each child says what for. */
export const tref = /*#__PURE__*/ container('tref');

/** The tracks that a reference of one type (`tmcd`, `chap`, `cdsc` …) names. */
export const trackReference = /*#__PURE__*/ box(
  '*',
  { trackIds: /*#__PURE__*/ list('to-end', u32) },
  { within: ['tref'] },
);
/** The value of {@link trackReference}. */
export type TrackReference = BoxValue<typeof trackReference>;
