import { box, type BoxValue } from '../box-description.js';
import { describeBytes, reserved, withDefault, type Field } from '../box-field.js';
import { u16, u32, u8 } from '../number-field.js';
import { languageText } from './user-data.js';

/** Flag of {@link timecodeSampleEntry}: labels are left out so that they keep pace with the clock. */
export const TIMECODE_DROP_FRAME = 0x1;
/** Flag of {@link timecodeSampleEntry}: the count begins anew at midnight. */
export const TIMECODE_WRAPS_AT_24_HOURS = 0x2;
/** Flag of {@link timecodeSampleEntry}: the frame number is signed. */
export const TIMECODE_NEGATIVE_ALLOWED = 0x4;
/** Flag of {@link timecodeSampleEntry}: the number counts something else than time of day. */
export const TIMECODE_COUNTER = 0x8;

/**
 * What follows the number of frames: one reserved byte by the text, three in practice, then perhaps
 * boxes. Left out of the value if it is the one zero byte.
 */
const reservedEnd: Field<Uint8Array | undefined> = {
  read(reader) {
    const start = reader.position;
    while (reader.left > 0 && !reader.isBoxAhead()) reader.position++;
    const size = reader.position - start;
    reader.position = start;
    const found = reader.bytes(size);
    return size === 1 && found[0] === 0 ? undefined : found;
  },
  byteLength: (value) => value?.length ?? 1,
  write(writer, value) {
    writer.bytes(value ?? new Uint8Array(1));
  },
  describe: (value) => (value === undefined ? undefined : describeBytes(value)),
};

/**
 * Entry of a timecode track: QuickTime File Format, *Timecode Sample Description*. A frame lasts
 * `frameDuration` ticks of `timescale`; `numberOfFrames` are counted in a second.
 */
export const timecodeSampleEntry = /*#__PURE__*/ box(
  'tmcd',
  {
    reserved1: /*#__PURE__*/ reserved(6),
    dataReferenceIndex: /*#__PURE__*/ withDefault(u16, () => 1),
    reserved2: /*#__PURE__*/ reserved(4),
    flags: u32,
    timescale: u32,
    frameDuration: u32,
    numberOfFrames: u8,
    reserved3: reservedEnd,
  },
  { children: true, within: ['stsd'] },
);
/** The value of {@link timecodeSampleEntry}. */
export type TimecodeSampleEntry = BoxValue<typeof timecodeSampleEntry>;

/** Name of the reel a timecode counts on, inside {@link timecodeSampleEntry}. */
export const reelName = /*#__PURE__*/ box('name', { reel: languageText }, { within: ['tmcd'] });
