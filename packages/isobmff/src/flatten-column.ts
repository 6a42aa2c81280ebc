/** The typed arrays columns are made of. */
export type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** A column to which rows are appended; it holds at most twice the room it needs. */
export interface GrowingColumn<Column extends ColumnArray> {
  readonly length: number;
  push(value: number): void;
  /** Appends rows to be filled in by the caller: a view of them, valid up to the next call. */
  extend(count: number): Column;
  append(values: ArrayLike<number>): void;
  /** Appends rows of 0, or of another value, up to a length. */
  fillTo(length: number, value?: number): void;
  /** The rows so far: a view, valid until more are appended. */
  finish(): Column;
}

const FIRST_CAPACITY = 256;

/** An empty column of a kind of typed array. */
export function growingColumn<Column extends ColumnArray>(
  make: new (length: number) => Column,
): GrowingColumn<Column> {
  let rows = new make(FIRST_CAPACITY);
  let length = 0;

  function reserve(needed: number): void {
    if (needed <= rows.length) return;
    const larger = new make(Math.max(needed, rows.length * 2));
    larger.set(rows.subarray(0, length));
    rows = larger;
  }

  return {
    get length() {
      return length;
    },
    push(value) {
      reserve(length + 1);
      rows[length] = value;
      length += 1;
    },
    extend(count) {
      reserve(length + count);
      length += count;
      return rows.subarray(length - count, length) as Column;
    },
    append(values) {
      reserve(length + values.length);
      rows.set(values, length);
      length += values.length;
    },
    fillTo(target, value = 0) {
      if (target <= length) return;
      reserve(target);
      rows.fill(value, length, target);
      length = target;
    },
    finish: () => rows.subarray(0, length) as Column,
  };
}
