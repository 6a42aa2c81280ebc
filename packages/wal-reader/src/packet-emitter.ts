import type { PacketExtent, PacketPayloads } from './packet-index.js';
import type { PacketRuns, SilencePackets } from './packet-runs.js';
import { checkRuns } from './packet-runs.js';
import type { SilenceRest } from './sample-layout.js';
import { FULL_SILENCE_UNITS, silenceTemplates } from './sample-layout.js';
import type { ReadStep } from './segment-reader.js';
import { WalReaderError } from './wal-reader-error.js';

/** Hands out bytes of the output, in order; valid until the next step is asked for. */
export interface WriteStep {
  /** Tells it from a read. */
  readonly kind: 'write';
  /** The next bytes of the output. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the emitter wants next; `null` when everything has been handed out. */
export type EmitStep = ReadStep | WriteStep | null;

/** Turns an index and its runs into the bytes of the output, without doing any I/O itself. */
export interface PacketEmitter {
  /** Says what is to be done next: read bytes, write bytes, or nothing more. */
  next(): EmitStep;
  /** Says how many bytes the last read step yielded. */
  accept(bytesRead: number): void;
}

/**
 * Bytes of the one buffer that is read into, compacted and written from; a larger one leaves the
 * processor's cache between reading and writing.
 */
const BUFFER_SIZE = 1 << 19;

/**
 * Where pieces are read to. What lies in front is room for the output: it lets silence be added
 * and late packets be moved forward before anything has to be written.
 */
const READ_AT = 1 << 16;

/** A read does not wait for a flush while the output takes less than this. */
const SMALL_OUTPUT = READ_AT / 2;

/** How many runs are looked at to find how far a read should reach. */
const RUNS_AHEAD = 1024;

/** How far back a read begins for the sake of packets that follow out of order. */
const LOOK_BACK = 1 << 14;

/**
 * Plans the emission of packets and silence.
 *
 * Payloads are moved together in the buffer that they were read into, and every buffer is handed
 * out in one piece.
 * @throws WalReaderError `runs-invalid` or `silence-invalid`; later, from `accept`,
 *   `segment-shrank`.
 */
export function createPacketEmitter(
  index: PacketPayloads,
  runs: PacketRuns,
  silence: SilencePackets,
): PacketEmitter {
  checkRuns(runs, index.rowCount);
  const { full, rests } = silenceTemplates(silence);
  const buffer = new Uint8Array(BUFFER_SIZE);
  const { offset, size } = index;

  /** The output made so far lies in the buffer up to here. */
  let filled = 0;
  /** The piece that was read lies in the buffer from `READ_AT` to `pieceEnd`. */
  let pieceEnd = READ_AT;
  /** The piece has been overwritten by output up to here. */
  let intactFrom = READ_AT;
  /** Offset of the piece's first byte, counted from `baseOffset` of its extent. */
  let pieceOffset = 0;
  let extent: PacketExtent | undefined;

  let run = 0;
  let row = 0;
  let endRow = 0;
  let fullPackets = 0;
  let rest: SilenceRest | undefined;
  let pendingRead: { wanted: number; needed: number } | undefined;

  function startRun(): void {
    const units = runs.silenceUnits[run] ?? 0;
    fullPackets = Math.floor(units / FULL_SILENCE_UNITS);
    rest = rests[units % FULL_SILENCE_UNITS];
    row = runs.firstRow[run] ?? 0;
    endRow = row + (runs.rowCounts[run] ?? 0);
  }

  /** Adds silence while there is room in front of what is still to be used; false: no room. */
  function addSilence(limit: number): boolean {
    const count = Math.min(fullPackets, Math.floor((limit - filled) / full.length));
    if (count > 0) {
      repeatInto(buffer, filled, full, count);
      filled += count * full.length;
      fullPackets -= count;
    }
    if (fullPackets > 0) return false;
    if (rest !== undefined) {
      if (filled + rest.byteLength > limit) return false;
      for (const restPacket of rest.packets) {
        buffer.set(restPacket, filled);
        filled += restPacket.length;
      }
      rest = undefined;
    }
    return true;
  }

  /** Moves the payloads that lie in the piece behind the output; stops at the first that does not. */
  function movePayloads(): void {
    if (extent === undefined || row < extent.firstRow) return;
    const end = Math.min(endRow, extent.endRow);
    const shift = READ_AT - pieceOffset;
    let to = filled;
    let at = row;
    while (at < end) {
      const from = (offset[at] ?? 0) + shift;
      const length = size[at] ?? 0;
      if (from < intactFrom || from < to || from + length > pieceEnd) break;
      buffer.copyWithin(to, from, from + length);
      to += length;
      at += 1;
    }
    filled = to;
    row = at;
  }

  /** Everything in the buffer before this place is output already or no longer needed. */
  function firstUsefulByte(): number {
    if (row >= endRow || extent === undefined || row < extent.firstRow || row >= extent.endRow) {
      return BUFFER_SIZE;
    }
    const from = (offset[row] ?? 0) + READ_AT - pieceOffset;
    const inPiece = from >= intactFrom && from + (size[row] ?? 0) <= pieceEnd;
    return inPiece ? from : BUFFER_SIZE;
  }

  function flush(): WriteStep {
    const bytes = buffer.subarray(0, filled);
    intactFrom = Math.max(intactFrom, filled);
    filled = 0;
    return { kind: 'write', bytes };
  }

  function read(): ReadStep {
    extent = extentOf(index.extents, row);
    const { start, end } = rangeToRead(index, runs, extent, run, row);
    pieceOffset = start;
    pieceEnd = READ_AT;
    intactFrom = READ_AT;
    pendingRead = { wanted: end - start, needed: (offset[row] ?? 0) + (size[row] ?? 0) - start };
    return {
      kind: 'read',
      segment: extent.segment,
      position: extent.baseOffset + start,
      target: buffer.subarray(READ_AT, READ_AT + end - start),
    };
  }

  if (runs.runCount > 0) startRun();
  return {
    next() {
      while (run < runs.runCount) {
        if (fullPackets > 0 || rest !== undefined) {
          if (!addSilence(firstUsefulByte())) return flush();
        }
        movePayloads();
        if (row < endRow) {
          return filled > SMALL_OUTPUT ? flush() : read();
        }
        run += 1;
        if (run < runs.runCount) startRun();
      }
      return filled > 0 ? flush() : null;
    },
    accept(bytesRead) {
      if (pendingRead === undefined) return;
      const { wanted, needed } = pendingRead;
      pendingRead = undefined;
      if (bytesRead < needed) {
        throw new WalReaderError('segment-shrank', 'a segment became shorter while it was read', {
          found: `${bytesRead} bytes of the piece`,
          expected: `${wanted} bytes`,
        });
      }
      pieceEnd = READ_AT + bytesRead;
    },
  };
}

/** The extent that a row belongs to. */
export function extentOf(extents: readonly PacketExtent[], row: number): PacketExtent {
  let low = 0;
  let high = extents.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((extents[middle]?.firstRow ?? 0) <= row) low = middle;
    else high = middle;
  }
  const extent = extents[low];
  if (extent === undefined || row < extent.firstRow || row >= extent.endRow) {
    throw new WalReaderError('runs-invalid', 'the index names no segment for a row', {
      found: `row ${row}`,
    });
  }
  return extent;
}

