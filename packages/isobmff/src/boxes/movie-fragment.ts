import { container, fullBox, type BoxValue } from '../box-description.js';
import { flagged } from '../box-field.js';
import { flags32, i32, u32, u64 } from '../number-field.js';
import { flaggedColumn, rows } from '../table-field.js';
import { durationByVersion, exactByVersion, offsetByVersion } from '../versioned-field.js';

/** Says that fragments follow. */
export const mvex = /*#__PURE__*/ container('mvex');

/** Duration of the whole with its fragments, in the movie's timescale: *Movie Extends Header Box*. */
export const mehd = /*#__PURE__*/ fullBox(
  'mehd',
  { fragmentDuration: durationByVersion },
  { maxVersion: 1 },
);
/** The value of {@link mehd}. */
export type MovieExtendsHeader = BoxValue<typeof mehd>;

/** What holds for a track's fragment samples unless the fragment says otherwise: *Track Extends Box*. */
export const trex = /*#__PURE__*/ fullBox('trex', {
  trackId: u32,
  defaultSampleDescriptionIndex: u32,
  defaultSampleDuration: u32,
  defaultSampleSize: u32,
  defaultSampleFlags: flags32,
});
/** The value of {@link trex}. */
export type TrackExtends = BoxValue<typeof trex>;

/** Properties of a track's fragments: *Track Extension Properties Box*; boxes follow the track id. */
export const trep = /*#__PURE__*/ fullBox('trep', { trackId: u32 }, { children: true });

/** A movie fragment. */
export const moof = /*#__PURE__*/ container('moof');

/** Movie fragment header: the number of the fragment, growing from one to the next. */
export const mfhd = /*#__PURE__*/ fullBox('mfhd', { sequenceNumber: u32 });
/** The value of {@link mfhd}. */
export type MovieFragmentHeader = BoxValue<typeof mfhd>;

/** A track's part of a fragment. */
export const traf = /*#__PURE__*/ container('traf');

/** Flag of {@link tfhd}: the fragment has no samples of this track. */
export const DURATION_IS_EMPTY = 0x01_0000;
/** Flag of {@link tfhd}: offsets count from the first byte of the `moof`, if no `baseDataOffset` is given. */
export const DEFAULT_BASE_IS_MOOF = 0x02_0000;

/** Track fragment header: ISO/IEC 14496-12, *Track Fragment Header Box*; the flags of the fields follow from their presence. */
export const tfhd = /*#__PURE__*/ fullBox('tfhd', {
  trackId: u32,
  baseDataOffset: /*#__PURE__*/ flagged(0x01, u64),
  sampleDescriptionIndex: /*#__PURE__*/ flagged(0x02, u32),
  defaultSampleDuration: /*#__PURE__*/ flagged(0x08, u32),
  defaultSampleSize: /*#__PURE__*/ flagged(0x10, u32),
  defaultSampleFlags: /*#__PURE__*/ flagged(0x20, flags32),
});
/** The value of {@link tfhd}. */
export type TrackFragmentHeader = BoxValue<typeof tfhd>;

/** Decoding time of a fragment's first sample, in media ticks: exact over 64 bits, since live streams count from 1970. */
export const tfdt = /*#__PURE__*/ fullBox(
  'tfdt',
  { baseMediaDecodeTime: exactByVersion },
  { maxVersion: 1 },
);
/** The value of {@link tfdt}. */
export type TrackFragmentDecodeTime = BoxValue<typeof tfdt>;

/**
 * A run of samples: ISO/IEC 14496-12, *Track Fragment Run Box*. The flags of the fields follow from
 * their presence. Composition offsets are signed in both versions: files of version 0 with values
 * from 2^31 mean negative ones.
 *
 * `sampleCount` of a run without columns is bounded by nothing in the box: check it before
 * allocating by it.
 */
export const trun = /*#__PURE__*/ fullBox(
  'trun',
  {
    sampleCount: u32,
    dataOffset: /*#__PURE__*/ flagged(0x01, i32),
    firstSampleFlags: /*#__PURE__*/ flagged(0x04, flags32),
    samples: /*#__PURE__*/ rows((box: { readonly sampleCount: number }) => box.sampleCount, {
      sampleDuration: /*#__PURE__*/ flaggedColumn(0x100, u32),
      sampleSize: /*#__PURE__*/ flaggedColumn(0x200, u32),
      sampleFlags: /*#__PURE__*/ flaggedColumn(0x400, flags32),
      sampleCompositionTimeOffset: /*#__PURE__*/ flaggedColumn(0x800, offsetByVersion),
    }),
  },
  { maxVersion: 1 },
);
/** The value of {@link trun}. */
export type TrackRun = BoxValue<typeof trun>;
