import { parseSegmentName } from '@voxmux/wal-reader';
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainError } from '../cli-error.js';

/** A folder on the way that could not be looked into. */
export interface UnreadableFolder {
  readonly folder: string;
  readonly reason: string;
}

/**
 * Finds the recordings below a folder, itself included: folders with `session.json`, or with
 * segments in `wal`. A recording is not searched for others, and links to folders are not followed.
 *
 * @yields folders in the order of their names
 * @throws the error of the file system if `root` itself cannot be read
 */
export function* findSessions(
  root: string,
  unreadable: UnreadableFolder[],
): Generator<string, void, undefined> {
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const entries = entriesOf(folder, folder === root, unreadable);
    if (isSession(folder, entries)) {
      yield folder;
      continue;
    }
    const inside = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of inside.sort().reverse()) waiting.push(join(folder, name));
  }
}

function entriesOf(folder: string, isRoot: boolean, unreadable: UnreadableFolder[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isRoot) throw error;
    unreadable.push({ folder, reason: explainError(error).message });
    return [];
  }
}

function isSession(folder: string, entries: readonly Dirent[]): boolean {
  if (entries.some((entry) => entry.name === 'session.json' && !entry.isDirectory())) return true;
  const wal = entries.find(({ name }) => name === 'wal');
  if (wal === undefined || wal.isFile()) return false;
  try {
    return readdirSync(join(folder, 'wal')).some((name) => parseSegmentName(name) !== null);
  } catch {
    // What lies there is told when the walk comes to it.
    return false;
  }
}
