import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../browser/src/chromium.js';
import { serveFolder } from '../../browser/src/folder-server.js';
import { libraryFolders, run } from '../../packaging/src/packed-packages.js';
import { installedRuntimes } from './installed-runtimes.js';

interface Result {
  readonly name: string;
  readonly error?: string;
  readonly digest?: string | null;
}

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const folder = fileURLToPath(new URL('..', import.meta.url));

const thisNode = `Node ${process.versions.node.split('.')[0] ?? ''}`;

function inProcess(program: string, ...options: readonly string[]): Result[] {
  return JSON.parse(run(program, [...options, 'smoke/main.mjs'], folder)) as Result[];
}

/** A runtime that is not there, or that does not get as far as results, has failed in one thing. */
async function resultsOf(runtime: () => Result[] | Promise<Result[]>): Promise<Result[]> {
  try {
    return await runtime();
  } catch (error) {
    return [{ name: 'starts', error: String(error) }];
  }
}

async function inChromium(): Promise<Result[]> {
  const server = await serveFolder(workspace);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.origin);
    const imports = libraryFolders.map((name) => [
      `@voxmux/${name}`,
      `/packages/${name}/dist/index.js`,
    ]);
    // What package.json says of platforms is a bundler's to read; without one it is said here.
    imports.push(['#libopus', '/packages/opus-silence/dist/libopus-elsewhere.js']);
    await page.addScriptTag({
      type: 'importmap',
      content: JSON.stringify({ imports: Object.fromEntries(imports) as unknown }),
    });
    return await page.evaluate<Result[]>(`
      import('/tools/runtimes/smoke/checks.mjs').then(({ checks, runChecks }) =>
        runChecks(checks, async (path) => {
          const response = await fetch('/fixtures/' + path);
          return new Uint8Array(await response.arrayBuffer());
        }))`);
  } finally {
    await browser.close();
    await server.close();
  }
}

const deno = ['run', '--no-config', '--no-lock', '--node-modules-dir=manual', '--allow-all'];
const reference = await resultsOf(() => inProcess(process.execPath));
const runtimes: readonly (readonly [name: string, results: readonly Result[]])[] = [
  [`${thisNode} (this one)`, reference],
  ['Node 22', await resultsOf(() => inProcess(installedRuntimes()['Node 22'] ?? ''))],
  ['Node 24', await resultsOf(() => inProcess(installedRuntimes()['Node 24'] ?? ''))],
  ['Bun', await resultsOf(() => inProcess(installedRuntimes().Bun ?? '', 'run'))],
  ['Deno', await resultsOf(() => inProcess(installedRuntimes().Deno ?? '', ...deno))],
  ['Chromium', await resultsOf(inChromium)],
];

describe.each(runtimes)('%s', (name, results) => {
  test('does all that it is asked', () => {
    // The one more is for what reads files, which a page cannot.
    expect(results).toHaveLength(name === 'Chromium' ? reference.length - 1 : reference.length);
    expect(results.length).toBeGreaterThan(10);
  });

  test.each(results.map((result) => [result.name, result] as const))('%s', (check, result) => {
    expect(result.error).toBeUndefined();
    expect(result.digest).toBe(reference.find((other) => other.name === check)?.digest);
  });
});
