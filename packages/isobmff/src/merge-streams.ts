import { IsobmffError } from './box-error.js';
import {
  bytesOfFile,
  bytesOfStream,
  type ByteStream,
  type FragmentBytes,
} from './fragment-bytes.js';
import { MergeInputError, ofInputAsync } from './merge-error.js';
import {
  planMerge,
  type InputSpan,
  type MergeInputs,
  type MergeOptions,
  type MergeSpan,
} from './merge-spans.js';
import { randomAccessSource, type RandomAccessInput } from './random-access-source.js';

export interface StreamMergeOptions extends MergeOptions {
  /**
   * Bytes of a stream that are held for a fragment whose samples lie in front of its `moof`, or
   * behind another fragment's; 32 MiB unless given.
   */
  readonly heldBytesLimit?: number | undefined;
}

const HELD_BYTES_LIMIT = 32 * 1024 * 1024;

/**
 * Merges a fragmented video file and a fragmented audio file that can be read at any position, and
 * says of which pieces the result consists, in order. Only indexes are read: the pieces can
 * be copied in large blocks, or put together as slices of a `Blob`.
 *
 * The result is `ftyp`, one `moov` ({@link mergeMoov}), then every source fragment as a `moof` and `mdat`
 * of its own, in the order of decode time, the video's first when equal. Sequence numbers count
 * from 1 over both tracks, times stay as they are, offsets count from the `moof` and stand in every
 * run; all other boxes of a fragment, and its samples, stay byte for byte. `emsg`, `prft` and unknown boxes
 * stay in front of their fragment. Indexes of whole files or segments (`sidx`, `ssix`, `mfra`, `mehd`) and
 * `styp` would be wrong and are left out.
 *
 * @throws MergeInputError (when iterated) if an input is no such file, names what it is instead, or
 *   is damaged or cut
 * @example
 * const parts: Blob[] = [];
 * for await (const span of mergeFragments(video, audio)) {
 *   parts.push('bytes' in span ? new Blob([span.bytes]) : inputs[span.input].slice(span.offset, span.offset + span.byteLength));
 * }
 */
export function mergeFragments(
  video: RandomAccessInput,
  audio: RandomAccessInput,
  options: MergeOptions = {},
): AsyncGenerator<MergeSpan, void, undefined> {
  return planMerge(
    {
      video: bytesOfFile(randomAccessSource(video)),
      audio: bytesOfFile(randomAccessSource(audio)),
    },
    options,
  );
}

/**
 * Merges a fragmented video stream and a fragmented audio stream into one stream; see
 * {@link mergeFragments} for what comes out.
 *
 * Bytes are pulled from the side that is needed next, when the reader of the result asks for more:
 * however far audio and video run apart, nothing is dropped and nothing heaps up. Held are the
 * `moov` and `moof` boxes at hand, not the media data (but for `keepWholeFragments`, where a
 * fragment is held until it is whole; and for samples in front of their `moof`).
 *
 * @throws MergeInputError through the stream, which fails
 * @example
 * const [video, audio] = await Promise.all([fetch(videoUrl), fetch(audioUrl)]);
 * await mergeFragmentedStreams(video.body, audio.body).pipeTo(destination);
 */
export function mergeFragmentedStreams(
  video: ByteStream | RandomAccessInput,
  audio: ByteStream | RandomAccessInput,
  options: StreamMergeOptions = {},
): ReadableStream<Uint8Array> {
  const limit = options.heldBytesLimit ?? HELD_BYTES_LIMIT;
  const inputs = { video: bytesOf(video, limit), audio: bytesOf(audio, limit) };
  const pieces = mergedPieces(inputs, options);
  const close = async (reason?: unknown): Promise<void> => {
    await Promise.allSettled([inputs.video.close(reason), inputs.audio.close(reason)]);
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

function bytesOf(input: ByteStream | RandomAccessInput, limit: number): FragmentBytes {
  return 'getReader' in input || Symbol.asyncIterator in input
    ? bytesOfStream(input, limit)
    : bytesOfFile(randomAccessSource(input));
}

async function* mergedPieces(
  inputs: MergeInputs,
  options: MergeOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const span of planMerge(inputs, options)) {
    if ('bytes' in span) yield span.bytes;
    else yield* inputPieces(inputs[span.input], span);
  }
}

/** The pieces of a range, as they come; all of it, or an error. */
async function* inputPieces(
  bytes: FragmentBytes,
  { input, offset, byteLength }: InputSpan,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = bytes.pieces(offset, byteLength);
  let left = byteLength;
  for (;;) {
    const next = await ofInputAsync(input, () => pieces.next());
    if (next.done === true) break;
    left -= next.value.length;
    yield next.value;
  }
  if (left === 0) return;
  throw new MergeInputError(
    input,
    new IsobmffError({
      code: 'truncated',
      offset: offset + byteLength - left,
      path: 'mdat',
      found: `the end of the file within a fragment: ${left} bytes of its samples are missing`,
      expected: `samples up to byte ${offset + byteLength}`,
    }),
  );
}
