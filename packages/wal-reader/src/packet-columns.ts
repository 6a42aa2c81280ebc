/** The columns of a packet index while it grows. */
export interface PacketColumns {
  capacity: number;
  offset: Uint32Array<ArrayBuffer>;
  size: Uint16Array<ArrayBuffer>;
  stampMs: Uint32Array<ArrayBuffer>;
  durationUnits: Uint8Array<ArrayBuffer>;
}

/** Little: what ends the scan's loop is then known to V8 when it compiles the loop, a moment later. */
const FIRST_CAPACITY = 1 << 8;

/** Empty columns with room for the packets of a short recording. */
export function createPacketColumns(): PacketColumns {
  return {
    capacity: FIRST_CAPACITY,
    offset: new Uint32Array(FIRST_CAPACITY),
    size: new Uint16Array(FIRST_CAPACITY),
    stampMs: new Uint32Array(FIRST_CAPACITY),
    durationUnits: new Uint8Array(FIRST_CAPACITY),
  };
}

/**
 * Makes room for more rows, for as many as are to be expected by what has been read so far: so
 * columns are copied two or three times in all, and little room is left over in the end.
 * @param progress how much of the input has been read, from 0 to 1.
 */
export function growColumns(columns: PacketColumns, rowCount: number, progress: number): void {
  const expected = progress > 0 ? Math.ceil((rowCount / progress) * 1.02) : 0;
  // Early on the estimate is rough: it is trusted for the whole only from a part that is not tiny.
  const trusted = expected <= rowCount * 256 ? expected : rowCount * 64;
  const capacity = Math.max(Math.ceil(rowCount * 1.125) + FIRST_CAPACITY, trusted);
  columns.offset = resized(columns.offset, new Uint32Array(capacity));
  columns.size = resized(columns.size, new Uint16Array(capacity));
  columns.stampMs = resized(columns.stampMs, new Uint32Array(capacity));
  columns.durationUnits = resized(columns.durationUnits, new Uint8Array(capacity));
  columns.capacity = capacity;
}

function resized<C extends Uint8Array | Uint16Array | Uint32Array>(from: C, to: C): C {
  to.set(from);
  return to;
}
