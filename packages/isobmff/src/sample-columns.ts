import type { BoxNode } from './box-tree.js';
import { sampleWindows } from './sample-windows.js';

/**
 * The samples of a track in decode order, one typed array for each property. All times are in ticks
 * of the media timescale.
 */
export interface SampleColumns {
  /** Samples: the length of every column. */
  readonly sampleCount: number;
  /** Byte offset in the file of each sample. */
  readonly offset: Float64Array;
  /** Bytes of each sample. */
  readonly size: Uint32Array;
  /** Ticks at which each sample is decoded. */
  readonly decodeTime: Float64Array;
  /** Ticks that each sample lasts. */
  readonly duration: Uint32Array;
  /** Composition time minus decode time; absent where all are 0. */
  readonly compositionOffset?: Int32Array | undefined;
  /** 1 for sync samples, 0 for others; absent where all are sync samples. */
  readonly sync?: Uint8Array | undefined;
  /** 1-based sample description of each sample; absent where all use the first. */
  readonly descriptionIndex?: Uint16Array | undefined;
}

/**
 * Expands the sample tables of a track into columns.
 *
 * The tables are checked against each other: each has to describe as many samples as `stsz` has
 * sizes, chunks and descriptions have to exist, and every chunk has to lie within the file.
 *
 * @param stbl the sample table box, parsed with the descriptions of `stbl` and `stsd`
 * @param fileByteLength bytes of the whole file
 * @throws IsobmffError `missing-box` for a table that is not there, `value` for tables that
 *   contradict each other, `count` for more samples than the file has room for, `truncated` for
 *   chunks behind the end of the file
 */
export function readSampleTable(stbl: BoxNode, fileByteLength: number): SampleColumns {
  for (const { samples } of sampleWindows(stbl, fileByteLength, Infinity)) return samples;
  return {
    sampleCount: 0,
    size: new Uint32Array(),
    offset: new Float64Array(),
    decodeTime: new Float64Array(),
    duration: new Uint32Array(),
  };
}
