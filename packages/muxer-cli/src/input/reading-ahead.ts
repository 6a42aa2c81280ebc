import type { Input } from './input.js';

/** Bytes read ahead, which stay in the processor's cache until they are wanted. */
const windowSize = 128 * 1024;

/** From so many bytes on a call of the system costs less than copying them once more. */
const directSize = 32 * 1024;

/**
 * The same input for one who takes it in small pieces from front to back: the system is asked for
 * many of them at once. Large pieces are read straight to where they are wanted.
 */
export function readingAhead(input: Input): Pick<Input, 'readInto'> {
  const window = new Uint8Array(windowSize);
  let start = 0;
  let end = 0;
  return {
    readInto(target, position) {
      const { length } = target;
      const isThere = position >= start && position + length <= end;
      if (!isThere && length >= directSize) {
        input.readInto(target, position);
        return;
      }
      if (!isThere) {
        // What ends in front of the piece has become shorter: reading the piece says so.
        const left = Math.max(input.byteLength - position, length);
        start = end = position;
        input.readInto(window.subarray(0, Math.min(left, windowSize)), position);
        end = position + Math.min(left, windowSize);
      }
      target.set(window.subarray(position - start, position - start + length));
    },
  };
}
