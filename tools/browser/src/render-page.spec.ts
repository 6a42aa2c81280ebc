import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeRecord, encodeSegmentHeader, segmentHash } from '@voxmux/wal-reader';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadOf, expectSameBytes, openExample, playToEnd } from './example-page.js';
import { voxmux } from './voxmux.js';

const sessionsFolder = fileURLToPath(new URL('../../../fixtures/sessions', import.meta.url));
const sessionNames = readdirSync(sessionsFolder).filter((name) =>
  readdirSync(join(sessionsFolder, name)).includes('session.json'),
);
const folder = mkdtempSync(join(tmpdir(), 'voxmux-render-page-'));
const example = await openExample('render-in-browser');
const { page } = example;
const recording = page.getByLabel('Recording');
const timeZone = page.getByLabel('Time zone');
const frameRate = page.getByLabel('Frames a second');
const links = page.getByRole('link', { name: /^Download / });
const done = page.getByRole('status').filter({ hasText: /rendered/ });
const alert = page.getByRole('alert').filter({ hasText: /./ });

beforeEach(async () => {
  await page.reload();
  await timeZone.selectOption('Europe/Berlin');
});

afterAll(async () => {
  await example.close();
  rmSync(folder, { recursive: true });
});

/** What the command writes, by file name. */
function renderedByCommand(session: string, rate: string): Map<string, Buffer> {
  const out = mkdtempSync(join(folder, 'out-'));
  const report = voxmux(
    ...['render', '--session', session, '--out', out, '--json'],
    ...['--timezone', 'Europe/Berlin', '--frame-rate', rate],
  );
  const { outputs } = JSON.parse(report) as { outputs: readonly { file: string }[] };
  return new Map(outputs.map(({ file }) => [basename(file), readFileSync(file)]));
}

async function expectDownloads(expected: ReadonlyMap<string, Buffer>): Promise<void> {
  const found = new Map<string, Buffer>();
  for (const link of await links.all()) {
    const { name, bytes } = await downloadOf(page, link);
    found.set(name, bytes);
  }
  expect([...found.keys()]).toEqual([...expected.keys()]);
  for (const [name, bytes] of expected) expectSameBytes(found.get(name) ?? Buffer.of(), bytes);
  expect(example.faults).toEqual([]);
}

test.each(sessionNames)('%s becomes the files that voxmux writes', async (name) => {
  const session = join(sessionsFolder, name);
  await recording.setInputFiles(session);
  await done.waitFor();
  await expectDownloads(renderedByCommand(session, '50'));
});

test('speakers with odd names, with next to nothing, and with nothing', async () => {
  const session = join(folder, 'odd');
  mkdirSync(join(session, 'wal'), { recursive: true });
  const original = join(sessionsFolder, 'two-players-minute');
  cpSync(join(original, 'session.json'), join(session, 'session.json'));
  const [log = ''] = readdirSync(join(original, 'wal'));
  const recorded = readFileSync(join(original, 'wal', log));
  const records = recorded.subarray(32 + recorded.readUInt32LE(24));
  const blip = encodeRecord(
    {
      ...{ kind: 'input', sampleRate: 48_000, channels: 1, relativeTimestampMs: 0 },
      emitterMetadata: { playerData: null, spatial: null, gainSettings: null },
    },
    Uint8Array.of(0xe0, 0xff, 0xfe), // 2.5 ms
  );
  const speakers: readonly (readonly [string, Uint8Array])[] = [
    ...['sam', 'Sam', '../../evil', '', 'a:b*c', 'x'.repeat(300)].map(
      (name): [string, Uint8Array] => [name, records],
    ),
    ['blip', blip],
    ['noise', new Uint8Array(500).fill(7)],
  ];
  for (const [place, [name, bytes]] of speakers.entries()) {
    const key = new TextEncoder().encode(name);
    const file = `p${place}-${segmentHash(key)}-0001.log`;
    const content = Buffer.concat([encodeSegmentHeader(key, 0), bytes]);
    writeFileSync(join(session, 'wal', file), content);
  }
  await recording.setInputFiles(session);
  await done.waitFor();
  expect(await done.textContent()).toMatch(/^7 of 8 .* noise\.$/);

  const expected = [...renderedByCommand(session, '50').values()];
  const names = new Set<string>();
  for (const [place, link] of (await links.all()).entries()) {
    const { name, bytes } = await downloadOf(page, link);
    names.add(name.toLowerCase());
    expectSameBytes(bytes, expected[place] ?? Buffer.of());
  }
  expect(names.size).toBe(expected.length);
});

test('another frame rate gives other files, without choosing again', async () => {
  const session = join(sessionsFolder, 'two-players-minute');
  await recording.setInputFiles(session);
  await done.waitFor();
  await frameRate.selectOption('29.97df');
  await page
    .getByText(/begins at \d\d:\d\d:\d\d;\d\d/)
    .first()
    .waitFor();
  await done.waitFor();
  await expectDownloads(renderedByCommand(session, '29.97df'));
});

test('speakers play in <audio> to the end', async () => {
  await recording.setInputFiles(join(sessionsFolder, 'two-players-minute'));
  await done.waitFor();
  const played = await playToEnd(page.locator('audio').first());
  expect(played).toMatchObject({ error: '', ended: true });
  expect(played.timeUpdates).toBeGreaterThan(0);
  expect(played.position).toBeGreaterThan(55);
  expect(played.decodedAudioBytes).toBeGreaterThan(0);
});

test('all files can be saved to a folder', async () => {
  const session = join(sessionsFolder, 'three-players-stereo');
  // The dialogue cannot be answered by a program; the folder that it would give can be had otherwise.
  await page.evaluate(() => {
    Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });
  await recording.setInputFiles(session);
  await page.getByRole('button', { name: /^Save all/ }).click();
  await page.getByText(/^Saved/).waitFor();
  for (const [name, bytes] of renderedByCommand(session, '50')) {
    const saved = await page.evaluate(async (fileName) => {
      const root = await navigator.storage.getDirectory();
      const file = await (await root.getFileHandle(fileName)).getFile();
      return [...new Uint8Array(await file.arrayBuffer())];
    }, name);
    expectSameBytes(Uint8Array.from(saved), bytes);
  }
});

test('a folder can be dropped', async () => {
  const session = join(sessionsFolder, 'three-players-stereo');
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [session], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data });
  }
  await done.waitFor();
  await expectDownloads(renderedByCommand(session, '50'));
});

describe('what is no recording is said in a line', () => {
  const session = join(folder, 'session');
  cpSync(join(sessionsFolder, 'two-players-minute'), session, { recursive: true });

  test('a folder without session.json', async () => {
    await recording.setInputFiles(join(session, 'wal'));
    await expect(alert.textContent()).resolves.toMatch(/there is no session\.json/);
    expect(await links.count()).toBe(0);
  });

  test('a session.json that is cut, until it is mended', async () => {
    const manifest = join(session, 'session.json');
    const whole = readFileSync(manifest);
    writeFileSync(manifest, whole.subarray(0, 40));
    await recording.setInputFiles(session);
    await expect(alert.textContent()).resolves.toMatch(/session\.json: not a JSON file/);
    writeFileSync(manifest, whole);
    await recording.setInputFiles(session);
    await done.waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('');
    await expectDownloads(renderedByCommand(session, '50'));
  });
});
