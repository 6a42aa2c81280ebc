import type { MergeSpan } from '@voxmux/isobmff';
import type { Input } from '../input/input.js';
import { readingAhead } from '../input/reading-ahead.js';
import type { OutputFile } from '../output-file.js';

/** Bytes read and written at a time: few enough to stay in the processor's cache between the two. */
const blockSize = 512 * 1024;

/**
 * Puts the file together from its pieces: what is copied is read straight into the block that is
 * written.
 *
 * @param afterBlock called between blocks, and awaited if it gives something to wait for
 */
export async function copySpans(
  spans: Iterable<MergeSpan>,
  inputs: readonly Input[],
  output: OutputFile,
  afterBlock: () => Promise<void> | undefined,
): Promise<void> {
  const sources = inputs.map(readingAhead);
  const block = new Uint8Array(blockSize);
  let filled = 0;

  /** Copies a piece from its byte `done` on; what it gives is to be waited for. */
  function copy(span: MergeSpan, done: number): Promise<void> | undefined {
    const byteLength = 'bytes' in span ? span.bytes.length : span.byteLength;
    while (done < byteLength) {
      const length = Math.min(byteLength - done, blockSize - filled);
      fill(block.subarray(filled, filled + length), span, done);
      filled += length;
      done += length;
      if (filled < blockSize) continue;
      flush();
      const pause = afterBlock();
      if (pause) return pause.then(() => copy(span, done));
    }
    return undefined;
  }

  function fill(target: Uint8Array, span: MergeSpan, done: number): void {
    if ('bytes' in span) {
      target.set(span.bytes.subarray(done, done + target.length));
    } else {
      const source = sources[span.input];
      if (!source) throw new RangeError(`a span of input ${String(span.input)}`);
      source.readInto(target, span.offset + done);
    }
  }

  function flush(): void {
    output.write(block.subarray(0, filled));
    filled = 0;
  }

  for (const span of spans) {
    const pause = copy(span, 0);
    if (pause) await pause;
  }
  flush();
}
