import { container, fullBox, type BoxValue } from '../box-description.js';
import { when } from '../box-field.js';
import { i32, u32, u64 } from '../number-field.js';
import { list, rows } from '../table-field.js';

/** The tables of a track's samples. */
export const stbl = /*#__PURE__*/ container('stbl');

/** Decoding times: ISO/IEC 14496-12, *Decoding Time to Sample Box*; runs of samples of one duration, in media ticks. */
export const stts = /*#__PURE__*/ fullBox('stts', {
  entries: /*#__PURE__*/ rows(u32, { sampleCount: u32, sampleDelta: u32 }),
});
export type TimeToSample = BoxValue<typeof stts>;

/**
 * Composition offsets: ISO/IEC 14496-12, *Composition Time to Sample Box*; runs of samples of one
 * offset, in media ticks. Signed in both versions: files of version 0 with values from 2^31 mean negative ones.
 */
export const ctts = /*#__PURE__*/ fullBox(
  'ctts',
  { entries: /*#__PURE__*/ rows(u32, { sampleCount: u32, sampleOffset: i32 }) },
  { maxVersion: 1 },
);
export type CompositionOffset = BoxValue<typeof ctts>;

/** Sync samples, counted from 1. A track without the box has sync samples only. */
export const stss = /*#__PURE__*/ fullBox('stss', { sampleNumber: /*#__PURE__*/ list(u32, u32) });
export type SyncSample = BoxValue<typeof stss>;

/** Chunks: ISO/IEC 14496-12, *Sample To Chunk Box*; from chunk `firstChunk` (from 1) on, so many samples each. */
export const stsc = /*#__PURE__*/ fullBox('stsc', {
  entries: /*#__PURE__*/ rows(u32, {
    firstChunk: u32,
    samplesPerChunk: u32,
    sampleDescriptionIndex: u32,
  }),
});
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
export type SampleSize = BoxValue<typeof stsz>;

/** Chunk offsets from the start of the file, 32 bits each. */
export const stco = /*#__PURE__*/ fullBox('stco', { chunkOffset: /*#__PURE__*/ list(u32, u32) });
export type ChunkOffset = BoxValue<typeof stco>;

/** Chunk offsets from the start of the file, 64 bits each (up to 2^53 − 1). */
export const co64 = /*#__PURE__*/ fullBox('co64', { chunkOffset: /*#__PURE__*/ list(u32, u64) });
export type ChunkLargeOffset = BoxValue<typeof co64>;
