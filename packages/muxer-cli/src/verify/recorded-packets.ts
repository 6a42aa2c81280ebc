import {
  type PacketExtent,
  type PacketIndex,
  type SegmentReader,
  type SegmentScan,
  WalReaderError,
} from '@voxmux/wal-reader';

/** Random access to recorded packets by their rows, and many of them at a time. */
export interface RecordedPackets {
  /** One packet; valid until the next call. */
  packet(row: number): Uint8Array;
  /**
   * The packets of consecutive rows, one behind the other, as many as there is room for and at least
   * one; valid until the next call.
   */
  gather(firstRow: number, endRow: number): GatheredPackets;
  /** Where a packet was recorded. */
  place(row: number): { readonly logFile: string; readonly logOffset: number };
}

export interface GatheredPackets {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
}

/** Packets are moved together in the first part of a buffer, from pieces read into the second. */
const gatherSize = 1 << 20;
const pieceSize = 1 << 20;

/** Late packets are taken from a little before those that were read last. */
const lookBack = 1 << 14;

export function recordedPackets(
  index: PacketIndex & { readonly segments: readonly SegmentScan[] },
  segments: SegmentReader,
): RecordedPackets {
  const { offset, size, extents } = index;
  const buffer = new Uint8Array(gatherSize + pieceSize);
  const piece = buffer.subarray(gatherSize);
  let extent: PacketExtent | undefined;
  let pieceSegment = -1;
  let pieceStart = 0;
  let pieceEnd = 0;

  function extentOf(row: number): PacketExtent {
    if (extent === undefined || row < extent.firstRow || row >= extent.endRow) {
      extent = extents.find(({ firstRow, endRow }) => row >= firstRow && row < endRow);
      if (extent === undefined) throw new RangeError(`the index has no row ${row}`);
    }
    return extent;
  }

  /** Sees to it that a packet is in the piece; returns where in the buffer. */
  function load(row: number): number {
    const { segment, baseOffset } = extentOf(row);
    const from = baseOffset + (offset[row] ?? 0);
    const end = from + (size[row] ?? 0);
    if (segment !== pieceSegment || from < pieceStart || end > pieceEnd) {
      pieceSegment = segment;
      pieceStart = Math.max(0, from - lookBack);
      pieceEnd = pieceStart + segments.readInto(segment, pieceStart, piece);
      if (end > pieceEnd) throw shrank(row, end);
    }
    return gatherSize + from - pieceStart;
  }

  function shrank(row: number, end: number): WalReaderError {
    const { logFile, logOffset } = place(row);
    return new WalReaderError('segment-shrank', 'a segment became shorter while it was read', {
      file: logFile,
      offset: logOffset,
      found: `an end at byte ${pieceEnd}`,
      expected: `a packet up to byte ${end}`,
    });
  }

  function place(row: number): { logFile: string; logOffset: number } {
    const { segment, baseOffset } = extentOf(row);
    return {
      logFile: index.segments[segment]?.name ?? '',
      logOffset: baseOffset + (offset[row] ?? 0),
    };
  }

  return {
    packet(row) {
      const at = load(row);
      return buffer.subarray(at, at + (size[row] ?? 0));
    },
    gather(firstRow, endRow) {
      let filled = 0;
      let row = firstRow;
      for (; row < endRow; row++) {
        const length = size[row] ?? 0;
        if (filled + length > gatherSize) break;
        const from = load(row);
        buffer.copyWithin(filled, from, from + length);
        filled += length;
      }
      return { bytes: buffer.subarray(0, filled), rowCount: row - firstRow };
    },
    place,
  };
}
