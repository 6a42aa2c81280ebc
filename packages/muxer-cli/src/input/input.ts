import type { SynchronousSource } from '@voxmux/isobmff';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CliError } from '../cli-error.js';

/** Bytes of known length that can be read at any position, until they are closed. */
export interface Input {
  /** As it is called in messages. */
  readonly name: string;
  readonly byteLength: number;
  /**
   * Fills `target` with the bytes from `position` on.
   *
   * @throws CliError `INPUT_CHANGED` if there are not that many any more
   */
  readInto(target: Uint8Array, position: number): void;
  close(): void;
}

/** The face that the libraries read an input by. */
export function sourceOf(input: Input): SynchronousSource {
  return {
    byteLength: input.byteLength,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      input.readInto(bytes, offset);
      return bytes;
    },
    readIntoSync: (target, offset) => {
      input.readInto(target, offset);
    },
  };
}

/** An input in an open file, which is closed with it. */
export function inputOfDescriptor(name: string, descriptor: number): Input {
  const byteLength = fstatSync(descriptor).size;
  let isOpen = true;
  return {
    name,
    byteLength,
    readInto(target, position) {
      let done = 0;
      while (done < target.length) {
        const count = readSync(descriptor, target, done, target.length - done, position + done);
        if (count === 0) throw inputChanged(name, position + done);
        done += count;
      }
    },
    close() {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

/** Opens a regular file. */
export function openFileInput(name: string, path: string): Input {
  return inputOfDescriptor(name, openSync(path, 'r'));
}

function inputChanged(name: string, position: number): CliError {
  return new CliError(`${name} became shorter while it was read: it ends at byte ${position}`, {
    code: 'INPUT_CHANGED',
    hint: 'wait until the file is complete, then try again',
  });
}
