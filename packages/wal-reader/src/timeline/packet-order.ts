import type { DisplacedRows } from './displaced-rows.js';
import { uint32List } from './number-list.js';
import type { TimelineColumns } from './timeline-columns.js';

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

/**
 * The order in which packets are to be heard: the order of writing without duplicates, in which a
 * record that was written late stands where its stamp belongs.
 */
export function packetOrder(columns: TimelineColumns, displaced: DisplacedRows): PacketOrder {
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
