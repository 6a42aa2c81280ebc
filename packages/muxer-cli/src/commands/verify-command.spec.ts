import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Outcome, runVoxmux } from '../testing/voxmux-process.js';

const session = fileURLToPath(
  new URL('../../../../fixtures/sessions/three-players-stereo', import.meta.url),
);

let folder: string;
const verify = (...args: readonly string[]): Promise<Outcome> =>
  runVoxmux(folder, ['verify', ...args]);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  const { status } = await runVoxmux(folder, ['render', session, '--player', 'Al', 'Alex']);
  expect(status).toBe(0);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a line for each file, and who has none: a missing speaker is a loss', async () => {
  const { status, stdout, stderr } = await verify(session, 'out');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^voxmux: no file of Zoë the Builder .*\n {2}hint: render these speakers/);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^out\/Al\.m4a: holds the recording of Al: 754 packets bit for bit/),
    expect.stringMatching(/^out\/Alex\.m4a: holds the recording of Alex: 686 packets bit for bit/),
    expect.stringMatching(/^Zoë the Builder .*: MISSING, there is no file of this speaker$/),
    '',
  ]);
});

test('a file that differs: exit 1, the first difference, the others all the same', async () => {
  const file = join(folder, 'out/Alex.m4a');
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
  writeFileSync(file, bytes);
  const { status, stdout, stderr } = await verify(session, 'out', '--json');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^voxmux: 1 of 2 files differs from the recording; no file of Zoë .*\n {2}hint: .*render again/,
  );
  expect(JSON.parse(stdout)).toMatchObject({
    verified: false,
    files: [
      { player: 'Al', difference: null },
      { player: 'Alex', difference: { what: 'packet-changed', logOffset: expect.any(Number) } },
    ],
    missingPlayers: [expect.stringContaining('Zoë') as unknown],
  });
});

test('speakers may be named, or files one by one', async () => {
  expect(await verify(session, 'out', '--player', 'Al', 'Alex')).toMatchObject({ status: 0 });
  const files = await verify(session, 'out/Al.m4a', 'out/Alex.m4a', '--json');
  expect(files.status).toBe(0);
  expect(JSON.parse(files.stdout)).toMatchObject({
    verified: true,
    files: [{ player: 'Al' }, { player: 'Alex' }],
    missingPlayers: [],
  });
  const one = await verify(session, 'out', '--player', 'Al');
  expect(one.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^out\/Al\.m4a: holds/)]);
  expect(await verify(session, 'out', '--player', 'Bob')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("nobody called 'Bob' has audio") as unknown,
  });
});

test('a file under the name of another speaker', async () => {
  copyFileSync(join(folder, 'out/Al.m4a'), join(folder, 'out/Alex.m4a'));
  copyFileSync(join(folder, 'out/Al.m4a'), join(folder, 'take one.m4a'));
  const { status, stdout } = await verify(session, 'out', 'take one.m4a', '--player', 'Al', 'Alex');
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^out\/Al\.m4a: holds the recording of Al/),
    "out/Alex.m4a: DIFFERS: speaker: found a recording of 'Al', expected one of 'Alex', by the name of the file",
    expect.stringMatching(/^take one\.m4a: holds the recording of Al/),
    'Alex: MISSING, there is no file of this speaker',
    '',
  ]);
});

test('a session without session.json, by the start that render was given', async () => {
  const lost = join(folder, 'lost');
  cpSync(session, lost, { recursive: true });
  rmSync(join(lost, 'session.json'));
  const start = ['--start-time', '2026-02-14T19:30:05.123+01:00'];
  const rendered = await runVoxmux(folder, [
    ...['render', lost, '--player', 'Al', '--out', 'lost-out', '--format', 'm4a,bwav'],
    ...['--timezone', 'Europe/Berlin', ...start],
  ]);
  expect(rendered.status).toBe(0);
  expect(await verify(lost, 'lost-out', '--player', 'Al', ...start)).toMatchObject({ status: 0 });
  expect(await verify(lost, 'lost-out')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('--start-time') as unknown,
  });
});

test('no session there: one line and a hint', async () => {
  const { status, stderr } = await verify('nowhere', 'out');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^voxmux: .*nowhere.*\n {2}hint: a session is a folder with session\.json/,
  );
});
