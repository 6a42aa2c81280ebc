import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './cli-error.js';

/**
 * Makes a folder and those it lies in.
 *
 * @throws the error of the file system, with the true reason
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    // On a read-only file system Node says that there is no such folder.
    if (errorCode(error) === 'ENOENT') mkdirSync(firstMissing(path));
    throw error;
  }
}

/** The first folder on the way to `path` that does not exist. */
function firstMissing(path: string): string {
  let missing = path;
  while (!existsSync(dirname(missing)) && dirname(missing) !== missing) missing = dirname(missing);
  return missing;
}
