import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLES_PER_UNIT } from '@voxmux/wal-reader';
import { indexTrack, openSession } from '@voxmux/wal-reader/node';
import { listSessions, type SessionsRequest } from './list-sessions.js';
import type { SessionsReport } from './sessions-report.js';
import { sessionsText } from './sessions-text.js';

const fixtures = fileURLToPath(new URL('../../../../fixtures/sessions', import.meta.url));
const { signal } = new AbortController();
const everything: SessionsRequest = {
  folder: fixtures,
  since: undefined,
  until: undefined,
  players: undefined,
  timeZone: undefined,
  sort: 'start',
  json: true,
};

const list = (wishes: Partial<SessionsRequest> = {}, zone = 'UTC'): Promise<SessionsReport> =>
  listSessions({ ...everything, ...wishes }, zone, signal);

async function names(wishes: Partial<SessionsRequest>, zone?: string): Promise<string[]> {
  return (await list(wishes, zone)).sessions.map(({ folder }) => basename(folder));
}

describe('the fixtures', () => {
  test('are listed with start, length, players and state', async () => {
    const { sessions } = await list();
    expect(sessions.map(({ folder, state }) => [basename(folder), state])).toEqual([
      ['rotated-segments', 'whole'],
      ['crashed-tail', 'crashed'],
      ['two-players-minute', 'whole'],
      // Damage in the middle of segments does not show at their ends.
      ['mid-corruption', 'whole'],
      ['three-players-stereo', 'whole'],
      ['shared-stamps', 'whole'],
    ]);
    expect(sessions[2]).toMatchObject({
      startTime: '2026-02-14T18:30:05.123+00:00',
      lengthMs: 60481,
      lengthIsEstimate: false,
      players: ['Alex', 'Steve'],
      segments: 2,
    });
    expect(sessions[1]).toMatchObject({ lengthMs: 33576, lengthIsEstimate: true });
  });

  test('talk time is estimated to a tenth', async () => {
    for (const { folder, talkMsEstimate } of (await list()).sessions) {
      const units = openSession(folder).tracks.reduce(
        (sum, track) => sum + indexTrack(track).totalUnits,
        0,
      );
      const talkMs = (units * SAMPLES_PER_UNIT) / 48;
      expect(Math.abs(talkMsEstimate / talkMs - 1)).toBeLessThan(0.1);
    }
  });

  test.each([
    [{ since: '2026-03-01' }, ['three-players-stereo', 'shared-stamps']],
    [{ until: '2026-01-20' }, ['rotated-segments']],
    [{ since: '2026-02-14', until: '2026-02-14' }, ['crashed-tail', 'two-players-minute']],
    [{ since: '2026-02-14T18:31', until: '2026-02-20T21:05' }, ['mid-corruption']],
    [{ since: '2026-03-03T18:45:00+01:00' }, ['shared-stamps']],
    [{ since: '2026-03-03T18:45:01+01:00' }, []],
    [{ players: ['Robin', 'Al'] }, ['three-players-stereo', 'shared-stamps']],
    [{ players: ['robin'] }, []],
    [
      { sort: 'length' as const, since: '2026-02-20' },
      ['three-players-stereo', 'mid-corruption', 'shared-stamps'],
    ],
    [
      { sort: 'size' as const, since: '2026-02-20' },
      ['three-players-stereo', 'mid-corruption', 'shared-stamps'],
    ],
  ])('%j', async (wishes, expected) => {
    expect(await names(wishes)).toEqual(expected);
  });

  test('days are those of the zone', async () => {
    const { startTime } =
      (await list({ until: '2026-02-15', since: '2026-02-15' }, 'Asia/Tokyo')).sessions[0] ?? {};
    expect(startTime).toBe('2026-02-15T03:30:05.123+09:00');
  });

  test.each(['noon', '2026-02-30', '2026-13-01', '2026-02-14T25:00', '2026-2-1', ''])(
    '%j is no date',
    async (since) => {
      await expect(list({ since })).rejects.toMatchObject({ exitCode: 2 });
    },
  );
});

describe('a folder of recordings', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function copySession(name: string, as: string): string {
    cpSync(join(fixtures, name), join(folder, as), { recursive: true });
    return join(folder, as);
  }

  test('states: damaged, crashed, empty', async () => {
    rmSync(join(copySession('shared-stamps', 'no-manifest'), 'session.json'));
    writeFileSync(join(copySession('shared-stamps', 'broken'), 'session.json'), '{');
    rmSync(join(copySession('shared-stamps', 'empty'), 'wal'), { recursive: true });
    const torn = copySession('shared-stamps', 'torn');
    truncateSync(join(torn, 'wal', readdirSync(join(torn, 'wal'))[0] ?? ''), 5000);
    const { sessions } = await list({ folder });
    expect(
      Object.fromEntries(sessions.map((session) => [basename(session.folder), session])),
    ).toMatchObject({
      'no-manifest': { state: 'damaged', startIsEstimate: true, id: null, players: ['Robin'] },
      broken: { state: 'damaged' },
      empty: { state: 'empty', players: [], talkMsEstimate: 0 },
      torn: { state: 'crashed' },
    });
  });

  test('links are not followed round in circles, but the folder itself may be one', async () => {
    copySession('shared-stamps', 'a/deep/one');
    symlinkSync(folder, join(folder, 'a/circle'));
    mkdirSync(join(folder, 'links'));
    symlinkSync(join(folder, 'a'), join(folder, 'links/a'));
    expect(await names({ folder })).toEqual(['one']);
    expect(await names({ folder: join(folder, 'links/a') })).toEqual(['one']);
    expect(await names({ folder: join(folder, 'a/deep/one') })).toEqual(['one']);
  });

  test('one that cannot be read does not hide the others', async () => {
    copySession('shared-stamps', 'good');
    mkdirSync(join(folder, 'bad'));
    writeFileSync(join(folder, 'bad/session.json'), '{}');
    writeFileSync(join(folder, 'bad/wal'), 'a file');
    const { sessions, unreadable } = await list({ folder });
    expect(sessions.map(({ state }) => state)).toEqual(['whole']);
    expect(unreadable).toEqual([
      { folder: join(folder, 'bad'), reason: expect.stringContaining('wal') as unknown },
    ]);
  });

  test('the table shows estimates as such, and no control characters', async () => {
    copySession('crashed-tail', 'night\u001b[2J');
    const report = await list({ folder });
    const text = sessionsText(report, false);
    expect(text).toContain('≈0:34');
    expect(text).toContain('night\\u{1b}[2J');
    expect(text).not.toContain('\u001b');
    expect(sessionsText({ ...report, sessions: [] }, false)).toMatch(/^No such recording below/);
  });
});
