import type { DuplicatePacket } from './packet-index.js';
import { NO_STAMP } from './packet-index.js';
import type { RecordScan } from './record-scan.js';
import { SHORTEST_TWIN, TWIN_DISTANCE } from './record-scan.js';

/** Finds packets that were recorded twice. */
export interface TwinFinder {
  readonly duplicates: readonly DuplicatePacket[];
  /** Compares the row added last with those just before it. */
  check(scan: RecordScan): void;
  /** Copies the last packets, before their bytes leave the buffer. */
  keep(scan: RecordScan): void;
}

/** Makes a finder for one track. */
export function createTwinFinder(): TwinFinder {
  const duplicates: DuplicatePacket[] = [];
  let kept = new Map<number, Uint8Array>();

  function packetOf(scan: RecordScan, row: number): Uint8Array {
    const { offset, size } = scan.columns;
    const at = (offset[row] ?? 0) - scan.offsetShift;
    return kept.get(row) ?? scan.bytes.subarray(at, at + (size[row] ?? 0));
  }

  return {
    duplicates,
    check(scan) {
      const row = scan.rowCount - 1;
      const packet = packetOf(scan, row);
      if (isEncodedSilence(packet)) return;
      for (let earlier = row - 1; earlier >= Math.max(0, row - TWIN_DISTANCE); earlier--) {
        if (sameMoment(scan, earlier, row) && sameBytes(packetOf(scan, earlier), packet)) {
          duplicates.push({ row, originalRow: originalOf(duplicates, earlier) });
          return;
        }
      }
    },
    keep(scan) {
      const packets = new Map<number, Uint8Array>();
      for (let row = Math.max(0, scan.rowCount - TWIN_DISTANCE); row < scan.rowCount; row++) {
        if ((scan.columns.size[row] ?? 0) >= SHORTEST_TWIN) {
          packets.set(row, packetOf(scan, row).slice());
        }
      }
      kept = packets;
    },
  };
}

/** Whether two rows bear stamps that are less than the packet's own duration apart. */
function sameMoment({ columns }: RecordScan, earlier: number, row: number): boolean {
  const { size, stampMs, durationUnits } = columns;
  const first = stampMs[earlier] ?? NO_STAMP;
  const second = stampMs[row] ?? NO_STAMP;
  return (
    size[earlier] === size[row] &&
    first !== NO_STAMP &&
    second !== NO_STAMP &&
    Math.abs(second - first) < (durationUnits[row] ?? 0) * 2.5
  );
}

function sameBytes(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && first.every((byte, at) => byte === second[at]);
}

/** A CELT frame of silence at a constant rate: `ff fe` and zeros, the same every time by nature. */
function isEncodedSilence(packet: Uint8Array): boolean {
  return (
    packet[1] === 0xff && packet[2] === 0xfe && packet.every((byte, at) => at < 3 || byte === 0)
  );
}

/** The first of three or more equal packets is the original of all others. */
function originalOf(duplicates: readonly DuplicatePacket[], row: number): number {
  for (let at = duplicates.length - 1; at >= 0; at--) {
    const duplicate = duplicates[at];
    if (duplicate === undefined || duplicate.row < row) return row;
    if (duplicate.row === row) return duplicate.originalRow;
  }
  return row;
}
