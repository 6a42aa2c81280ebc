import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { launchChromium } from './chromium.js';
import { serveFolder } from './folder-server.js';
import { play, type Playback } from './play-in-page.js';
import { voxmux } from './voxmux.js';

const pairsFolder = fileURLToPath(new URL('../../../fixtures/fmp4', import.meta.url));
const pairNames = readdirSync(pairsFolder)
  .flatMap((name) => /^(.+)\.video\.mp4$/.exec(name)?.[1] ?? [])
  .sort();

const codecs = new Map<string, string>();
for (const name of pairNames) codecs.set(name, await mediaType(name));

const browser = await launchChromium();
const page = await browser.newPage();
const folder = mkdtempSync(join(tmpdir(), 'voxmux-browser-'));
const server = await serveFolder(folder);
await page.goto(server.origin);
const playable = await page.evaluate(
  (types) => types.flatMap(([name, type]) => (MediaSource.isTypeSupported(type) ? [name] : [])),
  [...codecs],
);

afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

test('this browser has the codecs that the web has', () => {
  const names = ['bframes-elst', 'vp9-opus', 'av1-aac', 'real-shaka-cmaf', 'real-livesim-live'];
  expect(playable).toEqual(expect.arrayContaining(names));
});

describe.each(playable.filter((name) => name !== 'cenc'))('%s, merged', (name) => {
  let durations: readonly number[];

  beforeAll(() => {
    for (const layout of ['flat', 'fragmented']) {
      const report = voxmux(
        ...[
          'merge',
          join(pairsFolder, `${name}.video.mp4`),
          join(pairsFolder, `${name}.audio.mp4`),
        ],
        ...['--layout', layout, '--out', join(folder, `${name}-${layout}.mp4`), '--json'],
      );
      const { tracks } = JSON.parse(report) as { tracks: { durationSeconds: number }[] };
      durations = tracks.map(({ durationSeconds }) => durationSeconds);
    }
  });

  function expectPlayed(playback: Playback): void {
    expect(playback).toMatchObject({ error: '', hasEnded: true });
    expect(playback.videoWidth).toBeGreaterThan(0);
    expect(playback.decodedVideoBytes).toBeGreaterThan(0);
    expect(playback.decodedAudioBytes).toBeGreaterThan(0);
    // Priming at the start is not played, nor pictures in front of the first edit.
    const longest = Math.max(...durations);
    expect(playback.playedSeconds).toBeGreaterThan(longest - 0.5);
    expect(playback.playedSeconds).toBeLessThan(longest + 0.5);
  }

  const fileUrl = (layout: string): string => `${server.origin}/${name}-${layout}.mp4`;
  const timeoutMs = 60_000;

  test.each(['flat', 'fragmented'])('%s plays in <video>, with its sound', async (layout) => {
    expectPlayed(await play(page, { element: 'video', url: fileUrl(layout), timeoutMs }));
  });

  test('fragmented plays through Media Source Extensions, with its sound', async () => {
    const mediaSourceType = codecs.get(name) ?? '';
    expectPlayed(
      await play(page, {
        element: 'video',
        url: fileUrl('fragmented'),
        mediaSourceType,
        timeoutMs,
      }),
    );
  });
});

describe('a recorded session, rendered', () => {
  test('plays in <audio>', async () => {
    const { outputs } = JSON.parse(
      voxmux('render', '--out', folder, '--player', 'Alex', '--timezone', 'UTC', '--json'),
    ) as { outputs: { durationSamples: number; preSkipSamples: number }[] };
    const [{ durationSamples, preSkipSamples } = { durationSamples: NaN, preSkipSamples: NaN }] =
      outputs;
    const playback = await play(page, {
      element: 'audio',
      url: `${server.origin}/Alex.m4a`,
      timeoutMs: 90_000,
    });
    expect(playback).toMatchObject({ error: '', hasEnded: true });
    expect(playback.duration).toBeCloseTo((durationSamples - preSkipSamples) / 48_000, 1);
    expect(playback.playedSeconds).toBeCloseTo(playback.duration, 0);
    expect(playback.decodedAudioBytes).toBeGreaterThan(0);
  });
});

/** `video/mp4` with the codecs of both files, as players name them. */
async function mediaType(name: string): Promise<string> {
  const names = await Promise.all(
    ['video', 'audio'].map(async (kind) => {
      const input = new Input({
        source: new FilePathSource(join(pairsFolder, `${name}.${kind}.mp4`)),
        formats: ALL_FORMATS,
      });
      const [track] = await input.getTracks();
      const codec = await track?.getCodecParameterString();
      input.dispose();
      return codec ?? 'unknown';
    }),
  );
  return `video/mp4; codecs="${names.join(', ')}"`;
}
