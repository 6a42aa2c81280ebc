import { closeSync, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { PassedOverFile, RecordedSession, Track } from '../recorded-session.js';
import type { SessionManifest } from '../session-manifest.js';
import { parseSessionManifest } from '../session-manifest.js';
import type { WalFile } from '../track-gathering.js';
import { gatherTracks, headSize } from '../track-gathering.js';
import { WalReaderError } from '../wal-reader-error.js';
import type { SegmentFile } from './segment-files.js';
import { readFully, unreadable } from './segment-files.js';
import { systemErrorCode, systemErrorMessage } from './system-error.js';

/** A session in a folder. */
export interface SessionFolder extends RecordedSession<SegmentFile> {
  /** Path of the folder, as it was given. */
  readonly directory: string;
}

/** What {@link openSession} can be told. */
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
  const players = [manifest.emitterPlayer, ...manifest.participants];
  return { directory, manifest, ...readTracks(directory, players) };
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
    if (systemErrorCode(cause) === 'ENOENT') {
      throw new WalReaderError('manifest-missing', 'the folder has no session.json', {
        file,
        expected: 'the manifest that the recorder writes when it starts',
        cause,
      });
    }
    throw new WalReaderError('manifest-unreadable', 'session.json cannot be read', {
      file,
      found: systemErrorMessage(cause),
      cause,
    });
  }
  return parseSessionManifest(bytes, file);
}

/**
 * Lists who has audio in a session folder, without its manifest. A folder without `wal` is one in
 * which nobody spoke.
 * @param players names to be tried where the header of a segment is broken.
 * @throws WalReaderError `session-not-found`, `wal-unreadable` or `segment-unreadable`.
 */
export function readTracks(
  directory: string,
  players: readonly string[] = [],
): {
  readonly tracks: readonly Track<SegmentFile>[];
  readonly passedOver: readonly PassedOverFile[];
} {
  requireFolder(directory);
  const folder = join(directory, 'wal');
  const files = namesIn(folder).flatMap((name) => readWalFile(join(folder, name), name) ?? []);
  return gatherTracks(files, ({ path }, segment): SegmentFile => ({ ...segment, path }), players);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return [];
    throw new WalReaderError('wal-unreadable', 'the folder of the segments cannot be read', {
      file: folder,
      found: systemErrorMessage(cause),
      cause,
    });
  }
}

const NOTHING = new Uint8Array();

/** Reads the beginning of a file; null for what is no file. */
function readWalFile(path: string, name: string): (WalFile & { path: string }) | null {
  try {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile() !== true) return null;
    if (headSize(name, status.size, NOTHING) === 0) {
      return { path, name, sizeBytes: status.size, head: NOTHING };
    }
    const descriptor = openSync(path, 'r');
    try {
      const sizeBytes = fstatSync(descriptor).size;
      let head = NOTHING;
      for (let wanted = headSize(name, sizeBytes, head); wanted > head.length;) {
        const longer = new Uint8Array(wanted);
        head = longer.subarray(0, readFully(descriptor, 0, longer));
        wanted = head.length < wanted ? 0 : headSize(name, sizeBytes, head);
      }
      return { path, name, sizeBytes, head };
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
    found = systemErrorCode(cause) === 'ENOENT' ? 'nothing' : systemErrorMessage(cause);
  }
  throw new WalReaderError('session-not-found', 'there is no session folder', {
    file: directory,
    found,
    expected: 'a folder with session.json and wal',
  });
}
