import { afterAll, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderOf, packageFolders, readManifest, run } from './packed-packages.js';

const script = fileURLToPath(new URL('../set-repository.mjs', import.meta.url));
const workspace = mkdtempSync(join(tmpdir(), 'voxmux-repository-'));
afterAll(() => {
  rmSync(workspace, { recursive: true });
});

test('every package is told where its source lives, and nothing else of it changes', () => {
  for (const folderName of packageFolders) {
    mkdirSync(join(workspace, 'packages', folderName), { recursive: true });
    const manifest = join(folderOf(folderName), 'package.json');
    cpSync(manifest, join(workspace, 'packages', folderName, 'package.json'));
  }
  const address = 'https://example.com/someone/voxmux';
  run(process.execPath, [script, address], workspace);
  for (const folderName of packageFolders) {
    const { repository, homepage, bugs, ...rest } = readManifest(
      join(workspace, 'packages', folderName),
    );
    expect(repository).toEqual({
      type: 'git',
      url: `git+${address}.git`,
      directory: `packages/${folderName}`,
    });
    expect([homepage, bugs]).toEqual([
      `${address}/tree/main/packages/${folderName}#readme`,
      { url: `${address}/issues` },
    ]);
    expect(readManifest(folderOf(folderName))).toMatchObject(rest);
  }
});

test('an address that is none is refused', () => {
  expect(() => run(process.execPath, [script, 'voxmux'], workspace)).toThrow(/usage/);
});
