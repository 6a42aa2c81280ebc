import type { RandomAccessSource, SynchronousSource } from './random-access-source.js';

/** A source whose bytes come later. */
export function late(bytes: Uint8Array): RandomAccessSource {
  return {
    byteLength: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** A source that fills what it is given, over and over. */
export function intoPlace(bytes: Uint8Array): SynchronousSource {
  return {
    byteLength: bytes.length,
    read: (offset, length) => bytes.slice(offset, offset + length),
    readIntoSync(target, offset) {
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
}
