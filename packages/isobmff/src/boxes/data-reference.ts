import { container, fullBox, type BoxValue } from '../box-description.js';
import { childCount, optional } from '../box-field.js';
import { u32 } from '../number-field.js';
import { terminatedText } from '../text-field.js';

/** Where the media data is: a container of {@link dref}. */
export const dinf = /*#__PURE__*/ container('dinf');

/** Data references: ISO/IEC 14496-12, *Data Reference Box*; sample entries name one by its number from 1. */
export const dref = /*#__PURE__*/ fullBox(
  'dref',
  { entryCount: /*#__PURE__*/ childCount(u32) },
  { children: true },
);

/** Flag of data references: the media data is in the same file, and no location is stored. */
export const SELF_CONTAINED = 1;

/** Data at an address, or in the same file ({@link SELF_CONTAINED}). */
export const url = /*#__PURE__*/ fullBox(
  'url ',
  { location: /*#__PURE__*/ optional(terminatedText) },
  { within: ['dref'] },
);
/** The value of {@link url}. */
export type DataEntryUrl = BoxValue<typeof url>;

/** Data by name, with an address perhaps. */
export const urn = /*#__PURE__*/ fullBox(
  'urn ',
  { name: terminatedText, location: /*#__PURE__*/ optional(terminatedText) },
  { within: ['dref'] },
);
