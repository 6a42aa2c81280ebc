import { afterAll, describe, expect, test } from '@jest/globals';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  folderOf,
  libraryFolders,
  packageFolders,
  readManifest,
  run,
} from '../../packaging/src/packed-packages.js';
import { readmeExample } from '../../packaging/src/readme-example.js';
import { startRegistry } from './registry-process.js';

const registry = await startRegistry();
const projects = mkdtempSync(join(tmpdir(), 'voxmux-projects-'));
afterAll(async () => {
  await registry.stop();
  rmSync(projects, { recursive: true });
});

const compiler = fileURLToPath(
  new URL('../../../node_modules/typescript/bin/tsc', import.meta.url),
);

/** An empty folder with one package installed in it, as a user would install it. */
function projectWith(folderName: string): string {
  const project = join(projects, folderName);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const options = ['--registry', registry.url, '--omit=optional', '--no-fund'];
  run('npm', ['install', ...options, `@voxmux/${folderName}`], project);
  return project;
}

function compile(project: string, file: string, ...options: readonly string[]): void {
  const strictly = ['--strict', '--target', 'es2022', '--skipDefaultLibCheck'];
  run(process.execPath, [compiler, ...strictly, ...options, file], project);
}

test('every package is in the registry', () => {
  const packages = packageFolders.map((folderName) => readManifest(folderOf(folderName)));
  expect(registry.published).toEqual(packages.map(({ name, version }) => `${name}@${version}`));
});

describe.each(libraryFolders)('@voxmux/%s, installed alone', (folderName) => {
  const name = `@voxmux/${folderName}`;
  const project = projectWith(folderName);
  const example = readmeExample(join(project, 'node_modules', name));
  writeFileSync(join(project, 'example.ts'), example.code);
  // What the example of wal-reader opens.
  const recording = join(folderOf('muxer-cli'), 'demo/two-players-minute');
  cpSync(recording, join(project, 'path/to/session'), { recursive: true });

  test('brings no other package along', () => {
    expect(readdirSync(join(project, 'node_modules/@voxmux'))).toEqual([folderName]);
    const others = readdirSync(join(project, 'node_modules')).filter(
      (entry) => !entry.startsWith('.'),
    );
    expect(others).toEqual(['@voxmux']);
  });

  test('compiles and runs in ESM TypeScript with moduleResolution node16', () => {
    compile(project, 'example.ts', '--module', 'node16', '--moduleResolution', 'node16');
    const output = run(process.execPath, ['example.js'], project);
    expect(output).not.toBe('');
    const { printedLines } = example;
    if (printedLines.length > 0) expect(output.trim().split('\n')).toEqual(printedLines);
  });

  test('compiles with moduleResolution bundler', () => {
    const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit'];
    compile(project, 'example.ts', ...options);
  });

  test('is what require gives in CommonJS', () => {
    writeFileSync(
      join(project, 'required.cjs'),
      `const required = require('${name}');
       import('${name}').then((imported) => {
         const names = Object.keys(imported);
         const isSame = names.every((key) => key === 'module.exports' || required[key] === imported[key]);
         console.log(isSame, names.length > 0);
       });`,
    );
    expect(run(process.execPath, ['required.cjs'], project).trim()).toBe('true true');
  });
});

describe('@voxmux/muxer-cli, installed alone', () => {
  const project = projectWith('muxer-cli');

  test('brings the command voxmux along, which knows its version', () => {
    const { version } = readManifest(folderOf('muxer-cli'));
    expect(run('npx', ['voxmux', '--version'], project).trim()).toBe(version);
  });

  test('renders the recording it comes with into an empty folder, and it proves right', () => {
    run('npx', ['voxmux', 'render', '--json'], project);
    const files = readdirSync(join(project, 'out')).filter((name) => name.endsWith('.m4a'));
    expect(files).toHaveLength(2);
    const recording = 'node_modules/@voxmux/muxer-cli/demo/two-players-minute';
    run('npx', ['voxmux', 'verify', recording, 'out'], project);
  });

  test('decodes it to WAV with the decoder that npm brought', () => {
    run('npx', ['voxmux', 'render', '--format', 'bwav', '--out', 'wav'], project);
    expect(existsSync(join(project, 'node_modules/opus-decoder'))).toBe(true);
    const files = readdirSync(join(project, 'wav')).filter((name) => name.endsWith('.wav'));
    expect(files).toHaveLength(2);
  });

  test('merges two streams', () => {
    const streams = fileURLToPath(new URL('../../../fixtures/fmp4/', import.meta.url));
    const inputs = ['vp9-opus.video.mp4', 'vp9-opus.audio.mp4'].map((name) => join(streams, name));
    run('npx', ['voxmux', 'merge', ...inputs, '--out', 'merged.mp4'], project);
    const boxes = run('npx', ['voxmux', 'inspect', 'merged.mp4', '--boxes'], project);
    expect(boxes).toMatch(/moov/);
  });
});
