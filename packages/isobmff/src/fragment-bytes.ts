import type { OrArrival } from './arrival.js';
import { IsobmffError } from './box-error.js';
import type { RandomAccessSource, SynchronousSource } from './random-access-source.js';

/**
 * The bytes of one input as the fragment reader uses them: from front to back, with a look back at
 * what has not been released. A file and a stream have the same face.
 */
export interface FragmentBytes {
  /** Length of the input; Infinity for a stream that has not come to its end. */
  readonly byteLength: number;
  /** The `length` bytes from `offset` on; fewer only where the input ends before. */
  read(offset: number, length: number): OrArrival<Uint8Array>;
  /** The same bytes in pieces of any size, none of them held back; they are released. */
  pieces(offset: number, length: number): AsyncGenerator<Uint8Array, void, undefined>;
  /** Whether the input has the bytes up to `end`; those from `start` on are held until they are read. */
  reaches(start: number, end: number): OrArrival<boolean>;
  /** What was read so far is not looked at any more: its room may be used for other bytes. */
  recycle(): void;
  /** Gives up the input; a stream is told the reason. */
  close(reason?: unknown): Promise<void>;
}

/** Bytes fetched at a time while looking for boxes: a movie fragment box mostly fits. */
const LOOK_AHEAD_SIZE = 4 * 1024;

/** Bytes fetched at a time while copying samples. */
const COPY_SIZE = 1024 * 1024;

/** A file, a `Blob`, bytes in memory: only what is asked for is read. */
export function bytesOfFile(source: RandomAccessSource | SynchronousSource): FragmentBytes {
  const { byteLength } = source;
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;
  let windowEnd = 0;
  /** What `readIntoSync` last filled, and whether nobody has looked into the window since it was given up. */
  let room: Uint8Array | undefined;
  let isGivenUp = false;

  function read(offset: number, length: number): OrArrival<Uint8Array> {
    const end = Math.min(offset + length, byteLength);
    if (end <= offset) return new Uint8Array(0);
    const mayOverwrite = isGivenUp;
    isGivenUp = false;
    if (offset < windowStart || end > windowEnd) {
      const fetchedEnd = Math.min(Math.max(end, offset + LOOK_AHEAD_SIZE), byteLength);
      const fetched = fetch(offset, fetchedEnd - offset, mayOverwrite);
      if ('then' in fetched) return arrival(fetched, offset, fetchedEnd);
      keep(fetched, offset, fetchedEnd);
    }
    return window.subarray(offset - windowStart, end - windowStart);
  }

  function fetch(
    offset: number,
    length: number,
    mayOverwrite: boolean,
  ): Uint8Array | Promise<Uint8Array> {
    if (!('readIntoSync' in source)) return source.read(offset, length);
    if (room === undefined || !mayOverwrite || room.length < length) room = new Uint8Array(length);
    const bytes = room.subarray(0, length);
    source.readIntoSync(bytes, offset);
    return bytes;
  }

  async function arrival(bytes: Promise<Uint8Array>, start: number, end: number): Promise<void> {
    keep(await bytes, start, end);
  }

  function keep(bytes: Uint8Array, start: number, end: number): void {
    window = bytes;
    windowStart = start;
    windowEnd = end;
  }

  return {
    byteLength,
    read,
    async *pieces(offset, length) {
      const end = Math.min(offset + length, byteLength);
      for (let at = offset; at < end; at += COPY_SIZE) {
        yield await source.read(at, Math.min(COPY_SIZE, end - at));
      }
    },
    reaches: (_start, end) => end <= byteLength,
    recycle() {
      isGivenUp = true;
    },
    close: () => Promise.resolve(),
  };
}

/** Where a stream's chunks come from. */
export type ByteStream = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Chunks below this size are gathered, so that a stream of single bytes takes no more room. */
const SMALL_CHUNK = 4 * 1024;

/** Room in which small chunks are gathered. */
const GATHER_SIZE = 64 * 1024;

/**
 * A stream: chunks are pulled only when bytes are asked for that have not come yet. What has been
 * passed but not released is kept up to `limitBytes`, then forgotten from the front; asking for
 * forgotten bytes is an error, holding more than the limit is not possible.
 */
