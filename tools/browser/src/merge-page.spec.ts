import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadOf, expectSameBytes, openExample, playToEnd } from './example-page.js';
import { voxmux } from './voxmux.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-merge-page-'));
const example = await openExample('merge-in-browser');
const { page } = example;
const video = page.getByLabel('Video');
const audio = page.getByLabel('Audio', { exact: true });
const layout = page.getByLabel('Layout');
const download = page.getByRole('link', { name: 'Download' });
const alert = page.getByRole('alert');

beforeEach(async () => {
  await page.reload();
});

afterAll(async () => {
  await example.close();
  rmSync(folder, { recursive: true });
});

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/fmp4/${name}.mp4`, import.meta.url));

function mergedByCommand(pair: string, kind: string): Buffer {
  const out = join(mkdtempSync(join(folder, 'out-')), 'merged.mp4');
  voxmux(
    'merge',
    fixture(`${pair}.video`),
    fixture(`${pair}.audio`),
    '--layout',
    kind,
    '--out',
    out,
  );
  return readFileSync(out);
}

describe.each(['bframes-elst', 'real-shaka-cmaf', 'vp9-opus', 'tfdt-10s'])('%s', (pair) => {
  test.each(['fragmented', 'flat'])('becomes the %s file that voxmux writes', async (kind) => {
    await layout.selectOption(kind);
    await video.setInputFiles(fixture(`${pair}.video`));
    await audio.setInputFiles(fixture(`${pair}.audio`));
    await download.waitFor();
    const { name, bytes } = await downloadOf(page, download);
    expect(name).toBe('merged.mp4');
    expectSameBytes(bytes, mergedByCommand(pair, kind));
    expect(example.faults).toEqual([]);
  });
});

test.each(['fragmented', 'flat'])('what was merged plays to its end (%s)', async (kind) => {
  await layout.selectOption(kind);
  await video.setInputFiles(fixture('bframes-elst.video'));
  await audio.setInputFiles(fixture('bframes-elst.audio'));
  await download.waitFor();
  const played = await playToEnd(page.locator('video'));
  expect(played).toMatchObject({ error: '', ended: true });
  expect(played.timeUpdates).toBeGreaterThan(0);
  expect(played.position).toBeGreaterThan(1);
  expect(played.videoWidth).toBeGreaterThan(0);
  expect(played.decodedAudioBytes).toBeGreaterThan(0);
});

test('both files can be dropped at once, in any order', async () => {
  const names = ['vp9-opus.audio', 'vp9-opus.video'];
  const contents = names.map((name) => [name, readFileSync(fixture(name)).toString('base64')]);
  const transfer = await page.evaluateHandle((files) => {
    const data = new DataTransfer();
    for (const [name = '', base64 = ''] of files) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([bytes], `${name}.mp4`));
    }
    return data;
  }, contents);
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await download.waitFor();
  const { bytes } = await downloadOf(page, download);
  expectSameBytes(bytes, mergedByCommand('vp9-opus', 'fragmented'));
});

describe('what cannot be merged is said in a line', () => {
  const textFile = join(folder, 'notes.mp4');
  writeFileSync(textFile, 'These are notes, not a film.\n');
  const cutFile = join(folder, 'cut.mp4');
  writeFileSync(cutFile, readFileSync(fixture('vp9-opus.audio')).subarray(0, 12_000));

  test.each([
    [
      'audio twice',
      fixture('vp9-opus.audio'),
      fixture('vp9-opus.audio'),
      /video input: .*found no video track/,
    ],
    [
      'video twice',
      fixture('vp9-opus.video'),
      fixture('vp9-opus.video'),
      /audio input: .*found no audio track/,
    ],
    ['a file that is no MP4', fixture('vp9-opus.video'), textFile, /audio input: .*expected/],
    [
      'a download that was cut',
      fixture('vp9-opus.video'),
      cutFile,
      /audio input: mdat .*found 2219 bytes up to the end/,
    ],
  ])('%s', async (_, picture, sound, message) => {
    await video.setInputFiles(picture);
    await audio.setInputFiles(sound);
    await expect(alert.filter({ hasText: /./ }).textContent()).resolves.toMatch(message);
    expect(await download.isVisible()).toBe(false);
    expect(await page.getByRole('progressbar').isVisible()).toBe(false);
  });

  test('and the right file mends it', async () => {
    await video.setInputFiles(fixture('vp9-opus.audio'));
    await audio.setInputFiles(fixture('vp9-opus.audio'));
    await alert.filter({ hasText: /./ }).waitFor();
    await video.setInputFiles(fixture('vp9-opus.video'));
    await download.waitFor();
    expect(await alert.textContent()).toBe('');
  });
});

test('everything is reached with the keyboard, and has a name', async () => {
  await video.setInputFiles(fixture('vp9-opus.video'));
  await audio.setInputFiles(fixture('vp9-opus.audio'));
  await download.waitFor();
  await page.locator('body').click({ position: { x: 1, y: 1 } });
  // The player's own controls are in between, and count as the player.
  const reached = new Set<string>();
  for (let step = 0; step < 20 && !reached.has('download'); step++) {
    await page.keyboard.press('Tab');
    reached.add(await page.evaluate(() => document.activeElement?.id ?? ''));
  }
  expect([...reached]).toEqual(['video', 'audio', 'layout', 'player', 'download']);
});
