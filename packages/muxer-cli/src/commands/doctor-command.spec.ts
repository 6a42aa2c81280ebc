import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DoctorReport } from '../doctor/doctor-report.js';
import { runVoxmux } from '../testing/voxmux-process.js';

const sessions = fileURLToPath(new URL('../../../../fixtures/sessions', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test.each(['crashed-tail', 'mid-corruption', 'three-players-stereo', 'rotated-segments'])(
  '%s: a repaired copy renders to the very same files',
  async (name) => {
    const { status, stderr } = await runVoxmux(folder, [
      ...['doctor', join(sessions, name), '--repair', 'copy'],
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const render = async (session: string, out: string): Promise<Record<string, string>> => {
      const args = ['render', session, '--out', out, '--timezone', 'UTC'];
      expect((await runVoxmux(folder, args)).status).toBe(0);
      const names = readdirSync(join(folder, out)).sort();
      return Object.fromEntries(
        names.map((file) => [file, readFileSync(join(folder, out, file)).toString('base64')]),
      );
    };
    expect(await render('copy', 'b')).toEqual(await render(join(sessions, name), 'a'));
  },
);

test('the command that is recommended works as it stands', async () => {
  const session = join(folder, "it's mine");
  cpSync(join(sessions, 'shared-stamps'), session, { recursive: true });
  writeFileSync(join(session, 'session.json'), '');
  const { status, stdout } = await runVoxmux(folder, ['doctor', "it's mine", '--json']);
  expect(status).toBe(0);
  const { renderCommand, verdict } = JSON.parse(stdout) as DoctorReport;
  expect(verdict).toBe('damaged');
  expect(renderCommand).toMatch(/^voxmux render 'it'\\''s mine' --start-time \S+$/);
  const startTime = renderCommand?.split(' ').at(-1) ?? '';
  const rendered = await runVoxmux(folder, ['render', "it's mine", '--start-time', startTime]);
  expect(rendered.status).toBe(0);
  expect(readdirSync(join(folder, 'out'))).toEqual(['Robin.m4a']);
});

test('what is no recording: one line and a hint', async () => {
  const { status, stderr } = await runVoxmux(folder, ['doctor', '.']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^voxmux: [^\n]+ is no recording[^\n]*\n {2}hint: [^\n]+\n$/);
});

test('an unknown zone is wrong usage', async () => {
  for (const command of ['doctor', 'sessions']) {
    const { status, stderr } = await runVoxmux(folder, [command, sessions, '--timezone', 'Mars/X']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^voxmux: time zone[^\n]+\n {2}hint: [^\n]+\n$/);
  }
});
