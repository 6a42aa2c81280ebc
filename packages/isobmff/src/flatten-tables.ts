import { draftBox, type BoxDraft } from './box-description.js';
import { findBox, findBoxes } from './box-tree.js';
import { sdtp } from './boxes/sample-table.js';
import { subs, type SubSampleInformation } from './boxes/sub-sample.js';
import { growingColumn } from './flatten-column.js';
import type { TrackFragment } from './fragment-moof.js';

/** Collects tables of a track that say something about single samples, fragment by fragment. */
export interface FlatTablesBuilder {
  /** Notes the tables of a part whose first sample has the number `firstSample`, from 0. */
  add(track: TrackFragment, firstSample: number): void;
  /** `sdtp` and `subs` for all samples together, if there were any. */
  finish(sampleCount: number): BoxDraft[];
}

/** Subsamples of one meaning: the flags of `subs` say which. */
interface SubSampleColumns {
  readonly flags: number;
  readonly sampleDelta: number[];
  readonly subsampleCount: number[];
  readonly subsampleSize: number[];
  readonly subsamplePriority: number[];
  readonly discardable: number[];
  readonly codecSpecificParameters: number[];
  /** Number of the last sample with an entry, from 1. */
  lastSample: number;
}

export function flatTablesBuilder(): FlatTablesBuilder {
  const dependencies = growingColumn(Uint8Array);
  const subSamples = new Map<number, SubSampleColumns>();

  return {
    add({ box, sampleCount }, firstSample) {
      const table = findBox(box, 'sdtp')?.read(sdtp).sampleDependencies;
      if (table !== undefined) {
        dependencies.fillTo(firstSample);
        dependencies.append(table.subarray(0, sampleCount));
      }
      for (const child of findBoxes(box, 'subs')) {
        const value = child.read(subs);
        const columns = subSamples.get(value.flags) ?? emptySubSamples(value.flags);
        subSamples.set(value.flags, columns);
        appendSubSamples(columns, value, firstSample);
      }
    },
    finish(sampleCount) {
      const drafts: BoxDraft[] = [];
      if (dependencies.length > 0) {
        dependencies.fillTo(sampleCount);
        drafts.push(draftBox(sdtp, { sampleDependencies: dependencies.finish() }));
      }
      for (const { flags, ...entries } of subSamples.values()) {
        drafts.push(draftBox(subs, { flags, entries }));
      }
      return drafts;
    },
  };
}

function emptySubSamples(flags: number): SubSampleColumns {
  return {
    flags,
    sampleDelta: [],
    subsampleCount: [],
    subsampleSize: [],
    subsamplePriority: [],
    discardable: [],
    codecSpecificParameters: [],
    lastSample: 0,
  };
}

/** Entries count from the one before; the first of a fragment counts from the fragment's beginning. */
function appendSubSamples(
  columns: SubSampleColumns,
  { entries }: SubSampleInformation,
  firstSample: number,
): void {
  let sample = firstSample;
  for (let entry = 0; entry < entries.sampleDelta.length; entry += 1) {
    sample += entries.sampleDelta[entry] ?? 0;
    columns.sampleDelta.push(sample - columns.lastSample);
    columns.lastSample = sample;
    columns.subsampleCount.push(entries.subsampleCount[entry] ?? 0);
  }
  for (let row = 0; row < entries.subsampleSize.length; row += 1) {
    columns.subsampleSize.push(entries.subsampleSize[row] ?? 0);
    columns.subsamplePriority.push(entries.subsamplePriority[row] ?? 0);
    columns.discardable.push(entries.discardable[row] ?? 0);
    columns.codecSpecificParameters.push(entries.codecSpecificParameters[row] ?? 0);
  }
}
