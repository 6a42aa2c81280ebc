import {
  closeSync,
  fdatasyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CliError, errorCode, explainError } from './cli-error.js';
import { makeFolder } from './make-folder.js';
import { partialName, removeLeftovers } from './partial-name.js';

/** A file that appears under its final name when it is whole, or not at all. */
export interface OutputFile {
  readonly path: string;
  /** Where the bytes are until then. */
  readonly partialPath: string;
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): void;
  /** Overwrites bytes already written, for example sizes known only at the end. */
  writeAt(bytes: Uint8Array, position: number): void;
  /** Bytes written so far. */
  byteLength(): number;
  /** Puts the bytes on disk and gives the file its final name. */
  commit(): void;
  /** Removes what was written. Does nothing after {@link commit}. */
  discard(): void;
}

/**
 * Opens a temporary file beside `path`.
 *
 * @param options.force replace an existing file; otherwise it is kept and `commit` fails
 * @throws CliError `OUTPUT_EXISTS`, or an error of the file system
 */
export function createOutputFile(path: string, options: { readonly force: boolean }): OutputFile {
  makeFolder(dirname(path));
  removeLeftovers(path);
  const partialPath = partialName(path);
  const descriptor = openSync(partialPath, 'wx');
  let state: 'open' | 'closed' | 'gone' = 'open';
  let length = 0;

  function writeAll(bytes: Uint8Array, position: number): void {
    let done = 0;
    // A nearly full disk may take a part of the bytes before it says so.
    try {
      while (done < bytes.byteLength) {
        done += writeSync(descriptor, bytes, done, bytes.byteLength - done, position + done);
      }
    } catch (error) {
      throw notWritten(path, error);
    }
  }

  function discard(): void {
    if (state === 'open') closeSync(descriptor);
    if (state !== 'gone') unlinkSync(partialPath);
    state = 'gone';
  }

  return {
    path,
    partialPath,
    write(bytes) {
      writeAll(bytes, length);
      length += bytes.byteLength;
    },
    writeAt: writeAll,
    byteLength: () => length,
    commit() {
      try {
        fdatasyncSync(descriptor);
      } catch (error) {
        throw notWritten(path, error);
      }
      closeSync(descriptor);
      state = 'closed';
      try {
        if (options.force) renameSync(partialPath, path);
        else publishNew(partialPath, path);
        state = 'gone';
      } finally {
        discard();
      }
    },
    discard,
  };
}

/** Gives the file its final name, failing if something has that name by now. */
function publishNew(partialPath: string, path: string): void {
  try {
    linkSync(partialPath, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw outputExists(path, error);
    // File systems without hard links (FAT, some network shares).
    renameSync(partialPath, path);
    return;
  }
  unlinkSync(partialPath);
}

export function outputExists(path: string, cause?: unknown): CliError {
  return new CliError(`${path} exists already and was kept`, {
    code: 'OUTPUT_EXISTS',
    hint: 'use --force to replace it, or another --out',
    cause,
  });
}

/** The system's error on writing names no file. */
export function notWritten(path: string, cause: unknown): CliError {
  const { message, hint } = explainError(cause);
  return new CliError(`${path} was not written: ${message}`, {
    code: errorCode(cause) ?? 'WRITE_FAILED',
    hint,
    cause,
  });
}
