import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import type { Segment, Track } from '../recorded-session.js';
import type { SegmentReader } from '../segment-reader.js';
import { WalReaderError } from '../wal-reader-error.js';
import { systemErrorMessage } from './system-error.js';

/** A segment as a file. */
export interface SegmentFile extends Segment {
  /** Path of the file. */
  readonly path: string;
}

/** Reads a track's segments from their files; to be closed when done. */
export interface SegmentFileReader extends SegmentReader {
  /** Size of a segment at this moment, in bytes. */
  sizeOf(segment: number): number;
  /** Closes the files; nothing can be read afterwards. */
  close(): void;
}

/** Files that may be open at a time: a track can have thousands of segments. */
const OPEN_FILES = 4;

/**
 * Opens a track for reading; its files are opened when they are first read from, and only a few
 * are open at a time.
 * @throws WalReaderError from its functions: `segment-unreadable`.
 */
export function openSegments(track: Pick<Track<SegmentFile>, 'segments'>): SegmentFileReader {
  const open = new Map<number, number>();

  function descriptorOf(segment: number): number {
    const known = open.get(segment);
    if (known !== undefined) return known;
    if (open.size >= OPEN_FILES) closeOldest();
    const descriptor = openSync(pathOf(segment), 'r');
    open.set(segment, descriptor);
    return descriptor;
  }

  function closeOldest(): void {
    for (const [segment, descriptor] of open) {
      open.delete(segment);
      closeSync(descriptor);
      return;
    }
  }

  function pathOf(segment: number): string {
    const file = track.segments[segment];
    if (file === undefined) throw new RangeError(`the track has no segment number ${segment}`);
    return file.path;
  }

  function naming<T>(segment: number, action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw unreadable(pathOf(segment), cause);
    }
  }

  return {
    readInto(segment, position, target) {
      return naming(segment, () => readFully(descriptorOf(segment), position, target));
    },
    sizeOf(segment) {
      return naming(segment, () => fstatSync(descriptorOf(segment)).size);
    },
    close() {
      while (open.size > 0) closeOldest();
    },
  };
}

/** Reads until the target is full or the file ends; a single read may give less. */
export function readFully(descriptor: number, position: number, target: Uint8Array): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(descriptor, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** Puts an error of the file system into words. */
export function unreadable(path: string, cause: unknown): WalReaderError {
  return new WalReaderError('segment-unreadable', 'a segment cannot be read', {
    file: path,
    found: systemErrorMessage(cause),
    cause,
  });
}
