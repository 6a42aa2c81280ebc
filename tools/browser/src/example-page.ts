import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { serveFolder } from './folder-server.js';

/** An example as it was built, open in a browser. */
export interface ExamplePage {
  readonly browser: Browser;
  readonly page: Page;
  /** What went wrong in the page without being shown to the person. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Opens `examples/NAME/dist`. */
export async function openExample(name: string): Promise<ExamplePage> {
  const dist = fileURLToPath(new URL(`../../../examples/${name}/dist`, import.meta.url));
  const server = await serveFolder(dist);
  const browser = await launchChromium();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(server.origin);
  return {
    browser,
    page,
    faults,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** The bytes that a link downloads, and the name they are given. */
export async function downloadOf(
  page: Page,
  link: Locator,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** What a media element did when it was played to its end. */
export interface Played {
  readonly error: string;
  readonly ended: boolean;
  /** Positions that it told on the way. */
  readonly timeUpdates: number;
  readonly position: number;
  readonly videoWidth: number;
  readonly decodedAudioBytes: number;
}

/** Plays a media element of the page to its end, as fast as the browser can. */
export function playToEnd(media: Locator): Promise<Played> {
  return media.evaluate(async (element) => {
    if (!(element instanceof HTMLMediaElement)) throw new Error('no media element');
    let timeUpdates = 0;
    element.addEventListener('timeupdate', () => (timeUpdates += 1));
    const finished = new Promise((resolve) => {
      element.addEventListener('ended', resolve, { once: true });
      element.addEventListener('error', resolve, { once: true });
    });
    element.playbackRate = 16;
    await element.play();
    await finished;
    const counts = element as HTMLMediaElement & { readonly webkitAudioDecodedByteCount: number };
    return {
      error: element.error?.message ?? '',
      ended: element.ended,
      timeUpdates,
      position: element.currentTime,
      videoWidth: element instanceof HTMLVideoElement ? element.videoWidth : 0,
      decodedAudioBytes: counts.webkitAudioDecodedByteCount,
    };
  });
}

/** Compares bytes without printing them when they differ. */
export function expectSameBytes(found: Uint8Array, expected: Uint8Array): void {
  expect(found.length).toBe(expected.length);
  expect(Buffer.compare(found, expected)).toBe(0);
}
