import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { libraryFolders, packPackages, run } from './packed-packages.js';
import { readmeExample } from './readme-example.js';

const project = mkdtempSync(join(tmpdir(), 'voxmux-readme-'));
beforeAll(() => {
  packPackages(project);
  const recording = new URL('../../../packages/muxer-cli/demo/two-players-minute', import.meta.url);
  cpSync(fileURLToPath(recording), join(project, 'path/to/session'), { recursive: true });
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

describe.each(libraryFolders)('the README of @voxmux/%s', (folderName) => {
  test('begins with an example that is short and runs, and prints what it says', async () => {
    const packageFolder = join(project, 'node_modules/@voxmux', folderName);
    const { language, code, printedLines } = readmeExample(packageFolder);
    expect(language).toBe('ts');
    expect(code.trim().split('\n').length).toBeLessThanOrEqual(12);
    const example = join(project, `${folderName}.mjs`);
    writeFileSync(example, (await transform(code, { loader: 'ts' })).code);
    const output = run(process.execPath, [example], project);
    expect(output).not.toBe('');
    if (printedLines.length > 0) expect(output.trim().split('\n')).toEqual(printedLines);
  });
});
