import { isArrival, type Arrivals } from './arrival.js';
import type { BoxPart } from './box-description.js';
import { findBoxes, requireBox } from './box-tree.js';
import type { FragmentBytes } from './fragment-bytes.js';
import { openFragments, type FragmentReaderOptions } from './fragment-reader.js';
import type { InputTrack, TrackChoice } from './fragment-track.js';
import { flatAuxiliaryBuilder } from './flatten-auxiliary.js';
import { flatGroupsBuilder } from './flatten-groups.js';
import { flatSamplesBuilder } from './flatten-samples.js';
import type { CopiedTrack } from './flatten-spans.js';
import { flatTablesBuilder } from './flatten-tables.js';

/** All that the fragments of an input say about one track. */
export interface CollectedTrack extends CopiedTrack {
  readonly track: InputTrack;
  readonly fileType: Uint8Array | undefined;
  /** `sgpd`, `sbgp`, `sdtp` and `subs` for all samples together. */
  readonly tables: readonly BoxPart[];
  /** The `pssh` boxes that stood in fragments, each once. */
  readonly protectionHeaders: readonly Uint8Array[];
  /** End of the samples that the movie box itself describes, in ticks; 0 for most files. */
  readonly movieSamplesEnd: number;
}

/**
 * Reads all fragments of an input, but not the media data, and collects one track of them.
 *
 * @param input index of the input, for the pieces to be copied
 * @throws IsobmffError if the input is no such file or damaged, and for what a flat file cannot hold
 */
export function* collectTrack(
  input: number,
  bytes: FragmentBytes,
  choice: TrackChoice,
  options: FragmentReaderOptions,
): Arrivals<CollectedTrack> {
  const reader = yield* openFragments(bytes, choice, options);
  const { track, fileType } = reader;
  const sampleTable = requireBox(track.trak, 'mdia/minf/stbl');
  const sampleDescription = requireBox(sampleTable, 'stsd');
  const samples = flatSamplesBuilder(sampleDescription.children.length, bytes.byteLength);
  const groups = flatGroupsBuilder(sampleTable);
  const auxiliary = flatAuxiliaryBuilder(sampleDescription);
  const tables = flatTablesBuilder();
  const protectionHeaders: Uint8Array[] = [];
  let movieSamplesEnd = 0;
  for (;;) {
    const fragment = reader.next();
    if (isArrival(fragment)) {
      yield fragment;
      continue;
    }
    if (fragment === undefined) break;
    let firstSample = samples.sampleCount;
    samples.add(fragment);
    if (samples.sampleCount <= track.sampleCount) movieSamplesEnd = Number(fragment.end);
    const { plain } = fragment;
    const isBare = plain?.hasOtherBoxes === false;
    if (isBare && !auxiliary.isNeeded(plain.defaults.descriptionIndex)) {
      reader.recycle();
      continue;
    }
    const { moof, tracks } = fragment.parts();
    for (const part of tracks) {
      groups.add(part, firstSample);
      auxiliary.add(part, firstSample);
      tables.add(part, firstSample);
      firstSample += part.sampleCount;
    }
    protectionHeaders.push(...findBoxes(moof.box, 'pssh').map((box) => box.bytes.slice()));
  }
  const { sampleCount } = samples;
  return {
    input,
    track,
    fileType,
    samples: samples.finish(),
    tables: [...groups.finish(), ...tables.finish(sampleCount)],
    auxiliary: auxiliary.finish(sampleCount),
    protectionHeaders,
    movieSamplesEnd,
  };
}
