import { draftBox, type BoxDraft } from './box-description.js';
import { findBoxes, type BoxNode } from './box-tree.js';
import {
  sbgp,
  sgpd,
  type SampleGroupDescription,
  type SampleToGroup,
} from './boxes/sample-group.js';
import type { TrackFragment } from './fragment-moof.js';

/** Numbers above it mean an entry of the `sgpd` in the same track fragment. */
const LOCAL_DESCRIPTIONS = 0x1_0000;

/** The descriptions of one grouping type, those of all fragments together. */
interface Descriptions {
  readonly groupingType: string;
  readonly entries: Uint8Array[];
  /** Numbers of the entries by their bytes, so that no entry comes twice. */
  readonly numbers: Map<string, number>;
  /** Entry for samples of which nothing is said; 0 for none. */
  readonly standard: number;
}

/** Which samples belong to which entry of one grouping: runs, as in `sbgp`. */
interface Assignment {
  readonly groupingType: string;
  readonly groupingTypeParameter: number | undefined;
  readonly sampleCount: number[];
  readonly groupDescriptionIndex: number[];
  /** Samples that have been assigned. */
  total: number;
}

/** Collects the sample groups of a track, fragment by fragment. */
export interface FlatGroupsBuilder {
  /** Notes the groups of a part whose first sample has the number `firstSample`, from 0. */
  add(track: TrackFragment, firstSample: number): void;
  /** The `sgpd` and `sbgp` boxes for all samples together. */
  finish(): BoxDraft[];
}

/** @param sampleTable the `stbl` of the track, whose `sgpd` boxes hold for all fragments */
export function flatGroupsBuilder(sampleTable: BoxNode): FlatGroupsBuilder {
  const descriptions = new Map<string, Descriptions>();
  const assignments = new Map<string, Assignment>();
  for (const box of findBoxes(sampleTable, 'sgpd')) addDescriptions(box.read(sgpd), true);

  function addDescriptions(value: SampleGroupDescription, forTrack: boolean): number[] {
    const { groupingType, defaultGroupDescriptionIndex = 0 } = value;
    const known = descriptions.get(groupingType) ?? {
      groupingType,
      entries: [],
      numbers: new Map<string, number>(),
      standard: forTrack ? defaultGroupDescriptionIndex : 0,
    };
    descriptions.set(groupingType, known);
    return value.entries.map((entry) => {
      const key = entry.join();
      const number = known.numbers.get(key);
      if (number !== undefined && !forTrack) return number;
      known.entries.push(entry);
      if (number === undefined) known.numbers.set(key, known.entries.length);
      return known.entries.length;
    });
  }

  function assignmentFor({ groupingType, groupingTypeParameter }: SampleToGroup): Assignment {
    const key = `${groupingType} ${groupingTypeParameter ?? 0}`;
    const known = assignments.get(key) ?? {
      groupingType,
      groupingTypeParameter,
      sampleCount: [],
      groupDescriptionIndex: [],
      total: 0,
    };
    assignments.set(key, known);
    return known;
  }

  /** Gives samples up to `end` an entry; those nobody assigned get that of the track. */
  function assign(assignment: Assignment, end: number, index: number): void {
    const count = end - assignment.total;
    if (count <= 0) return;
    const last = assignment.sampleCount.length - 1;
    if (assignment.groupDescriptionIndex[last] === index) {
      assignment.sampleCount[last] = (assignment.sampleCount[last] ?? 0) + count;
    } else {
      assignment.sampleCount.push(count);
      assignment.groupDescriptionIndex.push(index);
    }
    assignment.total = end;
  }

  function standardOf({ groupingType }: Assignment): number {
    return descriptions.get(groupingType)?.standard ?? 0;
  }

  return {
    add({ box, sampleCount: fragmentSamples }, firstSample) {
      const local = new Map<string, number[]>();
      for (const child of findBoxes(box, 'sgpd')) {
        const value = child.read(sgpd);
        local.set(value.groupingType, addDescriptions(value, false));
      }
      for (const child of findBoxes(box, 'sbgp')) {
        const value = child.read(sbgp);
        const assignment = assignmentFor(value);
        assign(assignment, firstSample, standardOf(assignment));
        const { sampleCount, groupDescriptionIndex } = value.entries;
        let end = firstSample;
        for (const [entry, count] of sampleCount.entries()) {
          const index = groupDescriptionIndex[entry] ?? 0;
          const ownNumbers = local.get(value.groupingType) ?? [];
          end = Math.min(end + count, firstSample + fragmentSamples);
          const number =
            index > LOCAL_DESCRIPTIONS ? (ownNumbers[index - LOCAL_DESCRIPTIONS - 1] ?? 0) : index;
          assign(assignment, end, number);
        }
      }
    },
    finish() {
      return [...descriptions.values()].map(draftDescriptions).concat(
        [...assignments.values()].map(({ groupingType, groupingTypeParameter, ...entries }) =>
          draftBox(sbgp, {
            groupingType,
            groupingTypeParameter,
            entries: {
              sampleCount: Uint32Array.from(entries.sampleCount),
              groupDescriptionIndex: Uint32Array.from(entries.groupDescriptionIndex),
            },
          }),
        ),
      );
    },
  };
}

function draftDescriptions({ groupingType, entries, standard }: Descriptions): BoxDraft {
  const length = entries[0]?.length ?? 0;
  return draftBox(sgpd, {
    groupingType,
    defaultLength: entries.every((entry) => entry.length === length) ? length : 0,
    defaultGroupDescriptionIndex: standard === 0 ? undefined : standard,
    entries,
  });
}
