import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { PassedOverFile, RecordedSession, Track } from '../recorded-session.js';
import { readSegmentHeader, SEGMENT_HEAD_SIZE } from '../segment-header.js';
import { parseSegmentName } from '../segment-name.js';
import type { SessionManifest } from '../session-manifest.js';
import { parseSessionManifest } from '../session-manifest.js';
import type { WalFile } from '../track-gathering.js';
import { gatherTracks } from '../track-gathering.js';
import { WalReaderError } from '../wal-reader-error.js';
import type { SegmentFile } from './segment-files.js';
import { readFully, unreadable } from './segment-files.js';

/** A session in a folder. */
export interface SessionFolder extends RecordedSession<SegmentFile> {
  readonly directory: string;
}

export interface OpenSessionOptions {
  /** Taken in place of session.json, which is then not read: for a session that has lost it. */
  readonly manifest?: SessionManifest;
}

/**
 * Opens a session folder: reads session.json and the headers of all segments, no packet.
 * @param directory the folder, or a link to it.
 * @throws WalReaderError `session-not-found`, `manifest-missing`, `manifest-unreadable`,
 *   `manifest-not-json`, `manifest-field`, `wal-unreadable` or `segment-unreadable`.
 * @example
 * const session = openSession('recordings/2026-02-14');
 * for (const track of session.tracks) console.log(track.key.text, track.segments.length);
 */
export function openSession(directory: string, options: OpenSessionOptions = {}): SessionFolder {
  const manifest = options.manifest ?? readManifest(directory);
  return { directory, manifest, ...readTracks(directory) };
}

/**
 * Reads the manifest of a session folder.
 * @throws WalReaderError `session-not-found`, `manifest-missing`, `manifest-unreadable`,
 *   `manifest-not-json` or `manifest-field`.
 */
export function readManifest(directory: string): SessionManifest {
  const file = join(directory, 'session.json');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    requireFolder(directory);
    if (codeOf(cause) === 'ENOENT') {
      throw new WalReaderError('manifest-missing', 'the folder has no session.json', {
        file,
        expected: 'the manifest that the recorder writes when it starts',
        cause,
      });
    }
    throw new WalReaderError('manifest-unreadable', 'session.json cannot be read', {
      file,
      found: messageOf(cause),
      cause,
    });
  }
  return parseSessionManifest(bytes, file);
}

/**
 * Lists who has audio in a session folder, without its manifest. A folder without `wal` is one in
 * which nobody spoke.
 * @throws WalReaderError `session-not-found`, `wal-unreadable` or `segment-unreadable`.
 */
export function readTracks(directory: string): {
  readonly tracks: readonly Track<SegmentFile>[];
  readonly passedOver: readonly PassedOverFile[];
} {
  requireFolder(directory);
  const folder = join(directory, 'wal');
  const files = namesIn(folder).flatMap((name) => readWalFile(join(folder, name), name) ?? []);
  return gatherTracks(files, ({ path }, segment): SegmentFile => ({ ...segment, path }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return [];
    throw new WalReaderError('wal-unreadable', 'the folder of the segments cannot be read', {
      file: folder,
      found: messageOf(cause),
      cause,
    });
  }
}

/** Reads the beginning of a file; null for what is no file. */
function readWalFile(path: string, name: string): (WalFile & { path: string }) | null {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile() !== true) return null;
    if (parseSegmentName(name) === null) {
      return { path, name, sizeBytes: status.size, header: { kind: 'foreign' } };
    }
    const descriptor = openSync(path, 'r');
    try {
      const sizeBytes = fstatSync(descriptor).size;
      const head = new Uint8Array(Math.min(sizeBytes, SEGMENT_HEAD_SIZE));
      const length = readFully(descriptor, 0, head);
      const header = readSegmentHeader(head.subarray(0, length), sizeBytes);
      return { path, name, sizeBytes, header };
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function requireFolder(directory: string): void {
  let found: string;
  try {
    if (statSync(directory).isDirectory()) return;
    found = 'a file';
  } catch (cause) {
    found = codeOf(cause) === 'ENOENT' ? 'nothing' : messageOf(cause);
  }
  throw new WalReaderError('session-not-found', 'there is no session folder', {
    file: directory,
    found,
    expected: 'a folder with session.json and wal',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
