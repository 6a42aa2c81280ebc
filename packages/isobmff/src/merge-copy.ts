import { IsobmffError } from './box-error.js';
import { bytesOfFile, type FragmentBytes } from './fragment-bytes.js';
import { INPUT_NAMES, MergeInputError, ofInputAsync, type InputName } from './merge-error.js';
import type { InputSpan, MergeSpan } from './merge-spans.js';
import { randomAccessSource, type RandomAccessInput } from './random-access-source.js';

/**
 * The bytes that spans stand for, as a stream: pieces are read when the reader of the stream asks for more.
 *
 * @param spans of `mergeFragments` or `flattenFragments`
 * @param inputs the inputs that were given there, in the same order
 * @throws MergeInputError through the stream, if an input has become shorter; and what the sources throw
 * @example
 * await streamSpans(mergeFragments(video, audio), [video, audio]).pipeTo(destination);
 */
export function streamSpans(
  spans: Iterable<MergeSpan> | AsyncIterable<MergeSpan>,
  inputs: readonly RandomAccessInput[],
): ReadableStream<Uint8Array> {
  return copyStream(
    spans,
    inputs.map((input) => bytesOfFile(randomAccessSource(input))),
  );
}

/** {@link streamSpans} for inputs that are closed when the stream ends, fails or is given up. */
export function copyStream(
  spans: Iterable<MergeSpan> | AsyncIterable<MergeSpan>,
  inputs: readonly FragmentBytes[],
): ReadableStream<Uint8Array> {
  const pieces = copiedPieces(spans, inputs);
  const close = async (reason?: unknown): Promise<void> => {
    await Promise.allSettled(inputs.map((input) => input.close(reason)));
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await pieces.next();
          if (next.done !== true) {
            controller.enqueue(next.value);
            return;
          }
        } catch (error) {
          await close(error);
          throw error;
        }
        await close();
        controller.close();
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

async function* copiedPieces(
  spans: Iterable<MergeSpan> | AsyncIterable<MergeSpan>,
  inputs: readonly FragmentBytes[],
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const span of spans) {
    if ('bytes' in span) {
      yield span.bytes;
      continue;
    }
    const bytes = inputs[span.input];
    const name = INPUT_NAMES[span.input];
    if (bytes !== undefined && name !== undefined) yield* inputPieces(bytes, name, span);
  }
}

/** The pieces of a range, as they come; all of it, or an error. */
async function* inputPieces(
  bytes: FragmentBytes,
  name: InputName,
  { offset, byteLength }: InputSpan,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = bytes.pieces(offset, byteLength);
  let left = byteLength;
  for (;;) {
    const next = await ofInputAsync(name, () => pieces.next());
    if (next.done === true) break;
    left -= next.value.length;
    yield next.value;
  }
  if (left === 0) return;
  throw new MergeInputError(
    name,
    new IsobmffError({
      code: 'truncated',
      offset: offset + byteLength - left,
      path: 'mdat',
      found: `the end of the file within a fragment: ${left} bytes of its samples are missing`,
      expected: `samples up to byte ${offset + byteLength}`,
    }),
  );
}
