import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test('a line for each file, and who has none', async () => {
  const { status, stdout, stderr } = await verify(session, 'out');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^out\/Al\.m4a: holds the recording of Al: 754 packets bit for bit/),
    expect.stringMatching(/^out\/Alex\.m4a: holds the recording of Alex: 686 packets bit for bit/),
    expect.stringMatching(/^Zoë the Builder .*: there is no file of this speaker$/),
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
  expect(stderr).toBe('voxmux: 1 of 2 files differ from the recording\n');
  expect(JSON.parse(stdout)).toMatchObject({
    files: [
      { player: 'Al', difference: null },
      { player: 'Alex', difference: { what: 'packet-changed', logOffset: expect.any(Number) } },
    ],
    missingPlayers: [expect.stringContaining('Zoë') as unknown],
  });
});

test('no session there: one line and a hint', async () => {
  const { status, stderr } = await verify('nowhere', 'out');
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^voxmux: .*nowhere.*\n {2}hint: a session is a folder with session\.json/,
  );
});
