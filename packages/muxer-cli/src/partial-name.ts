import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './cli-error.js';

const partialSuffix = '.partial';

/** Where a file or folder is built before it gets its final name: beside it, and hidden. */
export function partialName(path: string): string {
  return join(dirname(path), `${partialPrefix(path)}${String(process.pid)}${partialSuffix}`);
}

/** Removes what a process of this machine was building under that name when it was killed. */
export function removeLeftovers(path: string): void {
  const prefix = partialPrefix(path);
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith(partialSuffix)) continue;
    const processId = Number(name.slice(prefix.length, -partialSuffix.length));
    if (Number.isInteger(processId) && !isRunning(processId)) {
      rmSync(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}

function partialPrefix(path: string): string {
  return `.${basename(path)}.${hostname().replaceAll(/[^A-Za-z0-9-]/g, '_')}-`;
}

function isRunning(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
