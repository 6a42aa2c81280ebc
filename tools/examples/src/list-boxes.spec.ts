import { expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample, voxmux, workspacePath } from './programs.js';

const film = workspacePath('fixtures/fmp4/bframes-elst.video.mp4');

test('lists the boxes that voxmux lists', () => {
  const { status, stdout } = runExample('list-boxes', [film], workspacePath('.'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/^ +0 +\d+ {2}ftyp /);
  expect(stdout).toMatch(/moov[^]*trak[^]*moof[^]*traf[^]*mdat/);
  expect(voxmux('inspect', film, '--boxes')).toContain(stdout.trimEnd().split('\n')[1]?.trim());
});

test('of a file that is cut, what is whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'voxmux-boxes-'));
  const cut = join(folder, 'cut.mp4');
  writeFileSync(cut, readFileSync(film).subarray(0, -100));
  const { status, stdout } = runExample('list-boxes', [cut], folder);
  rmSync(folder, { recursive: true });
  expect(status).toBe(1);
  expect(stdout).toMatch(/moov/);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/expected/);
});
