import { NO_STAMP } from '../packet-index.js';
import { uint32List } from './number-list.js';
import { medianOfFew } from './robust-location.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/**
 * The packets in the order in which they are to be heard, as runs of consecutive rows. Counted
 * through the runs, each packet has a *position*.
 */
export interface PacketOrder {
  readonly firstRow: Uint32Array;
  readonly rowCounts: Uint32Array;
  /** Packets in all runs together. */
  readonly packetCount: number;
  /** Rows that were written late and have been put where their stamps belong. */
  readonly movedRows: number;
  /** Duplicates, which are in no run. */
  readonly leftOutRows: number;
}

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
const RARE_INVERSIONS = 0.01;

/** Neighbouring rows that are looked at together to learn the jitter, and how many times. */
const SAMPLE = 4096;
const MOST_SAMPLES = 48;

/**
 * Finds the order in which packets are to be heard: the order of writing without duplicates, in
 * which a record that was written late stands where its stamp belongs.
 *
 * Stamps jitter, go stale after a pause, are set back together with the wall clock, or are simply
 * wrong; none of these may shuffle speech. So a row is moved only if it alone is early: early
 * against the rows on both sides, by more than their jitter explains.
 */
export function packetOrder(columns: TimelineColumns): PacketOrder {
  return arrange(columns, displacedRows(columns));
}

/** Rows to be moved and, at the same places, the rows in front of which they belong. */
interface DisplacedRows {
  readonly rows: number[];
  readonly before: number[];
}

function displacedRows(columns: TimelineColumns): DisplacedRows {
  const { rowCount, stampMs } = columns;
  let inversions = 0;
  let last = 0;
  for (let row = 0; row < rowCount; row++) {
    const stamp = stampMs[row] ?? 0;
    if (stamp === NO_STAMP || stamp === 0) continue;
    if (stamp < last) inversions += 1;
    last = stamp;
  }
  if (inversions === 0) return { rows: [], before: [] };
  return displacedAgainst(columns, jitterOf(columns), inversions < RARE_INVERSIONS * rowCount + 1);
}

/** By how many milliseconds the step from one stamp to the next usually strays. */
function jitterOf({ rowCount, stampMs, durationUnits }: TimelineColumns): number {
  const strays = new Uint32Array(256);
  const distance = Math.max(SAMPLE, Math.floor(rowCount / MOST_SAMPLES));
  let count = 0;
  for (let start = 1; start < rowCount; start += distance) {
    for (let row = start; row < Math.min(rowCount, start + SAMPLE); row++) {
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
  inversionsAreRare: boolean,
): DisplacedRows {
  const { rowCount, stampMs, durationUnits } = columns;
  const duplicates = new Set(columns.duplicates.map(({ row }) => row));
  const earliness = earlinessOf(columns, duplicates);
  const none: DisplacedRows = { rows: [], before: [] };
  const found: DisplacedRows = { rows: [], before: [] };
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
    const least = inversionsAreRare
      ? Math.max(0.5 * durationMs, 3)
      : Math.max(0.75 * durationMs, 4 * jitterMs);
    if (fall < least) continue;
    const target = firstLater(columns, row, stamp, found.rows);
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
    if (!inversionsAreRare && usual < 7 * jitterMs && !hole) continue;
    found.rows.push(row);
    found.before.push(target);
    if (found.rows.length > MOST_MOVED_SHARE * rowCount + 8) return none;
  }
  return found;
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

function arrange(columns: TimelineColumns, displaced: DisplacedRows): PacketOrder {
  const { rowCount, stampMs, duplicates } = columns;
  const skipped = new Set(displaced.rows);
  const movedRows = skipped.size;
  for (const { row } of duplicates) skipped.add(row);
  const skips = [...skipped].sort((a, b) => a - b);
  const arrivals = displaced.rows
    .map((row, at) => ({ row, before: displaced.before[at] ?? row, stamp: stampMs[row] ?? 0 }))
    .sort((a, b) => a.before - b.before || a.stamp - b.stamp || a.row - b.row);

  const firstRow = uint32List();
  const rowCounts = uint32List();
  let packetCount = 0;
  let runFirst = 0;
  let runEnd = 0;
  const append = (first: number, end: number): void => {
    if (end <= first) return;
    packetCount += end - first;
    if (first !== runEnd) {
      flush();
      runFirst = first;
    }
    runEnd = end;
  };
  const flush = (): void => {
    if (runEnd <= runFirst) return;
    firstRow.push(runFirst);
    rowCounts.push(runEnd - runFirst);
  };

  let row = 0;
  let nextSkip = 0;
  let nextArrival = 0;
  while (row < rowCount) {
    for (let arrival = arrivals[nextArrival]; arrival?.before === row;) {
      append(arrival.row, arrival.row + 1);
      arrival = arrivals[++nextArrival];
    }
    if (skips[nextSkip] === row) {
      nextSkip += 1;
      row += 1;
      continue;
    }
    const end = Math.min(
      rowCount,
      skips[nextSkip] ?? rowCount,
      arrivals[nextArrival]?.before ?? rowCount,
    );
    append(row, end);
    row = end;
  }
  flush();
  return {
    firstRow: firstRow.toColumn(),
    rowCounts: rowCounts.toColumn(),
    packetCount,
    movedRows,
    leftOutRows: skipped.size - movedRows,
  };
}

/** Walks through the packets of an order by position. */
export interface OrderCursor {
  /** The row at a position; quick for neighbouring positions. */
  rowAt(position: number): number;
  /** The position behind the last one of the run that holds a position. */
  runEndAt(position: number): number;
}

/** A cursor over an order. */
export function orderCursor({ firstRow, rowCounts, packetCount }: PacketOrder): OrderCursor {
  let run = 0;
  let start = 0;
  let end = rowCounts[0] ?? 0;
  const seek = (position: number): void => {
    while (position >= end && end < packetCount) {
      run += 1;
      start = end;
      end += rowCounts[run] ?? 0;
    }
    while (position < start) {
      run -= 1;
      end = start;
      start -= rowCounts[run] ?? 0;
    }
  };
  return {
    rowAt(position) {
      seek(position);
      return (firstRow[run] ?? 0) + position - start;
    },
    runEndAt(position) {
      seek(position);
      return end;
    },
  };
}
