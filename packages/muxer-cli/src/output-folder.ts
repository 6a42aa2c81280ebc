import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { CliError, exitCode } from './cli-error.js';
import { makeFolder } from './make-folder.js';
import { partialName, removeLeftovers } from './partial-name.js';

/** A folder that appears under its final name when it is whole, or not at all. */
export interface OutputFolder {
  /** Where it is built: beside its final place, on the same file system. */
  readonly building: string;
  /** Gives the folder its final name. */
  commit(): void;
  /** Removes what was written. Does nothing after {@link commit}. */
  discard(): void;
}

/**
 * Begins a folder that is to have the name `path`.
 *
 * @param source a folder that must not be written into
 * @throws CliError `OUTPUT_EXISTS` or `OUTPUT_INSIDE`, or an error of the file system
 */
export function createOutputFolder(path: string, source: string): OutputFolder {
  requireAbsent(path);
  if (liesWithin(path, source)) {
    throw new CliError(`${path} lies inside the recording, which is never changed`, {
      code: 'OUTPUT_INSIDE',
      exitCode: exitCode.usage,
      hint: 'name a folder elsewhere',
    });
  }
  makeFolder(dirname(path));
  removeLeftovers(path);
  const building = partialName(path);
  mkdirSync(building);
  let isDone = false;
  return {
    building,
    commit() {
      // An empty folder would be replaced without a word.
      requireAbsent(path);
      renameSync(building, path);
      isDone = true;
    },
    discard() {
      if (!isDone) rmSync(building, { recursive: true, force: true });
      isDone = true;
    },
  };
}

function requireAbsent(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  throw new CliError(`${path} exists already and was kept`, {
    code: 'OUTPUT_EXISTS',
    hint: 'name a folder that does not exist',
  });
}

/** Whether a path, which need not exist, lies inside a folder, whatever links lead there. */
function liesWithin(path: string, folder: string): boolean {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const way = relative(realpathSync(folder), realpathSync(existing));
  return (
    way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^([a-z]:|[/\\])/i.test(way))
  );
}
