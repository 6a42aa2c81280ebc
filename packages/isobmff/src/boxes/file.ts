import { box, container, type BoxValue } from '../box-description.js';
import { rest } from '../box-field.js';
import { u32 } from '../number-field.js';
import { fourCCField, fourCCList } from '../text-field.js';

/** File type: ISO/IEC 14496-12, *File Type Box*. */
export const ftyp = /*#__PURE__*/ box('ftyp', {
  majorBrand: fourCCField,
  minorVersion: u32,
  compatibleBrands: fourCCList,
});
/** The value of {@link ftyp}. */
export type FileType = BoxValue<typeof ftyp>;

/** Segment type, laid out like {@link ftyp}. */
export const styp = /*#__PURE__*/ box('styp', {
  majorBrand: fourCCField,
  minorVersion: u32,
  compatibleBrands: fourCCList,
});

/** Media data: bytes that the tables of other boxes point into. */
export const mdat = /*#__PURE__*/ box('mdat', { data: /*#__PURE__*/ rest() });

/** Free space. */
export const free = /*#__PURE__*/ box('free', { data: /*#__PURE__*/ rest() });

/** Free space, by its other name. */
export const skip = /*#__PURE__*/ box('skip', { data: /*#__PURE__*/ rest() });

/** The movie: everything but the media data. */
export const moov = /*#__PURE__*/ container('moov');