/**
 * The bytes of an extent worth reading for a row and those after it: up to a full buffer where
 * the runs go on in file order, less where they leave for another place.
 */
function rangeToRead(
  { offset, size }: PacketPayloads,
  runs: PacketRuns,
  extent: PacketExtent,
  run: number,
  row: number,
): { start: number; end: number } {
  const capacity = BUFFER_SIZE - READ_AT;
  const rowStart = offset[row] ?? 0;
  let start = rowStart;
  let end = rowStart + (size[row] ?? 0);
  let first = row;
  for (let ahead = run; ahead < Math.min(runs.runCount, run + RUNS_AHEAD); ahead++) {
    if (ahead > run) first = runs.firstRow[ahead] ?? 0;
    const runEnd = (runs.firstRow[ahead] ?? 0) + (runs.rowCounts[ahead] ?? 0);
    const last = Math.min(runEnd, extent.endRow) - 1;
    if (first < extent.firstRow || last < first) break;
    const from = offset[first] ?? 0;
    if (from >= start + capacity || from < rowStart - LOOK_BACK) break;
    start = Math.min(start, from);
    end = Math.max(end, (offset[last] ?? 0) + (size[last] ?? 0));
  }
  return { start, end: Math.min(end, start + capacity) };
}

/** Writes a pattern `count` times, by doubling what is there already. */
function repeatInto(buffer: Uint8Array, start: number, pattern: Uint8Array, count: number): void {
  const end = start + count * pattern.length;
  buffer.set(pattern, start);
  let done = pattern.length;
  while (start + done < end) {
    const length = Math.min(done, end - start - done);
    buffer.copyWithin(start + done, start, start + length);
    done += length;
  }
}
