import { NO_STAMP } from '../packet-index.js';
import { medianOfFew } from './robust-location.js';
import { sampling } from './sampling.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/** A record is written late by at most so many places. */
const MOST_PLACES = 64;

/** After a stamp that is so far ahead of those that follow, it is the one that is wrong. */
const FAR_AHEAD_MS = 2000;

/** Rows looked at behind one that may be displaced. */
const NEIGHBOURS = 8;
const FEW_NEIGHBOURS = 3;

/** If more of the rows than this seem displaced, it is the stamps that are in disorder. */
const MOST_MOVED_SHARE = 0.02;

/** Backward steps are a peculiarity of single records while fewer rows than this have one. */
const RARE_STEPS = 0.01;

/** Neighbouring rows that are looked at together to learn the jitter, and how many times. */
const SAMPLE_ROWS = 4096;
const SAMPLES = 48;

/** Rows to be moved and, at the same places, the rows in front of which they belong. */
export interface DisplacedRows {
  readonly rows: readonly number[];
  readonly before: readonly number[];
}

/** Nothing to be moved. */
export const NONE_DISPLACED: DisplacedRows = { rows: [], before: [] };

/**
 * Finds the records that were written late.
 *
 * Stamps jitter, go stale after a pause, are set back together with the wall clock, or are simply
 * wrong; none of these may shuffle speech. So a row is moved only if it alone is early: early
 * against the rows on both sides, by more than their jitter explains.
 * @param backwardSteps how many stamps are earlier than the one before.
 */
export function displacedRows(columns: TimelineColumns, backwardSteps: number): DisplacedRows {
  const stepsBackAreRare = backwardSteps < RARE_STEPS * columns.rowCount + 1;
  return displacedAgainst(columns, jitterOf(columns), stepsBackAreRare);
}

/** By how many milliseconds the step from one stamp to the next usually strays. */
function jitterOf({ rowCount, stampMs, durationUnits }: TimelineColumns): number {
  const strays = new Uint32Array(256);
  const { length, distance } = sampling(rowCount, SAMPLE_ROWS, SAMPLES);
  let count = 0;
  for (let start = 1; start < rowCount; start += distance) {
    for (let row = start; row < Math.min(rowCount, start + length); row++) {
      const before = stampMs[row - 1] ?? 0;
      const stamp = stampMs[row] ?? 0;
      if (stamp === NO_STAMP || stamp === 0 || before === NO_STAMP || before === 0) continue;
      const stray = stamp - before - (durationUnits[row - 1] ?? 0) * MS_PER_UNIT;
      const bin = Math.min(255, Math.round(Math.abs(stray)));
      strays[bin] = (strays[bin] ?? 0) + 1;
      count += 1;
    }
  }
  return 1.05 * (medianBin(strays, count) + 0.5);
}

function displacedAgainst(
  columns: TimelineColumns,
  jitterMs: number,
  stepsBackAreRare: boolean,
): DisplacedRows {
  const { rowCount, stampMs, durationUnits } = columns;
  const duplicates = new Set(columns.duplicates.map(({ row }) => row));
  const earliness = earlinessOf(columns, duplicates);
  const rows: number[] = [];
  const before: number[] = [];
  let highest = 0;
  for (let row = 0; row < rowCount; row++) {
    const stamp = stampMs[row] ?? 0;
    if (stamp === NO_STAMP || stamp === 0) continue;
    if (stamp >= highest) {
      highest = stamp;
      continue;
    }
    const fall = highest - stamp;
    // After a lone stamp far ahead everything would look displaced: go back to what is usual.
    if (fall > FAR_AHEAD_MS) highest = stamp;
    if (duplicates.has(row)) continue;
    const durationMs = (durationUnits[row] ?? 0) * MS_PER_UNIT;
    const least = stepsBackAreRare
      ? Math.max(0.5 * durationMs, 3)
      : Math.max(0.75 * durationMs, 4 * jitterMs);
    if (fall < least) continue;
    const target = firstLater(columns, row, stamp, rows);
    if (target === row) continue;
    const behind = earliness(row, row + 1, row + 1 + NEIGHBOURS);
    if (behind < least) continue;
    const passed = earliness(row, target, row);
    // If a pause follows soon, only the nearest behind tell, or else those in front of the place.
    const conclusive = passed + least;
    let usual = behind;
    if (usual > conclusive) usual = earliness(row, row + 1, row + 1 + FEW_NEIGHBOURS);
    if (usual > conclusive) usual = earliness(row, target - NEIGHBOURS, target);
    if (passed < least || usual < least) continue;
    // It is early by what it was moved past: less, and only the rows in front of it are late.
    if (usual < 0.6 * durationOf(columns, target, row)) continue;
    // Where a packet is missing, those behind it seem late by its duration.
    const hole = passed - usual >= 0.5 * durationMs;
    if (!stepsBackAreRare && usual < 7 * jitterMs && !hole) continue;
    rows.push(row);
    before.push(target);
    if (rows.length > MOST_MOVED_SHARE * rowCount + 8) return NONE_DISPLACED;
  }
  return { rows, before };
}

/** By how many milliseconds a row's stamp is earlier than those of the rows `from` to `to` let expect. */
type Earliness = (row: number, from: number, to: number) => number;

function earlinessOf(
  { rowCount, stampMs, durationUnits }: TimelineColumns,
  duplicates: ReadonlySet<number>,
): Earliness {
  const differences = new Float64Array(MOST_PLACES);
  const durationMs = (at: number): number =>
    duplicates.has(at) ? 0 : (durationUnits[at] ?? 0) * MS_PER_UNIT;
  return (row, from, to) => {
    const stamp = stampMs[row] ?? 0;
    const first = Math.max(0, from);
    let count = 0;
    let mediaMs = 0;
    for (let at = first; at < row; at++) mediaMs -= durationMs(at);
    for (let at = row; at < first; at++) mediaMs += durationMs(at);
    for (let at = first; at < Math.min(to, rowCount); at++) {
      const other = stampMs[at] ?? 0;
      const counts = other !== NO_STAMP && other !== 0 && !duplicates.has(at);
      if (counts) differences[count++] = other - mediaMs - stamp;
      mediaMs += durationMs(at);
    }
    return count > 0 ? medianOfFew(differences, count) : 0;
  };
}

function durationOf({ durationUnits }: TimelineColumns, from: number, to: number): number {
  let units = 0;
  for (let row = from; row < to; row++) units += durationUnits[row] ?? 0;
  return units * MS_PER_UNIT;
}

/**
 * The first of the rows just before `row` whose stamp is later than `stamp`, not counting those
 * that are to be moved themselves.
 */
function firstLater(
  { stampMs }: TimelineColumns,
  row: number,
  stamp: number,
  movedRows: readonly number[],
): number {
  let target = row;
  let moved = movedRows.length - 1;
  for (let at = row - 1; at >= 0; at--) {
    if (row - at > MOST_PLACES) return row;
    if (movedRows[moved] === at) {
      moved -= 1;
      continue;
    }
    const other = stampMs[at] ?? 0;
    if (other === NO_STAMP || other === 0) continue;
    if (other <= stamp) break;
    target = at;
  }
  return target;
}

/** The middle of a histogram, as the number of its bin. */
function medianBin(bins: Uint32Array, count: number): number {
  let seen = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    seen += bins[bin] ?? 0;
    if (2 * seen >= count) return bin;
  }
  return 0;
}
