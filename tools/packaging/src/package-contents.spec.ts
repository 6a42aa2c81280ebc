import { afterAll, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderOf, libraryFolders, packageFolders, packPackages } from './packed-packages.js';

const folder = mkdtempSync(join(tmpdir(), 'voxmux-packed-'));
const packages = packPackages(folder);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const shipped: Record<string, readonly RegExp[]> = {
  'muxer-cli': [
    /^bin\/voxmux\.c?js$/,
    /^demo\//,
    /^dist\/[\w-]+\.cjs(\.map)?$/,
    /^dist\/THIRD-PARTY/,
  ],
};
const shippedByLibraries = [/^dist\/.+\.(js|js\.map|d\.ts)$/];

test('every package of the workspace is looked at', () => {
  expect(packages.map(({ manifest }) => manifest.name)).toEqual(
    packageFolders.map((name) => `@voxmux/${name}`),
  );
  expect(libraryFolders).toHaveLength(5);
});

describe.each(packages)('$manifest.name', ({ folderName, manifest, contents, files }) => {
  const isLibrary = libraryFolders.includes(folderName);
  const text = (path: string): string => readFileSync(join(contents, path), 'utf8');

  test('ships what was built, README and LICENSE, and nothing else', () => {
    const allowed = [
      ...(shipped[folderName] ?? shippedByLibraries),
      /^(package\.json|README\.md|LICENSE)$/,
    ];
    expect(files.filter((path) => !allowed.some((rule) => rule.test(path)))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md']));
    expect(files.filter((path) => /\.(spec|testkit)\.|(^|\/)testing\//.test(path))).toEqual([]);
    expect(text('LICENSE')).toMatch(/^MIT License/);
  });

  test('has nothing left of sources that are gone', () => {
    const orphans = files.filter((path) => {
      const source = path.replace(/^dist\/(.+)\.(js|js\.map|d\.ts)$/, 'src/$1.ts');
      return source !== path && !existsSync(join(folderOf(folderName), source));
    });
    expect(orphans).toEqual([]);
  });

  test('says in its manifest what npm and bundlers look for', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      type: 'module',
      engines: { node: '>=20.19' },
      publishConfig: { access: 'public', provenance: true },
    });
    expect(manifest['description']).toMatch(/^[\w].{20,}\.$/);
    expect((manifest['keywords'] as readonly string[]).length).toBeGreaterThanOrEqual(3);
    expect(manifest['scripts']).toBeUndefined();
    if (isLibrary) expect(manifest['sideEffects']).toBe(false);
  });

  test('has every file that its entries name, but for sources that only the workspace asks for', () => {
    const targets = Object.values(manifest.exports ?? {}).flatMap((entry) =>
      typeof entry === 'string'
        ? [entry]
        : Object.entries(entry).flatMap(([condition, path]) =>
            condition === '@voxmux/source' ? [] : [path],
          ),
    );
    expect(targets.filter((path) => !existsSync(join(contents, path)))).toEqual([]);
    expect(targets.some((path) => path.startsWith('./dist/'))).toBe(isLibrary);
  });

  test('has source maps that carry their sources', () => {
    const maps = files.filter((path) => path.endsWith('.map'));
    expect(maps.length).toBeGreaterThan(0);
    for (const path of maps) {
      const { sources, sourcesContent } = JSON.parse(text(path)) as {
        readonly sources: readonly string[];
        readonly sourcesContent?: readonly (string | null)[];
      };
      expect({ path, missing: sources.filter((_, i) => !sourcesContent?.[i]) }).toEqual({
        path,
        missing: [],
      });
    }
  });

  test('refers to no file that it does not ship', () => {
    const missing: string[] = [];
    for (const path of files.filter((name) => /\.(c?js|d\.ts)$/.test(name))) {
      const code = text(path);
      const references = [
        ...code.matchAll(/(?:from|import|import\(|require\()\s*["'`](\.\.?\/[^"'`\n]+)["'`]/g),
        ...code.matchAll(/^\/\/# sourceMappingURL=(\S+)$/gm),
      ].flatMap(([, target]) => target ?? []);
      for (const target of references) {
        const at = join(contents, dirname(path), target);
        if (!existsSync(at)) missing.push(`${path} -> ${target}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
