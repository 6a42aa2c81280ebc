/** Bytes of known length, any range of which can be read: a file handle, a range of a server. */
export interface RandomAccessSource {
  /** Bytes of the whole input. */
  readonly byteLength: number;
  /** Returns the `length` bytes from `offset` on; both lie within `byteLength`. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A source whose bytes are at hand: a file that is read synchronously. */
export interface SynchronousSource extends RandomAccessSource {
  /** Returns the `length` bytes from `offset` on; both lie within `byteLength`. */
  read(offset: number, length: number): Uint8Array;
  /**
   * Fills `target` with the bytes from `offset` on. Where there is such a function it is used for the
   * thousands of small reads along a file, into the same array over and over.
   */
  readIntoSync?(target: Uint8Array, offset: number): void;
}

/** Everything the readers of this package accept as a whole file. */
export type RandomAccessInput = Uint8Array | Blob | RandomAccessSource;

/** Gives bytes in memory, a `Blob` or `File`, or a source of one's own the same face. */
export function randomAccessSource(input: RandomAccessInput): RandomAccessSource {
  if (input instanceof Uint8Array) {
    return {
      byteLength: input.byteLength,
      read: (offset, length) => input.subarray(offset, offset + length),
    };
  }
  if (input instanceof Blob) {
    return {
      byteLength: input.size,
      read: async (offset, length) =>
        new Uint8Array(await input.slice(offset, offset + length).arrayBuffer()),
    };
  }
  return input;
}
