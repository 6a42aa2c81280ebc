import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { indexTrack, openSegments, openSession } from '@voxmux/wal-reader/node';
import { readRecord, type SessionManifest } from '@voxmux/wal-reader';
import { silentProgress } from '../progress.js';
import type { DoctorReport } from './doctor-report.js';
import { doctorText } from './doctor-text.js';
import { examineSession } from './examine-session.js';
import { repairSession } from './repair-session.js';

const sessions = fileURLToPath(new URL('../../../../fixtures/sessions', import.meta.url));
const sessionNames = [
  'two-players-minute',
  'three-players-stereo',
  'rotated-segments',
  'crashed-tail',
  'mid-corruption',
  'shared-stamps',
];
const { signal } = new AbortController();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const examine = (session: string): Promise<DoctorReport> =>
  examineSession(session, 'UTC', silentProgress, signal);

/** A copy of a fixture that may be spoilt. */
function copySession(name: string): string {
  const copy = join(folder, name);
  cpSync(join(sessions, name), copy, { recursive: true });
  return copy;
}

function walFile(session: string, start: string): string {
  const name = readdirSync(join(session, 'wal')).find((file) => file.startsWith(start));
  if (name === undefined) throw new Error(`${session} has no segment of ${start}`);
  return join(session, 'wal', name);
}

/** Replaces bytes of a file. */
function overwrite(file: string, position: number, bytes: Uint8Array): void {
  const content = readFileSync(file);
  content.set(bytes, position);
  writeFileSync(file, content);
}

