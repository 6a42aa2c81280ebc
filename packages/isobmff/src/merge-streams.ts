import { piecesArriving, piecesAtHand } from './arrival.js';
import {
  bytesOfFile,
  bytesOfStream,
  type ByteStream,
  type FragmentBytes,
} from './fragment-bytes.js';
import { copyStream } from './merge-copy.js';
import { planMerge, type MergeInputs, type MergeOptions, type MergeSpan } from './merge-spans.js';
import {
  randomAccessSource,
  type RandomAccessInput,
  type SynchronousSource,
} from './random-access-source.js';

/** What {@link mergeFragmentedStreams} can be told. */
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
 * const files = [video, audio]; // File or Blob
 * const parts: BlobPart[] = [];
 * for await (const span of mergeFragments(...files)) {
 *   if ('bytes' in span) parts.push(span.bytes);
 *   else parts.push(files[span.input].slice(span.offset, span.offset + span.byteLength));
 * }
 */
export function mergeFragments(
  video: RandomAccessInput,
  audio: RandomAccessInput,
  options: MergeOptions = {},
): AsyncGenerator<MergeSpan, void, undefined> {
  return piecesArriving(planMerge([fileBytes(video), fileBytes(audio)], options));
}

/**
 * {@link mergeFragments} for inputs that are read at once, as bytes in memory or a local file are:
 * no promise for each piece.
 *
 * @throws MergeInputError (when iterated) like {@link mergeFragments}
 */
export function mergeFragmentsSync(
  video: Uint8Array | SynchronousSource,
  audio: Uint8Array | SynchronousSource,
  options: MergeOptions = {},
): Generator<MergeSpan, void, undefined> {
  return piecesAtHand(planMerge([fileBytes(video), fileBytes(audio)], options));
}

function fileBytes(input: RandomAccessInput): FragmentBytes {
  return bytesOfFile(randomAccessSource(input));
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
  const inputs: MergeInputs = [bytesOf(video, limit), bytesOf(audio, limit)];
  return copyStream(piecesArriving(planMerge(inputs, options)), inputs);
}

function bytesOf(input: ByteStream | RandomAccessInput, limit: number): FragmentBytes {
  return 'getReader' in input || Symbol.asyncIterator in input
    ? bytesOfStream(input, limit)
    : fileBytes(input);
}
