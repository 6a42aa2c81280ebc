/** Integers from 0 to 2^32 - 1 in a typed array that grows as they are appended. */
export interface NumberList {
  /** How many numbers there are. */
  readonly length: number;
  push(value: number): void;
  get(at: number): number;
  /** The numbers, without spare room; shares their memory. */
  toColumn(): Uint32Array;
}

/** An empty list. */
export function uint32List(): NumberList {
  let column = new Uint32Array(64);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === column.length) {
        const larger = new Uint32Array(length + (length >> 1));
        larger.set(column);
        column = larger;
      }
      column[length++] = value;
    },
    get: (at) => column[at] ?? 0,
    toColumn: () => column.subarray(0, length),
  };
}
