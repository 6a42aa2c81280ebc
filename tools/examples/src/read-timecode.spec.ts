import { afterAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExample, voxmux, workspacePath } from './programs.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-timecode-'));
const session = workspacePath('fixtures/sessions/two-players-minute');
voxmux(
  ...['render', session, '--out', folder, '--player', 'Alex', '--timezone', 'Asia/Kolkata'],
  ...['--frame-rate', '25', '--format', 'm4a,bwav'],
);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function startOf(path: string): string {
  const { status, stdout, stderr } = runExample('read-timecode', [path], folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.startsWith(`${path}: `)).toBe(true);
  return stdout.slice(`${path}: `.length).trimEnd();
}

function ffprobe(path: string, entries: string): string {
  const args = ['-v', 'error', '-show_entries', entries, '-of', 'default=nw=1:nk=1', path];
  const { stdout } = spawnSync('ffprobe', args, { cwd: folder, encoding: 'utf8' });
  return stdout.split('\n')[0] ?? '';
}

/** A silent film of two seconds, made by ffmpeg. */
function film(name: string, ...options: readonly string[]): string {
  const source = ['-f', 'lavfi', '-i', 'color=size=64x64:rate=30000/1001:duration=2'];
  const args = ['-v', 'error', ...source, '-c:v', 'mpeg4', ...options, name];
  expect(spawnSync('ffmpeg', args, { cwd: folder, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
  return name;
}

test('an M4A of voxmux', () => {
  expect(ffprobe('Alex.m4a', 'stream_tags=timecode')).toBe('00:00:05:03');
  expect(startOf('Alex.m4a')).toBe('begins at 00:00:05:03, 25 frames a second');
});

test('a WAV of voxmux', () => {
  const samples = Number(ffprobe('Alex.wav', 'format_tags=time_reference'));
  expect(samples).toBe((5 * 25 + 3) * 1920);
  expect(startOf('Alex.wav')).toBe(`begins at 00:00:05.120, ${samples} samples after midnight`);
});

test('a film of a camera', () => {
  const path = film('camera.mov', '-timecode', '01:02:03;04');
  expect(startOf(path)).toBe('begins at 01:02:03;04, 29.97df frames a second');
});

test('files without timecode say so', () => {
  expect(startOf(film('plain.mp4'))).toBe('has no timecode track');
  const wave = 'plain.wav';
  spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', wave], {
    cwd: folder,
  });
  expect(startOf(wave)).toBe('has no bext chunk, so no time');
  expect(startOf(join(session, 'session.json'))).toBe('is neither MP4 nor WAV');
});

test('a file that is cut is an error, and the others are read all the same', () => {
  writeFileSync(join(folder, 'cut.m4a'), readFileSync(join(folder, 'Alex.m4a')).subarray(0, 5000));
  const { status, stdout } = runExample('read-timecode', ['cut.m4a', 'Alex.m4a'], folder);
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^cut\.m4a: .*moov.* expected /),
    'Alex.m4a: begins at 00:00:05:03, 25 frames a second',
    '',
  ]);
});
