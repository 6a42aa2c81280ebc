import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.js';
import { serveFolder } from './folder-server.js';

const docsFolder = fileURLToPath(new URL('../../../docs/', import.meta.url));
const writtenPages = readdirSync(docsFolder).flatMap((file) => {
  const name = /^(.+)\.md$/.exec(file)?.[1];
  if (name === undefined) return [];
  const text = readFileSync(`${docsFolder}${file}`, 'utf8');
  const heading = /^# (.+)$/m.exec(text)?.[1] ?? '';
  const pictures = [...text.matchAll(/!\[.*?\]\(pictures\//g)].length;
  return [{ path: `documents/${name}.html`, heading, pictures }];
});
const pages = [
  { path: 'index.html', heading: 'voxmux', pictures: 0 },
  { path: 'modules/_voxmux_isobmff.html', heading: 'Module @voxmux/isobmff', pictures: 0 },
  { path: 'functions/_voxmux_isobmff.mergeMoov.html', heading: 'Function mergeMoov', pictures: 0 },
  ...writtenPages,
];

const server = await serveFolder(`${docsFolder}dist`);
const browser = await launchChromium();
const page = await browser.newPage();
const complaints: string[] = [];
page.on('console', (message) => {
  if (message.type() !== 'info') complaints.push(message.text());
});
page.on('pageerror', (error) => complaints.push(error.message));
page.on('response', (response) => {
  if (!response.ok()) complaints.push(`${response.status()} ${response.url()}`);
});
page.on('request', (request) => {
  if (!/^(data:|http:\/\/127\.0\.0\.1:)/.test(request.url())) complaints.push(request.url());
});

beforeEach(() => {
  complaints.length = 0;
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

async function open(path: string): Promise<void> {
  await page.goto(`${server.origin}/${path}`, { waitUntil: 'load' });
  await page.locator('#tsd-nav-container a').first().waitFor({ state: 'attached' });
}

describe.each(pages)('$path', ({ path, heading, pictures }) => {
  test('shows its heading and its pictures, without a complaint, and fits a phone', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(path);
    expect((await page.locator('h1').first().innerText()).trim()).toBe(heading);
    const widths = await page
      .locator('.col-content img')
      .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
    expect(widths).toHaveLength(pictures);
    for (const width of widths) expect(width).toBeGreaterThan(100);
    await page.setViewportSize({ width: 390, height: 800 });
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overhang).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });
});

describe('the search', () => {
  test.each([
    ['mergeFragmentedStreams', 'functions/_voxmux_isobmff.mergeFragmentedStreams.html'],
    ['openSession', 'functions/_voxmux_wal-reader.node.openSession.html'],
    ['multicam', 'documents/editors.html'],
  ])('finds %s', async (word, path) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await open('index.html');
    await page.keyboard.press('/');
    await page.locator('#tsd-search-input').fill(word);
    await page.locator('#tsd-search-results a').first().click();
    await page.waitForURL(`${server.origin}/${path}*`);
    expect(complaints).toEqual([]);
  });
});

test('the menu leads to every page that was written by hand', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await open('index.html');
  const links = page.locator('#tsd-nav-container a');
  const targets = await links.evaluateAll((anchors) => anchors.map((a) => a.getAttribute('href')));
  expect(targets).toEqual(
    expect.arrayContaining(writtenPages.map(({ path }) => expect.stringContaining(path))),
  );
});

test('pictures are dark on a dark page, whatever the system prefers', async () => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const brightness = async (theme: string): Promise<number> => {
    await page.emulateMedia({ colorScheme: theme === 'dark' ? 'light' : 'dark' });
    await open('documents/mp4-layout.html');
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
    await page.waitForTimeout(200);
    const picture = await page.locator('.col-content img').first().screenshot();
    return page.evaluate(
      async (url) => {
        const image = await createImageBitmap(await (await fetch(url)).blob());
        const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
        context?.drawImage(image, 0, 0);
        const [red = 0] = context?.getImageData(image.width - 20, 20, 1, 1).data ?? [];
        return red;
      },
      `data:image/png;base64,${picture.toString('base64')}`,
    );
  };
  expect(await brightness('light')).toBeGreaterThan(200);
  expect(await brightness('dark')).toBeLessThan(80);
});
