import { afterAll, describe, expect, test } from '@jest/globals';
import { readMovieOf, type Track } from '@voxmux/isobmff';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Outcome, runExample, runScript, voxmux, workspacePath } from './programs.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-examples-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sessions = readdirSync(workspacePath('fixtures/sessions')).filter((name) =>
  readdirSync(workspacePath(`fixtures/sessions/${name}`)).includes('session.json'),
);

describe.each(sessions)('%s', (name) => {
  const session = workspacePath(`fixtures/sessions/${name}`);

  test('is rendered as voxmux renders it, but for the tags', () => {
    const example = join(folder, name);
    const command = join(folder, `${name}-command`);
    mkdirSync(example);
    expect(runExample('render-session', [session, 'Asia/Tokyo'], example)).toEqual(nothingSaid);
    voxmux('render', session, '--out', command, '--timezone', 'Asia/Tokyo');
    expectSameFiles(example, command);
  });
});

test('the code in the README is the example, and runs', () => {
  const readme = readFileSync(workspacePath('README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```[jt]s\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const code = blocks.find((block) => block.includes('copyPackets')) ?? '';
  expect(code).toBe(readFileSync(workspacePath('examples/node/render-session.ts'), 'utf8'));

  // As a user has it: a file beside the packages that were installed. It has no types to be removed.
  const project = join(folder, 'project');
  mkdirSync(project);
  symlinkSync(workspacePath('node_modules'), join(project, 'node_modules'));
  writeFileSync(join(project, 'render.mjs'), code);
  const session = workspacePath('fixtures/sessions/three-players-stereo');
  expect(runScript(join(project, 'render.mjs'), [session, 'UTC'], project)).toEqual(nothingSaid);
  const command = join(folder, 'readme-command');
  voxmux('render', session, '--out', command, '--timezone', 'UTC');
  expectSameFiles(project, command);
});

const nothingSaid: Outcome = { status: 0, stdout: '', stderr: '' };

/** Compares the packets, their times and the timecode of M4A files, by the speakers in their titles. */
function expectSameFiles(folderA: string, folderB: string): void {
  const [found, expected] = [folderA, folderB].map((path) =>
    m4aFiles(path).map((file) => contentOf(readFileSync(join(path, file)))),
  );
  expect(expected?.length).toBeGreaterThan(0);
  expect(found).toEqual(expected);
}

function m4aFiles(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.m4a'))
    .sort((a, b) => decodeURIComponent(a).localeCompare(decodeURIComponent(b)));
}

function contentOf(file: Uint8Array) {
  const { creationTime, tracks } = readMovieOf(file);
  return [creationTime, ...tracks.map((track) => trackContent(track, file))];
}

function trackContent(track: Track, file: Uint8Array) {
  const { sampleCount, offset, size, duration } = track.samples();
  const { timescale, edits, codec, timecode, references } = track;
  const hash = createHash('sha256');
  for (let sample = 0; sample < sampleCount; sample++) {
    const start = offset[sample] ?? 0;
    hash.update(file.subarray(start, start + (size[sample] ?? 0)));
  }
  return {
    ...{ timescale, edits, codec, timecode, references, sampleCount },
    durations: duration.join(),
    sizes: size.join(),
    packets: hash.digest('hex'),
  };
}
