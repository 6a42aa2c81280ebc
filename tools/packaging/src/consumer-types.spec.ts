import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { libraryFolders, packPackages } from './packed-packages.js';

const project = mkdtempSync(join(tmpdir(), 'voxmux-types-'));
const programs = fileURLToPath(new URL('types', import.meta.url));
beforeAll(() => {
  packPackages(project);
  cpSync(programs, project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(project, 'wrong.ts'),
    `import { frameRateName } from '@voxmux/timecode';\nframeRateName(25);\n`,
  );
});
afterAll(() => {
  rmSync(project, { recursive: true });
});

const resolutions: Readonly<Record<string, ts.CompilerOptions>> = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

/** Everything that the compiler has to say of the programs, and of the packages' declarations. */
function complaintsByFile(resolution: ts.CompilerOptions): ReadonlyMap<string, string[]> {
  const names = [...libraryFolders, 'wrong'];
  const program = ts.createProgram(
    names.map((name) => join(project, `${name}.ts`)),
    {
      ...resolution,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      // Types that are inferred in a program of the user's have names to be declared by.
      declaration: true,
      skipDefaultLibCheck: true,
      noEmit: true,
    },
  );
  const complaints = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const path = file?.fileName ?? '';
    const name = /([\w-]+)\/dist\//.exec(path)?.[1] ?? /([\w-]+)\.ts$/.exec(path)?.[1] ?? '';
    const text = `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    complaints.set(name, [...(complaints.get(name) ?? []), text]);
  }
  return complaints;
}

test('there is a program for each library', () => {
  const names = readdirSync(programs).map((name) => name.replace('.ts', ''));
  expect(names.filter((name) => name !== 'same-type').sort()).toEqual(libraryFolders);
});

describe.each(Object.entries(resolutions))('with moduleResolution %s', (_, resolution) => {
  let complaints: ReadonlyMap<string, string[]>;
  beforeAll(() => {
    complaints = complaintsByFile(resolution);
  });

  test.each(libraryFolders)(
    'the types of @voxmux/%s promise and refuse what they should',
    (name) => {
      expect(complaints.get(name)).toEqual([]);
    },
  );

  test('the compiler complains of what is wrong, and of nothing else', () => {
    expect(complaints.get('wrong')).toEqual([
      expect.stringMatching(/Argument of type 'number' is not assignable to parameter/),
    ]);
    expect([...complaints.keys()]).toHaveLength(libraryFolders.length + 1);
  });
});
