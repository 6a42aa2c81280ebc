import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { libraryFolders, packPackages, run } from './packed-packages.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-linted-'));
const packages = packPackages(folder);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The workspace's own programs, without npx in front of each. */
const program = (name: string): string =>
  fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));

interface EntryPoint {
  readonly resolutions: Readonly<
    Record<string, { readonly resolution?: { readonly isTypeScript: boolean } } | undefined>
  >;
}

describe.each(packages)('$manifest.name', ({ folderName, manifest, tarball }) => {
  test('gives publint nothing to say', () => {
    const report = run(program('publint'), ['run', tarball, '--strict'], folder);
    expect(report).toMatch(/^All good!$/m);
    expect(report).not.toMatch(/suggestion|warning|error/i);
  });

  test('has types that resolve wherever the package is imported', () => {
    // Ends with an error if the profile's resolutions (ESM in Node, bundlers) have a problem.
    const options = ['--profile', 'esm-only', '--format', 'json'];
    const { analysis } = JSON.parse(run(program('attw'), [tarball, ...options], folder)) as {
      readonly analysis: {
        readonly entrypoints?: Readonly<Record<string, EntryPoint>>;
      };
    };
    const resolved = Object.entries(analysis.entrypoints ?? {}).flatMap(
      ([entry, { resolutions }]) =>
        resolutions['node16-esm']?.resolution?.isTypeScript ? [entry] : [],
    );
    const entries = Object.keys(manifest.exports ?? {}).filter((entry) => !entry.endsWith('.json'));
    expect(resolved).toEqual(entries);
    // The command line alone has no interface for programs.
    expect(entries.length > 0).toBe(libraryFolders.includes(folderName));
  });
});
