import { container, fullBox, type BoxValue } from '../box-description.js';
import { describedAs, reserved, withDefault } from '../box-field.js';
import { fixed16, fixed8, i16, i32, u16, u32, ufixed16 } from '../number-field.js';
import { describeColumn, list } from '../table-field.js';
import { fourCCField, language, missingTerminator, textToZero } from '../text-field.js';
import { dateByVersion, durationByVersion, UNIX_EPOCH_SECONDS } from '../versioned-field.js';

export { UNIX_EPOCH_SECONDS };

const IDENTITY = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

const nineNumbers = /*#__PURE__*/ list(() => 9, i32);

/** Rotation and scaling in 16.16 (the third column: 2.30): the identity unless given. */
const matrix = /*#__PURE__*/ describedAs(
  /*#__PURE__*/ withDefault(nineNumbers, () => IDENTITY),
  {
    describe: (value) =>
      value.every((element, i) => element === IDENTITY[i]) ? 'identity' : describeColumn(value),
  },
);

/** Movie header: ISO/IEC 14496-12, *Movie Header Box*. Times in seconds since 1904, the duration in `timescale`. */
export const mvhd = /*#__PURE__*/ fullBox(
  'mvhd',
  {
    creationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    modificationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    timescale: u32,
    duration: durationByVersion,
    rate: /*#__PURE__*/ withDefault(fixed16, () => 1),
    volume: /*#__PURE__*/ withDefault(fixed8, () => 1),
    reserved: /*#__PURE__*/ reserved(10),
    matrix,
    preDefined: /*#__PURE__*/ reserved(24),
    nextTrackId: u32,
  },
  { maxVersion: 1 },
);
/** The value of {@link mvhd}. */
export type MovieHeader = BoxValue<typeof mvhd>;

/** A track. */
export const trak = /*#__PURE__*/ container('trak');

/**
 * Track header: ISO/IEC 14496-12, *Track Header Box*. Flags: 1 enabled, 2 in the movie, 4 in the
 * preview. The duration is in the movie's timescale, width and height are in pixels.
 */
export const tkhd = /*#__PURE__*/ fullBox(
  'tkhd',
  {
    creationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    modificationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    trackId: u32,
    reserved1: /*#__PURE__*/ reserved(4),
    duration: durationByVersion,
    reserved2: /*#__PURE__*/ reserved(8),
    layer: /*#__PURE__*/ withDefault(i16, () => 0),
    alternateGroup: /*#__PURE__*/ withDefault(i16, () => 0),
    volume: fixed8,
    reserved3: /*#__PURE__*/ reserved(2),
    matrix,
    width: /*#__PURE__*/ withDefault(ufixed16, () => 0),
    height: /*#__PURE__*/ withDefault(ufixed16, () => 0),
  },
  { maxVersion: 1 },
);
/** The value of {@link tkhd}. */
export type TrackHeader = BoxValue<typeof tkhd>;

/** The media of a track. */
export const mdia = /*#__PURE__*/ container('mdia');

/** Media header: ISO/IEC 14496-12, *Media Header Box*. The duration is in the media's `timescale`. */
export const mdhd = /*#__PURE__*/ fullBox(
  'mdhd',
  {
    creationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    modificationTime: /*#__PURE__*/ withDefault(dateByVersion, () => 0),
    timescale: u32,
    duration: durationByVersion,
    language: /*#__PURE__*/ withDefault(language, () => 'und'),
    quality: /*#__PURE__*/ withDefault(u16, () => 0),
  },
  { maxVersion: 1 },
);
/** The value of {@link mdhd}. */
export type MediaHeader = BoxValue<typeof mdhd>;

/**
 * Handler: ISO/IEC 14496-12, *Handler Reference Box*. QuickTime keeps a component type in
 * `preDefined` (`mhlr`, `dhlr`), a manufacturer in `reserved` (`appl`), and stores the name with a length in
 * front and no zero behind. Some writers leave the name out altogether.
 */
export const hdlr = /*#__PURE__*/ fullBox('hdlr', {
  preDefined: /*#__PURE__*/ reserved(4),
  handlerType: fourCCField,
  reserved: /*#__PURE__*/ reserved(12),
  name: textToZero,
  unterminated: missingTerminator,
});
/** The value of {@link hdlr}. */
export type Handler = BoxValue<typeof hdlr>;

/** Information about a track's media. */
export const minf = /*#__PURE__*/ container('minf');
