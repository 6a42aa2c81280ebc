import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  const place = join(
    workspace,
    'node_modules/.cache',
    `voxmux-${basename(folder)}-${hash.slice(0, 12)}`,
  );
  const complete = join(place, 'complete');
  if (!existsSync(complete)) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) {
      cpSync(join(folder, file), join(place, file));
    }
    cpSync(join(workspace, '.npmrc'), join(place, '.npmrc'));
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: place, stdio: ['ignore', 2, 2] });
    writeFileSync(complete, '');
  }
  return join(place, 'node_modules');
}
