import { box, container, fullBox, type BoxValue } from '../box-description.js';
import { bytes, childCount, reserved, sniffed, withDefault, type Field } from '../box-field.js';
import type { FieldReader } from '../byte-cursor.js';
import { i16, u16, u32, ufixed16 } from '../number-field.js';

/**
 * Sample descriptions: ISO/IEC 14496-12, *Sample Description Box*. Its children are the entries, of
 * which samples name one by its number from 1.
 */
export const stsd = /*#__PURE__*/ fullBox(
  'stsd',
  { entryCount: /*#__PURE__*/ childCount(u32) },
  { children: true, maxVersion: 1 },
);

interface AudioEntryVersion {
  readonly entryVersion: number;
}

/**
 * A field of QuickTime's audio entries. The ISO entries of version 1 (in an `stsd` of version 1)
 * bear the same number and have none of these: there, boxes follow at once.
 */
function quickTimeAudio<Read, Write>(
  entryVersion: number,
  field: Field<Read, Write>,
): Field<Read | undefined, Write | undefined, AudioEntryVersion> {
  return sniffed(
    (reader: FieldReader, entry: AudioEntryVersion) =>
      entry.entryVersion === entryVersion && !reader.isBoxAhead() && reader.left >= 4,
    field,
  );
}

/**
 * Entry of an audio track: ISO/IEC 14496-12, *Audio Sample Entry*, and the longer forms that
 * QuickTime files have (`entryVersion` 1 and 2). Codec configuration follows as boxes.
 */
export const audioSampleEntry = /*#__PURE__*/ box(
  '*',
  {
    reserved1: /*#__PURE__*/ reserved(6),
    dataReferenceIndex: /*#__PURE__*/ withDefault(u16, () => 1),
    entryVersion: /*#__PURE__*/ withDefault(u16, () => 0),
    reserved2: /*#__PURE__*/ reserved(6),
    channelCount: u16,
    sampleSize: /*#__PURE__*/ withDefault(u16, () => 16),
    compressionId: /*#__PURE__*/ withDefault(i16, () => 0),
    packetSize: /*#__PURE__*/ withDefault(u16, () => 0),
    sampleRate: ufixed16,
    samplesPerPacket: /*#__PURE__*/ quickTimeAudio(1, u32),
    bytesPerPacket: /*#__PURE__*/ quickTimeAudio(1, u32),
    bytesPerFrame: /*#__PURE__*/ quickTimeAudio(1, u32),
    bytesPerSample: /*#__PURE__*/ quickTimeAudio(1, u32),
    /** Sizes, rate as a 64-bit float, channels, bits, flags: bytes 36 to 71 of version 2. */
    version2: /*#__PURE__*/ quickTimeAudio(2, /*#__PURE__*/ bytes(36)),
  },
  { children: true, within: ['stsd'] },
);
/** The value of {@link audioSampleEntry}. */
export type AudioSampleEntry = BoxValue<typeof audioSampleEntry>;

/** Codec configuration in QuickTime's audio entries: boxes, the last of them without a type. */
export const wave = /*#__PURE__*/ container('wave');

/** Entry of a video track: ISO/IEC 14496-12, *Visual Sample Entry*. Codec configuration follows as boxes. */
export const visualSampleEntry = /*#__PURE__*/ box(
  '*',
  {
    reserved1: /*#__PURE__*/ reserved(6),
    dataReferenceIndex: /*#__PURE__*/ withDefault(u16, () => 1),
    /** Zero by the standard; version, revision, vendor and qualities in QuickTime. */
    preDefined: /*#__PURE__*/ reserved(16),
    width: u16,
    height: u16,
    /** Pixels an inch. */
    horizontalResolution: /*#__PURE__*/ withDefault(ufixed16, () => 72),
    verticalResolution: /*#__PURE__*/ withDefault(ufixed16, () => 72),
    reserved2: /*#__PURE__*/ reserved(4),
    frameCount: /*#__PURE__*/ withDefault(u16, () => 1),
    /** A length byte and up to 31 bytes of text. */
    compressorName: /*#__PURE__*/ withDefault(/*#__PURE__*/ bytes(32), () => new Uint8Array(32)),
    depth: /*#__PURE__*/ withDefault(u16, () => 24),
    preDefined2: /*#__PURE__*/ withDefault(i16, () => -1),
  },
  { children: true, within: ['stsd'] },
);
/** The value of {@link visualSampleEntry}. */
export type VisualSampleEntry = BoxValue<typeof visualSampleEntry>;
