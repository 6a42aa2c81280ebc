import { statSync } from 'node:fs';
import { CliError } from '../cli-error.js';
import type { Progress } from '../progress.js';
import { type Input, openFileInput } from './input.js';
import type { InputPlace } from './input-place.js';
import type { Spool } from './spool.js';

export interface OpenInputOptions {
  /** Folder for the bytes of inputs that come once. */
  readonly spoolFolder: string;
  readonly fetched: FetchProgress;
  readonly signal: AbortSignal;
}

/** Progress of all inputs that have to be fetched, together. */
export interface FetchProgress {
  readonly addLength: (byteLength: number) => void;
  readonly addBytes: (byteLength: number) => void;
}

export function createFetchProgress(progress: Progress): FetchProgress {
  let total = 0;
  let done = 0;
  return {
    addLength(byteLength) {
      total += byteLength;
      progress.begin('fetching', total);
    },
    addBytes(byteLength) {
      done += byteLength;
      if (total > 0) progress.update(done);
    },
  };
}

/**
 * Opens an input for reading at any position. A file is read where it is; what comes once (a pipe,
 * a server) is taken in whole first, by modules that are loaded only then.
 *
 * @param name how the input is called in messages
 * @throws CliError, or an error of the file system
 */
export async function openInput(
  place: InputPlace,
  name: string,
  options: OpenInputOptions,
): Promise<Input> {
  const { signal, fetched } = options;
  switch (place.kind) {
    case 'file': {
      const stats = statSync(place.path);
      if (stats.isFile()) return openFileInput(name, place.path);
      if (stats.isDirectory()) {
        throw new CliError(`${name}: is a folder, not a file`, {
          code: 'EISDIR',
          hint: 'check the path',
        });
      }
      return await spooled(name, options, async (spool) => {
        const { pipeStream, spoolStream } = await import('./stream-input.js');
        await spoolStream(pipeStream(place.path), spool, signal, fetched.addBytes);
      });
    }
    case 'standard-input':
      return await spooled(name, options, async (spool) => {
        const { spoolStream, standardInput } = await import('./stream-input.js');
        await spoolStream(standardInput(), spool, signal, fetched.addBytes);
      });
    case 'web':
      return await spooled(name, options, async (spool) => {
        const { spoolWeb } = await import('./web-input.js');
        await spoolWeb({ url: place.url, name, signal }, spool, {
          onLength: fetched.addLength,
          onBytes: fetched.addBytes,
        });
      });
  }
}

async function spooled(
  name: string,
  { spoolFolder }: OpenInputOptions,
  fill: (spool: Spool) => Promise<void>,
): Promise<Input> {
  const { createSpool } = await import('./spool.js');
  const spool = createSpool(spoolFolder);
  try {
    await fill(spool);
    return spool.finish(name);
  } finally {
    spool.discard();
  }
}
