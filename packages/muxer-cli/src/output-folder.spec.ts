import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutputFolder } from './output-folder.js';

let folder: string;
let source: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  source = join(folder, 'source');
  mkdirSync(source);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('appears when it is whole, and not at all when given up', () => {
  const out = join(folder, 'deep/er/copy');
  const output = createOutputFolder(out, source);
  writeFileSync(join(output.building, 'a'), '');
  expect(existsSync(out)).toBe(false);
  output.commit();
  output.discard();
  expect(readdirSync(join(folder, 'deep/er'))).toEqual(['copy']);
  expect(readdirSync(out)).toEqual(['a']);

  createOutputFolder(join(folder, 'other'), source).discard();
  expect(readdirSync(folder).sort()).toEqual(['deep', 'source']);
});

test('what exists is kept, even an empty folder, even one that appears meanwhile', () => {
  const out = join(folder, 'copy');
  const output = createOutputFolder(out, source);
  mkdirSync(out);
  expect(() => {
    output.commit();
  }).toThrow('exists already and was kept');
  output.discard();
  expect(() => createOutputFolder(out, source)).toThrow('exists already and was kept');
  symlinkSync('nowhere', join(folder, 'dangling'));
  expect(() => createOutputFolder(join(folder, 'dangling'), source)).toThrow('exists already');
});

test('nothing is made inside the source, by whatever way', () => {
  symlinkSync(source, join(folder, 'link'));
  for (const path of ['source/copy', 'source/deep/er', 'link/copy', 'source/../source/copy']) {
    expect(() => createOutputFolder(join(folder, path), source)).toThrow('inside the recording');
    expect(() => createOutputFolder(join(folder, path), join(folder, 'link'))).toThrow('inside');
  }
  expect(readdirSync(source)).toEqual([]);
  createOutputFolder(join(folder, 'source-copy'), source).discard();
});

test('sweeps up after a process that was killed', () => {
  const out = join(folder, 'copy');
  const output = createOutputFolder(out, source);
  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const left = output.building.replace(String(process.pid), String(dead));
  output.discard();
  mkdirSync(join(left, 'wal'), { recursive: true });
  createOutputFolder(out, source).discard();
  expect(readdirSync(folder)).toEqual(['source']);
});