function hashes(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** Every record of every player, byte for byte, and what is wrong with the tracks. */
function contents(session: string, manifest: SessionManifest | null) {
  const { tracks } = openSession(session, manifest === null ? {} : { manifest });
  return tracks.flatMap((track) => {
    const index = indexTrack(track);
    if (index.rowCount === 0) return [];
    const reader = openSegments(track);
    const hash = createHash('sha256');
    for (let row = 0; row < index.rowCount; row++)
      hash.update(readRecord(index, row, reader).bytes);
    reader.close();
    const { damage, duplicates } = index;
    const facts = { key: track.key.id, packets: index.rowCount, records: hash.digest('hex') };
    return [{ facts, duplicates, damage }];
  });
}

/** Repairs a session and proves that the copy holds the same packets and that nothing else happened. */
async function repaired(session: string): Promise<{ copy: string; report: DoctorReport }> {
  const before = hashes(session);
  const copy = join(folder, 'repaired');
  const examined = await examine(session);
  const repair = await repairSession(examined, copy, silentProgress, signal);
  expect(hashes(session)).toEqual(before);
  const original = contents(session, examined.manifest.manifest);
  const copied = contents(copy, null);
  expect(copied.map(({ facts }) => facts)).toEqual(original.map(({ facts }) => facts));
  expect(copied.map(({ duplicates }) => duplicates)).toEqual(
    original.map(({ duplicates }) => duplicates),
  );
  expect(copied.flatMap(({ damage }) => damage)).toEqual([]);
  expect(repair.packets).toBe(examined.saved.packets);
  expect(readdirSync(copy).sort()).toEqual(['repair-report.json', 'session.json', 'wal']);
  return { copy, report: { ...examined, repair } };
}

describe('examineSession', () => {
  test.each([
    ['two-players-minute', 'whole', 2486],
    ['three-players-stereo', 'whole', undefined],
    ['rotated-segments', 'whole', 1228],
    ['crashed-tail', 'crashed', 1348],
    ['mid-corruption', 'damaged', 1294],
    ['shared-stamps', 'whole', 461],
  ])('%s is %s', async (name, verdict, packets) => {
    const report = await examine(join(sessions, name));
    expect(report.verdict).toBe(verdict);
    if (packets !== undefined) expect(report.saved.packets).toBe(packets);
    expect(report.renderCommand).toMatch(/^voxmux render \S+$/);
    expect(report.lost.bytes > 0).toBe(name === 'crashed-tail' || name === 'mid-corruption');
  });

  test('names damage with bytes, reason and the stamps on both sides', async () => {
    const { tracks } = await examine(join(sessions, 'mid-corruption'));
    const [alex] = tracks.flatMap(({ segments }) => segments.flatMap(({ damage }) => damage));
    expect(alex).toMatchObject({
      kind: 'damaged',
      offset: 68928,
      length: 192,
      stampBeforeMs: 9462,
      stampAfterMs: 9502,
    });
  });

  test('stale stamps are told', async () => {
    const { tracks } = await examine(join(sessions, 'shared-stamps'));
    expect(tracks[0]?.stalePackets).toBeGreaterThan(0);
  });

  test('a manifest that is missing: the start comes from the segments, to half a second', async () => {
    const copy = copySession('two-players-minute');
    rmSync(join(copy, 'session.json'));
    const { manifest, verdict, renderCommand } = await examine(copy);
    expect(verdict).toBe('damaged');
    expect(manifest).toMatchObject({ state: 'missing', startSource: 'segment-headers' });
    const start = manifest.manifest?.startTimestampMs ?? 0;
    expect(Math.abs(start - 1771093805123)).toBeLessThanOrEqual(manifest.startUncertaintyMs);
    expect(manifest.startUncertaintyMs).toBeLessThanOrEqual(500);
    expect(renderCommand).toMatch(/ --start-time 2026-02-14T18:30:0[45]\.\d{3}\+00:00$/);
  });

  test('a manifest that was cut off still tells the start', async () => {
    const copy = copySession('two-players-minute');
    truncateSync(join(copy, 'session.json'), 95);
    const { manifest, renderCommand } = await examine(copy);
    expect(manifest).toMatchObject({ state: 'broken', startSource: 'rest-of-manifest' });
    expect(renderCommand).toMatch(/--start-time 2026-02-14T18:30:05\.123\+00:00$/);
  });

  test('segments that have gone, and files that are none', async () => {
    const copy = copySession('rotated-segments');
    const names = readdirSync(join(copy, 'wal')).sort();
    for (const place of [0, 4, 5, 6, 9]) rmSync(join(copy, 'wal', names[place] ?? ''));
    writeFileSync(join(copy, 'wal', 'notes.txt'), 'hello');
    const { tracks, passedOver, verdict } = await examine(copy);
    expect(verdict).toBe('damaged');
    expect(tracks[0]?.missingSegments).toEqual(['1', '5-7', '10']);
    expect(passedOver).toEqual([expect.objectContaining({ file: 'notes.txt', bytes: 5 })]);
  });

  test('a folder in which nobody spoke is empty, one that is no recording is refused', async () => {
    const copy = copySession('shared-stamps');
    rmSync(join(copy, 'wal'), { recursive: true });
    expect(await examine(copy)).toMatchObject({ verdict: 'empty', renderCommand: null });
    mkdirSync(join(folder, 'other'));
    await expect(examine(join(folder, 'other'))).rejects.toThrow('is no recording');
    await expect(examine(join(folder, 'nowhere'))).rejects.toThrow('no session folder');
  });

  test('a session by a link', async () => {
    symlinkSync(join(sessions, 'crashed-tail'), join(folder, 'link'));
    expect((await examine(join(folder, 'link'))).verdict).toBe('crashed');
  });
});

describe('doctorText', () => {
  test('says what to do, and shows names that would disturb a terminal as code points', async () => {
    const report = await examine(join(sessions, 'mid-corruption'));
    const [track] = report.tracks;
    if (track === undefined) throw new Error('a track is there');
    const hostile = { ...report, tracks: [{ ...track, player: 'A\u001b]0;x\u0007' }] };
    const text = doctorText(hostile, false);
    expect(text).toContain('A\\u{1b}]0;x\\u{7}');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('verdict  damaged');
    expect(text).toMatch(/To render it:\n {2}voxmux render /);
    expect(text).toContain('between 0:09.462 and 0:09.502');
  });
});

describe('repairSession', () => {
  test.each(sessionNames)('%s: the copy holds the same packets and no damage', async (name) => {
    const { copy } = await repaired(join(sessions, name));
    expect(readFileSync(join(copy, 'session.json'))).toEqual(
      readFileSync(join(sessions, name, 'session.json')),
    );
    const again = await examine(copy);
    expect(again.lost).toEqual({ bytes: 0, recordsAtLeast: 0 });
    expect(['whole', 'crashed']).toContain(again.verdict);
  });

  test('damage of many kinds at once', async () => {
    const copy = copySession('three-players-stereo');
    const alex = walFile(copy, 'Alex-');
    const steps = [4000, 9000, 9300, 20000, 31000];
    for (const at of steps) overwrite(alex, at, new TextEncoder().encode('NANORC\u0001\u0000'));
    appendFileSync(alex, new Uint8Array(700));
    const al = walFile(copy, 'Al-');
    overwrite(al, 0, new Uint8Array(30));
    truncateSync(walFile(copy, 'Zo'), 12345);
    writeFileSync(join(copy, 'wal', 'Nobody-1-0001.log'), '');
    rmSync(join(copy, 'session.json'));
    const { report, copy: out } = await repaired(copy);
    expect(report.verdict).toBe('damaged');
    const written = JSON.parse(readFileSync(join(out, 'repair-report.json'), 'utf8')) as unknown;
    expect(written).toMatchObject({
      manifest: { origin: 'concluded', startSource: 'segment-headers' },
      packets: report.saved.packets,
      filesNotCopied: [{ file: 'Nobody-1-0001.log', reason: 'an empty file' }],
    });
  });

  test('an output that exists, or lies in the recording, is refused; nothing is left behind', async () => {
    const copy = copySession('shared-stamps');
    const report = await examine(copy);
    const before = hashes(copy);
    for (const out of [copy, join(copy, 'wal/x'), join(copy, 'deep/er'), folder]) {
      await expect(repairSession(report, out, silentProgress, signal)).rejects.toThrow(
        /exists already|inside the recording/,
      );
    }
    expect(hashes(copy)).toEqual(before);
  });

  test('interrupted: nothing is left behind', async () => {
    const report = await examine(join(sessions, 'two-players-minute'));
    const out = join(folder, 'out');
    const aborted = AbortSignal.abort(new Error('stop'));
    // What is read meanwhile goes away.
    const gone = copySession('shared-stamps');
    const goneReport = await examine(gone);
    renameSync(join(gone, 'wal'), join(gone, 'law'));
    writeFileSync(join(gone, 'wal'), '');
    await expect(repairSession(goneReport, out, silentProgress, signal)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['shared-stamps']);
    await repairSession(report, out, silentProgress, aborted).catch(() => undefined);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
