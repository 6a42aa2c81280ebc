import { IsobmffError } from './box-error.js';
import type { RandomAccessSource } from './random-access-source.js';

/** A range of bytes that a parser needs before it can go on. */
export interface ByteRange {
  /** First byte, counted from the beginning of the file. */
  readonly offset: number;
  /** Bytes wanted; they all lie in the file. */
  readonly length: number;
}

/**
 * A parser that does no input of its own: it yields the ranges it needs one after the other, is
 * handed the bytes, and returns its result. The same parser serves memory, files and networks.
 */
export type ByteRequests<Result> = Generator<ByteRange, Result, Uint8Array>;

/**
 * Runs a parser over a source and resolves to its result.
 *
 * @throws IsobmffError `truncated` if the source gives fewer bytes than its length promises; what the
 *   parser and the source throw passes through
 */
export async function answerFromSource<Result>(
  requests: ByteRequests<Result>,
  source: RandomAccessSource,
): Promise<Result> {
  let step = requests.next();
  while (!step.done) {
    const range = step.value;
    const bytes = source.read(range.offset, range.length);
    step = requests.next(whole(bytes instanceof Uint8Array ? bytes : await bytes, range));
  }
  return step.value;
}

/** Runs a parser over a file in memory and returns its result. */
export function answerFromBytes<Result>(requests: ByteRequests<Result>, file: Uint8Array): Result {
  let step = requests.next();
  while (!step.done) {
    const range = step.value;
    step = requests.next(whole(file.subarray(range.offset, range.offset + range.length), range));
  }
  return step.value;
}

function whole(bytes: Uint8Array, { offset, length }: ByteRange): Uint8Array {
  if (bytes.byteLength === length) return bytes;
  throw new IsobmffError({
    code: 'truncated',
    offset,
    path: '',
    found: `${bytes.byteLength} bytes from the source`,
    expected: `the ${length} bytes it was asked for`,
  });
}
