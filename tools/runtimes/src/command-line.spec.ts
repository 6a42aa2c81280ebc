import { afterAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, run } from '../../packaging/src/packed-packages.js';
import { installedRuntimes } from './installed-runtimes.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-runtimes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Renders the demo recording in both formats; returns the hash of each file by its name. */
function rendered(name: string, node: string): Record<string, string> {
  const out = join(folder, name);
  const options = ['--format', 'm4a,bwav', '--timezone', 'Europe/Berlin', '--out', out];
  run(node, [join(folderOf('muxer-cli'), 'bin/voxmux.cjs'), 'render', ...options], folder);
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(out, file)))
      .digest('hex');
  return Object.fromEntries(readdirSync(out).map((file) => [file, hash(file)]));
}

const expected = rendered('this', process.execPath);

test('this Node renders both speakers in both formats', () => {
  expect(Object.keys(expected).sort()).toEqual(['Alex.m4a', 'Alex.wav', 'Steve.m4a', 'Steve.wav']);
});

test.each(['Node 22', 'Node 24'] as const)('%s renders the same bytes', (name) => {
  const node = installedRuntimes()[name];
  expect(node).toBeDefined();
  expect(rendered(name, node ?? '')).toEqual(expected);
});
