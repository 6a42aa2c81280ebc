import { IsobmffError } from './box-error.js';
import { findBoxes, type BoxNode } from './box-tree.js';
import { saio, saiz, type SampleAuxiliaryInformationSizes } from './boxes/protection.js';
import { sumOf, type SampleRun } from './fragment-run.js';

/** Where the auxiliary information of a track fragment's samples lies: what `saiz` and `saio` say. */
export interface AuxiliaryInformation {
  /** The `saio`. */
  readonly box: BoxNode;
  /** Kind of the information; empty where the protection scheme says it. */
  readonly type: string;
  readonly parameter: number;
  /** Samples in decode order that have data; those behind them have none. */
  readonly sampleCount: number;
  /** Bytes of each sample's data if all have the same, else 0. */
  readonly sampleSize: number;
  /** Bytes of each sample's data where they differ. */
  readonly sampleSizes: Uint8Array | undefined;
  /** Where the data lies: in one piece, or in one for each run. */
  readonly pieces: readonly AuxiliaryPiece[];
}

/** Auxiliary data that lies in one piece. */
export interface AuxiliaryPiece {
  /** Byte offset in the input. */
  readonly position: number;
  readonly byteLength: number;
}

/**
 * Works out where auxiliary information lies: `saio` counts from the base of the track fragment.
 *
 * @param traf the track fragment
 * @param base byte offset in the input from which its offsets count
 * @throws IsobmffError if a `saio` has no `saiz`, or has offsets neither for all samples nor for each run
 */
export function readAuxiliary(
  traf: BoxNode,
  base: number,
  runs: readonly SampleRun[],
): AuxiliaryInformation[] {
  const sizeBoxes = findBoxes(traf, 'saiz').map((box) => box.read(saiz));
  const sampleCount = runs.reduce((sum, run) => sum + run.sampleCount, 0);
  return findBoxes(traf, 'saio').map((box) => {
    const offsets = box.read(saio);
    const { auxInfoType, auxInfoTypeParameter } = offsets;
    const sizes = sizeBoxes.find(
      (one) => one.auxInfoType === auxInfoType && one.auxInfoTypeParameter === auxInfoTypeParameter,
    );
    if (sizes === undefined) {
      throw new IsobmffError({
        code: 'missing-box',
        offset: box.offset,
        path: box.path,
        found: 'a saio without a saiz of the same type',
        expected: 'the sizes of the auxiliary information',
      });
    }
    if (sizes.sampleCount > sampleCount) {
      throw new IsobmffError({
        code: 'count',
        offset: box.offset,
        path: box.path,
        found: `auxiliary information of ${sizes.sampleCount} samples`,
        expected: `at most the ${sampleCount} samples of the fragment`,
      });
    }
    return {
      box,
      type: auxInfoType ?? '',
      parameter: auxInfoTypeParameter ?? 0,
      sampleCount: sizes.sampleCount,
      sampleSize: sizes.defaultSampleInfoSize,
      sampleSizes: sizes.sampleInfoSize,
      pieces: piecesOf(box, offsets.offset, base, sizes, runs),
    };
  });
}

function piecesOf(
  box: BoxNode,
  offsets: Float64Array,
  base: number,
  sizes: SampleAuxiliaryInformationSizes,
  runs: readonly SampleRun[],
): AuxiliaryPiece[] {
  if (offsets.length !== 1 && offsets.length !== runs.length) {
    throw new IsobmffError({
      code: 'value',
      offset: box.offset,
      path: box.path,
      found: `${offsets.length} offsets`,
      expected: `one, or one for each of the ${runs.length} runs`,
    });
  }
  let sample = 0;
  return Array.from(offsets, (offset, index) => {
    const wanted = offsets.length === 1 ? sizes.sampleCount : (runs[index]?.sampleCount ?? 0);
    const count = Math.min(wanted, sizes.sampleCount - sample);
    const byteLength = sumOf(
      sizes.sampleInfoSize?.subarray(sample, sample + count),
      count,
      sizes.defaultSampleInfoSize,
    );
    sample += count;
    return { position: base + offset, byteLength };
  });
}