export function bytesOfStream(stream: ByteStream, limitBytes: number): FragmentBytes {
  const iterator = chunksOf(stream);
  const chunks: Uint8Array[] = [];
  /** Positions of the first byte that is kept, and behind the last one. */
  let start = 0;
  let end = 0;
  let ended = false;
  let gathering: Uint8Array | undefined;

  /** Takes one more chunk from the stream; false at its end. */
  async function pull(): Promise<boolean> {
    while (!ended) {
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
        break;
      }
      const chunk = next.value;
      if (chunk.length === 0) continue;
      append(chunk);
      end += chunk.length;
      return true;
    }
    return false;
  }

  function append(chunk: Uint8Array): void {
    const last = chunks.length - 1;
    if (chunk.length >= SMALL_CHUNK) {
      gathering = undefined;
      chunks.push(chunk);
    } else if (
      gathering !== undefined &&
      last >= 0 &&
      (chunks[last]?.length ?? 0) + chunk.length <= GATHER_SIZE
    ) {
      const filled = chunks[last]?.length ?? 0;
      gathering.set(chunk, filled);
      chunks[last] = gathering.subarray(0, filled + chunk.length);
    } else {
      gathering = new Uint8Array(GATHER_SIZE);
      gathering.set(chunk);
      chunks.push(gathering.subarray(0, chunk.length));
    }
  }

  function drop(before: number): void {
    let [first] = chunks;
    while (first !== undefined && start + first.length <= before) {
      start += first.length;
      chunks.shift();
      [first] = chunks;
    }
  }

  /** Pulls until the bytes up to `target` are there; those from `wanted` on are never forgotten. */
  async function pullTo(target: number, wanted: number): Promise<void> {
    while (end < target && (await pull())) {
      if (end - start > limitBytes) drop(Math.min(end - limitBytes, wanted));
    }
  }

  function checkKept(offset: number): void {
    if (offset >= start) return;
    throw new IsobmffError({
      code: 'unsupported',
      offset,
      path: '',
      found: `data that is needed after the ${start - offset} bytes behind it have passed`,
      expected: `data within the ${limitBytes} bytes a stream is kept back: merge it from a file`,
    });
  }

  function copyOut(offset: number, length: number): Uint8Array {
    let at = start;
    let joined: Uint8Array | undefined;
    for (const chunk of chunks) {
      const from = Math.max(offset - at, 0);
      const to = Math.min(offset + length - at, chunk.length);
      if (from < to) {
        if (joined === undefined && to - from === length) return chunk.subarray(from, to);
        joined ??= new Uint8Array(length);
        joined.set(chunk.subarray(from, to), at + from - offset);
      }
      at += chunk.length;
      if (at >= offset + length) break;
    }
    return joined ?? new Uint8Array(0);
  }

  return {
    get byteLength() {
      return ended ? end : Infinity;
    },
    read(offset, length) {
      checkKept(offset);
      if (end < offset + length && !ended) return pullTo(offset + length, offset);
      return copyOut(offset, Math.max(0, Math.min(length, end - offset)));
    },
    async *pieces(offset, length) {
      const stop = offset + length;
      let at = offset;
      while (at < stop) {
        drop(at);
        checkKept(at);
        if (end <= at) {
          await pullTo(at + 1, at);
          if (end <= at) return;
          continue;
        }
        const available = Math.min(stop, endOfChunk(at));
        const piece = copyOut(at, available - at);
        at = available;
        yield piece;
      }
      drop(at);
    },
    reaches: (from, to) => (end < to && !ended ? pullTo(to, from) : end >= to),
    recycle: () => undefined,
    async close(reason) {
      chunks.length = 0;
      start = end;
      ended = true;
      await iterator.return(reason);
    },
  };

  /** End of the chunk that holds the byte at `position`. */
  function endOfChunk(position: number): number {
    let at = start;
    for (const chunk of chunks) {
      at += chunk.length;
      if (at > position) return at;
    }
    return at;
  }
}

/** Where the chunks of a stream come from, one at a time; `return` ends it early. */
interface ChunkIterator {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
  return(reason: unknown): Promise<void>;
}

/** Web streams are not iterable everywhere (Safari), so their reader is used. */
function chunksOf(stream: ByteStream): ChunkIterator {
  if ('getReader' in stream) {
    const reader = stream.getReader();
    return {
      async next() {
        const result = await reader.read();
        return result.done
          ? { done: true, value: undefined }
          : { done: false, value: result.value };
      },
      return: (reason) => reader.cancel(reason),
    };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    return: async () => {
      await iterator.return?.();
    },
  };
}
