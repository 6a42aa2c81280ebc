import { container, fullBox, type BoxValue } from '../box-description.js';
import { reserved, withDefault } from '../box-field.js';
import { fixed8, u16, u8 } from '../number-field.js';
import { countedText } from '../text-field.js';

const colour = (standard: number) => withDefault(u16, () => standard);

/** Video media header: ISO/IEC 14496-12, *Video Media Header Box*; its flags are 1. */
export const vmhd = /*#__PURE__*/ fullBox('vmhd', {
  graphicsMode: /*#__PURE__*/ withDefault(u16, () => 0),
  red: /*#__PURE__*/ colour(0),
  green: /*#__PURE__*/ colour(0),
  blue: /*#__PURE__*/ colour(0),
});
/** The value of {@link vmhd}. */
export type VideoMediaHeader = BoxValue<typeof vmhd>;

/** Sound media header: ISO/IEC 14496-12, *Sound Media Header Box*. */
export const smhd = /*#__PURE__*/ fullBox('smhd', {
  balance: /*#__PURE__*/ withDefault(fixed8, () => 0),
  reserved: /*#__PURE__*/ reserved(2),
});
/** The value of {@link smhd}. */
export type SoundMediaHeader = BoxValue<typeof smhd>;

/** Header of media of any other kind: ISO/IEC 14496-12, *Null Media Header Box*. */
export const nmhd = /*#__PURE__*/ fullBox('nmhd', {});

/** Header of subtitles: ISO/IEC 14496-12, *Subtitle Media Header Box*. */
export const sthd = /*#__PURE__*/ fullBox('sthd', {});

/** Header of media of any other kind in QuickTime: a container of {@link gmin} and a box for the kind. */
export const gmhd = /*#__PURE__*/ container('gmhd');

/** QuickTime base media information. */
export const gmin = /*#__PURE__*/ fullBox('gmin', {
  graphicsMode: /*#__PURE__*/ withDefault(u16, () => 0x40),
  red: /*#__PURE__*/ colour(0x8000),
  green: /*#__PURE__*/ colour(0x8000),
  blue: /*#__PURE__*/ colour(0x8000),
  balance: /*#__PURE__*/ withDefault(fixed8, () => 0),
  reserved: /*#__PURE__*/ reserved(2),
});

/** QuickTime timecode media information: a container of {@link tcmi} in {@link gmhd}. */
export const timecodeMediaInformation = /*#__PURE__*/ container('tmcd', { within: ['gmhd'] });

/** How QuickTime shows timecode: font, colours. */
export const tcmi = /*#__PURE__*/ fullBox('tcmi', {
  textFont: /*#__PURE__*/ withDefault(u16, () => 0),
  textFace: /*#__PURE__*/ withDefault(u16, () => 0),
  /** In points. */
  textSize: /*#__PURE__*/ withDefault(u16, () => 12),
  reserved: /*#__PURE__*/ reserved(2),
  textRed: /*#__PURE__*/ colour(0),
  textGreen: /*#__PURE__*/ colour(0),
  textBlue: /*#__PURE__*/ colour(0),
  backgroundRed: /*#__PURE__*/ colour(0xffff),
  backgroundGreen: /*#__PURE__*/ colour(0xffff),
  backgroundBlue: /*#__PURE__*/ colour(0xffff),
  fontName: /*#__PURE__*/ withDefault(/*#__PURE__*/ countedText(u8), () => 'Lucida Grande'),
});
