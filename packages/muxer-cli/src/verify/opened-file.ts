import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ByteWindow, byteWindow } from './byte-window.js';

/** A rendered file, open for reading. */
export interface OpenedFile {
  readonly byteLength: number;
  /** Bytes of their own, fewer at the end of the file. */
  read(offset: number, length: number): Uint8Array;
  /** For reading from the beginning to the end. */
  window(): ByteWindow;
  close(): void;
}

/** @throws an error of the file system */
export function openFile(path: string): OpenedFile {
  const descriptor = openSync(path, 'r');
  const readInto = (position: number, target: Uint8Array): number => {
    let done = 0;
    while (done < target.length) {
      const count = readSync(descriptor, target, done, target.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  };
  return {
    byteLength: fstatSync(descriptor).size,
    read(offset, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readInto(offset, bytes));
    },
    window: () => byteWindow(readInto),
    close() {
      closeSync(descriptor);
    },
  };
}
