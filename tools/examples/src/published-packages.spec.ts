import { afterAll, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packPackages } from '../../packaging/src/packed-packages.js';
import { runScript, workspacePath } from './programs.js';

/** A folder of its own, with the packages as npm would install them. */
const project = mkdtempSync(join(tmpdir(), 'voxmux-published-'));
packPackages(project);
mkdirSync(join(project, 'node_modules/@types'));
for (const name of ['@types/node', 'undici-types']) {
  symlinkSync(workspacePath(`node_modules/${name}`), join(project, 'node_modules', name));
}

afterAll(() => {
  rmSync(project, { recursive: true });
});

function copyExample(name: string): string {
  const source = workspacePath(`examples/${name}`);
  const copy = join(project, name);
  cpSync(source, copy, { recursive: true, filter: (path) => basename(path) !== 'dist' });
  return copy;
}

test.each(['merge-in-browser', 'render-in-browser'])(
  '%s is built of the published packages, and is the same page',
  (name) => {
    const folder = copyExample(name);
    build(folder, 'typescript/bin/tsc');
    build(folder, 'vite/bin/vite.js', 'build', '--base', './');
    // The names of its files have their hashes in them.
    const assets = readdirSync(join(folder, 'dist/assets'));
    expect(assets).toEqual(readdirSync(workspacePath(`examples/${name}/dist/assets`)));
    expect(assets.length).toBe(2);
  },
);

test('the examples for Node are compiled against the published packages, and run', () => {
  const folder = copyExample('node');
  build(folder, 'typescript/bin/tsc');
  const film = workspacePath('fixtures/fmp4/vp9-opus.video.mp4');
  const { status, stdout } = runScript(join(folder, 'dist/list-boxes.js'), [film], folder);
  expect(status).toBe(0);
  expect(stdout).toMatch(/moov/);
});

function build(folder: string, tool: string, ...args: readonly string[]): void {
  const { status, stdout, stderr } = runScript(workspacePath(`node_modules/${tool}`), args, folder);
  expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({
    status: 0,
    output: '',
  });
}
