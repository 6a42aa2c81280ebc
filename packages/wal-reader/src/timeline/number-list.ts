/** Numbers in a typed array that grows as they are appended. */
export interface NumberList<Column extends Uint32Array | Float64Array> {
  /** How many numbers there are. */
  readonly length: number;
  push(value: number): void;
  get(at: number): number;
  /** The numbers, without spare room; shares their memory. */
  toColumn(): Column;
}

/** An empty list of integers from 0 to 2^32 - 1. */
export function uint32List(): NumberList<Uint32Array> {
  return numberList((capacity) => new Uint32Array(capacity));
}

/** An empty list of floating point numbers. */
export function float64List(): NumberList<Float64Array> {
  return numberList((capacity) => new Float64Array(capacity));
}

function numberList<Column extends Uint32Array | Float64Array>(
  allocate: (capacity: number) => Column,
): NumberList<Column> {
  let column = allocate(64);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === column.length) {
        const larger = allocate(length + (length >> 1));
        larger.set(column);
        column = larger;
      }
      column[length++] = value;
    },
    get: (at) => column[at] ?? 0,
    toColumn: () => column.subarray(0, length) as Column,
  };
}
