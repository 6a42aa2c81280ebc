import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Installs the packages that a folder's lock file names, outside of the workspace's own; once, as
 * long as the lock file stays the same. No install script is run.
 *
 * @param {string} folder
 * @returns {string} the `node_modules` folder
 */
export function installOnce(folder) {
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  const cache = join(workspace, 'node_modules/.cache');
  const place = join(cache, `voxmux-${basename(folder)}-${hash.slice(0, 12)}`);
  if (!existsSync(place)) {
    mkdirSync(cache, { recursive: true });
    // Tests run side by side, and more than one may be the first to need it.
    const unfinished = mkdtempSync(`${place}-`);
    try {
      install(folder, unfinished);
      renameSync(unfinished, place);
    } catch (error) {
      if (!existsSync(place)) throw error;
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return join(place, 'node_modules');
}

function install(from, to) {
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(from, file), join(to, file));
  cpSync(join(workspace, '.npmrc'), join(to, '.npmrc'));
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: to, stdio: ['ignore', 2, 2] });
}
