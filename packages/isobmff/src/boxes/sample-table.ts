import { container, fullBox, type BoxValue } from '../box-description.js';
import { reserved, rest, when, type Field } from '../box-field.js';
import { u16, u32, u64, u8 } from '../number-field.js';
import { describeColumn, list, rows } from '../table-field.js';
import { offsetByVersion, signedByVersion } from '../versioned-field.js';

/** The tables of a track's samples. */
export const stbl = /*#__PURE__*/ container('stbl');

/** Decoding times: ISO/IEC 14496-12, *Decoding Time to Sample Box*; runs of samples of one duration, in media ticks. */
export const stts = /*#__PURE__*/ fullBox('stts', {
  entries: /*#__PURE__*/ rows(u32, { sampleCount: u32, sampleDelta: u32 }),
});
/** The value of {@link stts}. */
export type TimeToSample = BoxValue<typeof stts>;

/**
 * Composition offsets: ISO/IEC 14496-12, *Composition Time to Sample Box*; runs of samples of one
 * offset, in media ticks. Signed in both versions: files of version 0 with values from 2^31 mean negative ones.
 */
export const ctts = /*#__PURE__*/ fullBox(
  'ctts',
  { entries: /*#__PURE__*/ rows(u32, { sampleCount: u32, sampleOffset: offsetByVersion }) },
  { maxVersion: 1 },
);
/** The value of {@link ctts}. */
export type CompositionOffset = BoxValue<typeof ctts>;

/** Sync samples, counted from 1. A track without the box has sync samples only. */
export const stss = /*#__PURE__*/ fullBox('stss', { sampleNumber: /*#__PURE__*/ list(u32, u32) });
/** The value of {@link stss}. */
export type SyncSample = BoxValue<typeof stss>;

/** Chunks: ISO/IEC 14496-12, *Sample To Chunk Box*; from chunk `firstChunk` (from 1) on, so many samples each. */
export const stsc = /*#__PURE__*/ fullBox('stsc', {
  entries: /*#__PURE__*/ rows(u32, {
    firstChunk: u32,
    samplesPerChunk: u32,
    sampleDescriptionIndex: u32,
  }),
});
/** The value of {@link stsc}. */
export type SampleToChunk = BoxValue<typeof stsc>;

/**
 * Sample sizes in bytes: one for all (`sampleSize` not 0, and no `entrySize`), or one for each.
 *
 * `sampleCount` of a constant size is bounded by nothing in the box: check it before allocating by it.
 */
export const stsz = /*#__PURE__*/ fullBox('stsz', {
  sampleSize: u32,
  sampleCount: u32,
  entrySize: /*#__PURE__*/ when(
    (box: { readonly sampleSize: number }) => box.sampleSize === 0,
    /*#__PURE__*/ list((box: { readonly sampleCount: number }) => box.sampleCount, u32),
  ),
});
/** The value of {@link stsz}. */
export type SampleSize = BoxValue<typeof stsz>;

/** Sizes of 4, 8 or 16 bits; two of 4 share a byte, the first in its upper half. */
const compactSizes: Field<Uint16Array, ArrayLike<number>, CompactHead> = {
  read(reader, { fieldSize, sampleCount }) {
    reader.claim(sampleCount, fieldSize / 8);
    if (fieldSize === 16) {
      return u16.readColumn(reader, reader.take(2 * sampleCount), 2, sampleCount, undefined);
    }
    const stored = reader.bytes(Math.ceil((sampleCount * fieldSize) / 8));
    if (fieldSize === 8) return Uint16Array.from(stored);
    return Uint16Array.from({ length: sampleCount }, (_, i) => {
      const pair = stored[i >> 1] ?? 0;
      return i % 2 === 0 ? pair >> 4 : pair & 15;
    });
  },
  byteLength: (sizes, { fieldSize }) => Math.ceil((sizes.length * fieldSize) / 8),
  write(writer, sizes, { fieldSize, sampleCount }) {
    if (sizes.length !== sampleCount) {
      writer.fail(`of ${sizes.length} entries`, `${sampleCount} entries`);
    }
    const limit = 2 ** fieldSize;
    let at = writer.take(Math.ceil((sampleCount * fieldSize) / 8));
    for (let i = 0; i < sampleCount; i++) {
      const size = sizes[i] ?? 0;
      if (!(size >= 0 && size < limit)) writer.fail(`${size} in entry ${i}`, `0 to ${limit - 1}`);
      if (fieldSize === 16) writer.view.setUint16(at, size);
      else if (fieldSize === 8) writer.view.setUint8(at, size);
      else if (i % 2 === 0) writer.view.setUint8(at, size << 4);
      else writer.view.setUint8(at, writer.view.getUint8(at) | size);
      if (fieldSize !== 4 || i % 2 === 1) at += fieldSize === 16 ? 2 : 1;
    }
  },
  describe: (sizes) => describeColumn(sizes),
};

interface CompactHead {
  readonly fieldSize: number;
  readonly sampleCount: number;
}

/** Width of the sizes in {@link stz2}, in bits: no others are defined. */
const compactWidth: Field<number> = {
  read(reader) {
    const width = u8.read(reader, undefined);
    if (![4, 8, 16].includes(width)) reader.fail('value', `field size ${width}`, '4, 8 or 16 bits');
    return width;
  },
  byteLength: () => 1,
  write(writer, width) {
    if (![4, 8, 16].includes(width)) writer.fail(String(width), '4, 8 or 16 bits');
    u8.write(writer, width, undefined);
  },
  describe: (width) => width,
};

/** Sample sizes in bytes, stored in `fieldSize` (4, 8 or 16) bits each: *Compact Sample Size Box*. */
export const stz2 = /*#__PURE__*/ fullBox('stz2', {
  reserved: /*#__PURE__*/ reserved(3),
  fieldSize: compactWidth,
  sampleCount: u32,
  entrySize: compactSizes,
});
/** The value of {@link stz2}. */
export type CompactSampleSize = BoxValue<typeof stz2>;

/** Chunk offsets from the start of the file, 32 bits each. */
export const stco = /*#__PURE__*/ fullBox('stco', { chunkOffset: /*#__PURE__*/ list(u32, u32) });
/** The value of {@link stco}. */
export type ChunkOffset = BoxValue<typeof stco>;

/** Chunk offsets from the start of the file, 64 bits each (up to 2^53 − 1). */
export const co64 = /*#__PURE__*/ fullBox('co64', { chunkOffset: /*#__PURE__*/ list(u32, u64) });
/** The value of {@link co64}. */
export type ChunkLargeOffset = BoxValue<typeof co64>;

/** How composition and decoding times relate, in media ticks: *Composition to Decode Box*. */
export const cslg = /*#__PURE__*/ fullBox(
  'cslg',
  {
    compositionToDtsShift: signedByVersion,
    leastDecodeToDisplayDelta: signedByVersion,
    greatestDecodeToDisplayDelta: signedByVersion,
    compositionStartTime: signedByVersion,
    compositionEndTime: signedByVersion,
  },
  { maxVersion: 1 },
);
/** The value of {@link cslg}. */
export type CompositionToDecode = BoxValue<typeof cslg>;

/**
 * How samples depend on each other, a byte for each: two bits each of is_leading, depends_on,
 * is_depended_on, has_redundancy, from the upper end: *Independent and Disposable Samples Box*.
 */
export const sdtp = /*#__PURE__*/ fullBox('sdtp', {
  sampleDependencies: /*#__PURE__*/ rest(),
});
/** The value of {@link sdtp}. */
export type SampleDependencies = BoxValue<typeof sdtp>;
