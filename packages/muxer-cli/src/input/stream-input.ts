import { createReadStream } from 'node:fs';
import { isatty } from 'node:tty';
import type { Readable } from 'node:stream';
import { CliError, exitCode } from '../cli-error.js';
import { abortable } from './abortable.js';
import type { Spool } from './spool.js';

/** The stream of bytes on standard input. */
export function standardInput(): Readable {
  if (isatty(0)) {
    throw new CliError('standard input is a terminal, so there is nothing to read for -', {
      code: 'STANDARD_INPUT',
      exitCode: exitCode.usage,
      hint: 'pipe a file into voxmux, as in curl … | voxmux merge - audio.mp4 --out film.mp4',
    });
  }
  return process.stdin;
}

/** The bytes of a pipe or device by its path, as a shell's `<(…)` gives one. */
export function pipeStream(path: string): Readable {
  return createReadStream(path, { highWaterMark: 1024 * 1024 });
}

/**
 * Writes a stream into a spool up to its end.
 *
 * @param onBytes told of every piece, for progress
 * @throws the signal's reason; what the stream or the disk report
 */
export async function spoolStream(
  stream: Readable,
  spool: Spool,
  signal: AbortSignal,
  onBytes: (byteLength: number) => void,
): Promise<void> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await abortable(chunks.next(), signal);
      if (next.done === true) return;
      spool.write(next.value);
      onBytes(next.value.length);
    }
  } finally {
    stream.destroy();
  }
}
