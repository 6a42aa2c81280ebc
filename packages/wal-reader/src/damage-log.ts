import type { DamagedRegion, DamageKind } from './damaged-region.js';

/** A region as it is noted while the scan goes on. */
export interface NotedDamage {
  readonly kind: DamageKind;
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly row: number;
  readonly recordsSeen: number;
}

/** The rows of a segment, and its name. */
export interface SegmentRows {
  readonly name: string;
  readonly firstRow: number;
  readonly endRow: number;
}

/** Collects what is wrong with a track. */
export interface DamageLog {
  note(damage: NotedDamage): void;
  regions(
    segments: readonly SegmentRows[],
    stampOf: (row: number) => number | null,
  ): readonly DamagedRegion[];
  readonly unlistedCount: number;
}

/** A list longer than this tells nobody more; the rest is only counted. */
const LONGEST_LIST = 10_000;

/** Makes an empty log. */
export function createDamageLog(): DamageLog {
  const noted: NotedDamage[] = [];
  let unlistedCount = 0;
  return {
    note(damage) {
      const before = noted.at(-1);
      if (before !== undefined && continues(before, damage)) {
        noted[noted.length - 1] = joined(before, damage);
      } else if (noted.length < LONGEST_LIST) {
        noted.push(damage);
      } else {
        unlistedCount += 1;
      }
    },
    regions(segments, stampOf) {
      return noted.map((damage) => {
        const { name, firstRow, endRow } = segments[damage.segment] ?? NO_ROWS;
        return {
          ...damage,
          file: name,
          stampBeforeMs: damage.row > firstRow ? stampOf(damage.row - 1) : null,
          stampAfterMs: damage.row < endRow ? stampOf(damage.row) : null,
        };
      });
    },
    get unlistedCount() {
      return unlistedCount;
    },
  };
}

const NO_ROWS: SegmentRows = { name: '', firstRow: 0, endRow: 0 };

/** One stretch of broken bytes is one region, in however many steps it was found. */
function continues(before: NotedDamage, damage: NotedDamage): boolean {
  return (
    before.kind === 'damaged' &&
    damage.kind === 'damaged' &&
    before.segment === damage.segment &&
    before.offset + before.length === damage.offset
  );
}

function joined(before: NotedDamage, damage: NotedDamage): NotedDamage {
  return {
    ...before,
    length: before.length + damage.length,
    recordsSeen: before.recordsSeen + damage.recordsSeen,
  };
}
