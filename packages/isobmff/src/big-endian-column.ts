/**
 * Numbers of 32 bits between a file, where the high byte comes first, and a column. No number is
 * looked at on the way: typed arrays turn bytes and numbers round faster than a loop does that has
 * only just begun to run, and a table is read or written once.
 */

type Column32 = Uint32Array | Int32Array;

/** Entries turned round at a time: few enough to stay in the processor's cache meanwhile. */
const BLOCK = 1 << 13;

/**
 * Fills a column with the numbers that begin at a byte of `source`.
 *
 * @param at byte of `source`; all numbers have to be there
 */
export function readBigEndian(source: DataView, at: number, column: Column32): void {
  const bytes = bytesOf(column);
  bytes.set(new Uint8Array(source.buffer, source.byteOffset + at, bytes.length));
  if (isBigEndianHost()) return;
  for (let first = 0; first < column.length; first += BLOCK) {
    // All bytes the other way round, then the numbers: their order is as before, their bytes are not.
    bytes.subarray(4 * first, 4 * (first + BLOCK)).reverse();
    column.subarray(first, first + BLOCK).reverse();
  }
}

/**
 * Writes the numbers of a column, beginning at a byte of `target`; those held in 16 bits are widened.
 *
 * @param at byte of `target`, behind which there is room for all numbers
 */
export function writeBigEndian(target: DataView, at: number, column: Column32 | Uint16Array): void {
  const output = new Uint8Array(target.buffer, target.byteOffset + at, 4 * column.length);
  if (isBigEndianHost()) {
    output.set(bytesOf(column instanceof Uint16Array ? Uint32Array.from(column) : column));
    return;
  }
  const block = new Uint32Array(Math.min(BLOCK, column.length));
  for (let first = 0; first < column.length; first += BLOCK) {
    const numbers = block.subarray(0, Math.min(BLOCK, column.length - first));
    numbers.set(column.subarray(first, first + BLOCK));
    numbers.reverse();
    const written = output.subarray(4 * first, 4 * (first + BLOCK));
    written.set(bytesOf(numbers));
    written.reverse();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Column32): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function isBigEndianHost(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;
}
