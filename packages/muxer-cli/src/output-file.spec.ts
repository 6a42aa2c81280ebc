import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutputFile } from './output-file.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('createOutputFile', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test('shows the final name only after commit', () => {
    const output = createOutputFile(join(folder, 'deep/er/a.m4a'), { force: false });
    output.write(bytes('hello '));
    output.write(bytes('world'));
    output.writeAt(bytes('H'), 0);
    expect(readdirSync(join(folder, 'deep/er'))).not.toContain('a.m4a');
    output.commit();
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['a.m4a']);
    expect(readFileSync(join(folder, 'deep/er/a.m4a'), 'utf8')).toBe('Hello world');
  });

  test('leaves nothing when discarded, before or after a failure', () => {
    const output = createOutputFile(join(folder, 'a.m4a'), { force: false });
    output.write(bytes('half'));
    output.discard();
    output.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('keeps a file that appeared while writing, unless forced', () => {
    const path = join(folder, 'a.m4a');
    const output = createOutputFile(path, { force: false });
    output.write(bytes('new'));
    writeFileSync(path, 'old');
    expect(() => {
      output.commit();
    }).toThrow('exists already and was kept');
    expect(readdirSync(folder)).toEqual(['a.m4a']);
    expect(readFileSync(path, 'utf8')).toBe('old');

    const forced = createOutputFile(path, { force: true });
    forced.write(bytes('new'));
    forced.commit();
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.m4a']);
  });

  test('sweeps up after a process that was killed, and only after that', () => {
    const path = join(folder, 'a.m4a');
    const live = createOutputFile(path, { force: false });
    const liveName = readdirSync(folder)[0] ?? '';
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    const deadName = liveName.replace(String(process.pid), String(dead));
    writeFileSync(join(folder, deadName), 'left over');
    // The same process may hold several outputs; another one's is not touched.
    renameSync(join(folder, liveName), join(folder, liveName.replace('.a.m4a', '.b.m4a')));
    const next = createOutputFile(path, { force: false });
    expect(readdirSync(folder).sort()).toEqual([liveName, liveName.replace('.a.m4a', '.b.m4a')]);
    next.discard();
    expect(() => {
      live.discard();
    }).toThrow('ENOENT');
  });
});
