import { closeSync, mkdirSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Input, inputOfDescriptor } from './input.js';

/** A file without a name, for input that comes once and has to be read at any position. */
export interface Spool {
  /** Bytes written so far. */
  readonly byteLength: number;
  /** Appends all of `bytes`. */
  write(bytes: Uint8Array): void;
  /** Ends writing and gives the bytes as an input, with which the file goes. */
  finish(name: string): Input;
  /** Gives up the file. Does nothing after {@link finish}. */
  discard(): void;
}

let spools = 0;

/** Makes a spool in `folder`, on whose disk it takes room while it is open. */
export function createSpool(folder: string): Spool {
  mkdirSync(folder, { recursive: true });
  spools += 1;
  const path = join(folder, `.voxmux-${String(process.pid)}-${String(spools)}.spool`);
  const descriptor = openSync(path, 'wx+');
  // Without a name, it goes with the process however that ends.
  unlinkSync(path);
  let byteLength = 0;
  let state: 'writing' | 'done' = 'writing';
  return {
    get byteLength() {
      return byteLength;
    },
    write(bytes) {
      let done = 0;
      while (done < bytes.length) {
        done += writeSync(descriptor, bytes, done, bytes.length - done, byteLength + done);
      }
      byteLength += bytes.length;
    },
    finish(name) {
      state = 'done';
      return inputOfDescriptor(name, descriptor);
    },
    discard() {
      if (state === 'writing') closeSync(descriptor);
      state = 'done';
    },
  };
}
