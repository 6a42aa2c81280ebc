import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { libraryFolders, packPackages, run } from './packed-packages.js';

/** What one function may weigh, minified, in a page that imports nothing else of its package. */
const oneFunction: readonly (readonly [library: string, name: string, maxBytes: number])[] = [
  ['isobmff', 'readBoxHeader', 2_000],
  ['isobmff', 'writeBox', 3_000],
  ['isobmff', 'planChunks', 3_000],
  ['isobmff', 'parseBoxes', 7_000],
  ['isobmff', 'streamSpans', 4_000],
  ['wal-reader', 'parseSegmentName', 1_000],
  ['wal-reader', 'packetUnits', 2_000],
  ['wal-reader', 'decodeRecordHeader', 5_000],
  ['opus-silence', 'SilenceEncoder', 3_000],
  ['timecode', 'formatTimecode', 3_000],
  ['timecode', 'samplesToFrame', 3_000],
  ['bwav', 'parseCodingHistory', 1_500],
  ['bwav', 'createLoudnessMeter', 5_000],
];

const pageOf = {
  oneFunction: (library: string, name: string) => `export { ${name} } from '@voxmux/${library}';`,
  nothing: (library: string) => `import '@voxmux/${library}'; export const page = 1;`,
  everything: (library: string) => `export * from '@voxmux/${library}';`,
};
const pages = [
  ...oneFunction.map(([library, name]) => pageOf.oneFunction(library, name)),
  ...libraryFolders.map(pageOf.nothing),
  ...libraryFolders.map(pageOf.everything),
];

async function bundleWithEsbuild(folder: string): Promise<string[]> {
  const bundles = pages.map(async (contents) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      logLevel: 'error',
      write: false,
    });
    return outputFiles.map(({ text }) => text).join('');
  });
  return Promise.all(bundles);
}

function bundleWithVite(folder: string): string[] {
  const script = fileURLToPath(new URL('bundle-with-vite.mjs', import.meta.url));
  return JSON.parse(run(process.execPath, [script], folder, JSON.stringify(pages))) as string[];
}

const folder = mkdtempSync(join(tmpdir(), 'voxmux-shaken-'));
beforeAll(() => {
  packPackages(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each([
  ['esbuild', bundleWithEsbuild],
  ['Vite', bundleWithVite],
])('bundled by %s', (_, bundle) => {
  let bundles: ReadonlyMap<string, string>;
  beforeAll(async () => {
    const codes = await bundle(folder);
    bundles = new Map(pages.map((page, i) => [page, codes[i] ?? '']));
  });

  test.each(oneFunction)('@voxmux/%s: %s alone is at most %d bytes', (library, name, limit) => {
    const code = bundles.get(pageOf.oneFunction(library, name)) ?? '';
    expect(code).toContain(name);
    expect(code.length).toBeLessThanOrEqual(limit);
  });

  test.each(libraryFolders)('@voxmux/%s imported for nothing leaves nothing', (library) => {
    expect(bundles.get(pageOf.nothing(library))?.length).toBeLessThan(60);
  });

  test.each(libraryFolders)('@voxmux/%s as a whole asks for no other module', (library) => {
    const code = bundles.get(pageOf.everything(library)) ?? '';
    expect(code.length).toBeGreaterThan(1_000);
    expect(code).not.toMatch(/\b(from|import)\s*["'`]|\b(import|require)\(/);
  });
});
