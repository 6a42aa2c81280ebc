import type { MergeSpan } from '@voxmux/isobmff';
import type { Input } from '../input/input.js';
import type { OutputFile } from '../output-file.js';

/** Bytes read and written at a time: larger blocks leave the processor's cache. */
const blockSize = 256 * 1024;

/**
 * Puts the file together from its pieces: what is copied is read straight into the block that is
 * written.
 *
 * @param afterBlock called between blocks, to let other work in
 */
export async function copySpans(
  spans: AsyncIterable<MergeSpan> | Iterable<MergeSpan>,
  inputs: readonly Input[],
  output: OutputFile,
  afterBlock: () => Promise<void> | undefined,
): Promise<void> {
  const block = new Uint8Array(blockSize);
  let filled = 0;

  function flush(): void {
    output.write(block.subarray(0, filled));
    filled = 0;
  }

  /** Cuts a range to what fits the block, which it fills and writes as often as needed. */
  async function fill(
    byteLength: number,
    fillWith: (target: Uint8Array, done: number) => void,
  ): Promise<void> {
    for (let done = 0; done < byteLength;) {
      const length = Math.min(byteLength - done, blockSize - filled);
      fillWith(block.subarray(filled, filled + length), done);
      filled += length;
      done += length;
      if (filled < blockSize) continue;
      flush();
      await afterBlock();
    }
  }

  for await (const span of spans) {
    if ('bytes' in span) {
      const { bytes } = span;
      await fill(bytes.length, (target, done) => {
        target.set(bytes.subarray(done, done + target.length));
      });
    } else {
      const { offset, byteLength } = span;
      const input = inputs[span.input];
      if (!input) throw new RangeError(`a span of input ${String(span.input)}`);
      await fill(byteLength, (target, done) => {
        input.readInto(target, offset + done);
      });
    }
  }
  flush();
}
