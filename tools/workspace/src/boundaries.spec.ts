import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface Message {
  readonly ruleId: string | null;
  readonly message: string;
}

function lint(file: string, text: string): Message[] {
  const script = fileURLToPath(new URL('lint-text.mjs', import.meta.url));
  const { NODE_OPTIONS, ...env } = process.env;
  const run = spawnSync(process.execPath, [script, file], {
    cwd: root,
    env,
    input: text,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Message[];
}

const boundaries = '@nx/enforce-module-boundaries';
const rules = (messages: readonly Message[]): (string | null)[] =>
  messages.map(({ ruleId }) => ruleId);

describe('the lint rules keep the rooms apart', () => {
  const libraries = ['isobmff', 'wal-reader', 'opus-silence', 'timecode', 'bwav'] as const;

  test.each(libraries)('%s may import neither another library nor the command line', (library) => {
    const other = library === 'timecode' ? 'isobmff' : 'timecode';
    const messages = lint(
      `packages/${library}/src/trespass.ts`,
      // All that can be imported of the command line: it is a program without an API.
      `export * from '@voxmux/${other}';\nexport * from '@voxmux/muxer-cli/package.json';\n`,
    );
    expect(rules(messages)).toEqual([boundaries, boundaries]);
  });

  test('a relative path into another package is no way round', () => {
    const messages = lint(
      'packages/bwav/src/trespass.ts',
      `export * from '../../timecode/src/index.js';\n`,
    );
    expect(rules(messages)).toContain(boundaries);
  });

  test('the command line may import the libraries', () => {
    expect(lint('packages/muxer-cli/src/fine.ts', `export * from '@voxmux/timecode';\n`)).toEqual(
      [],
    );
  });

  test('a library entry may not use Node', () => {
    const messages = lint('packages/isobmff/src/trespass.ts', `export * from 'node:fs';\n`);
    expect(rules(messages)).toEqual(['no-restricted-imports']);
  });

  test('a dependency that is declared but not used fails', () => {
    const file = 'packages/timecode/package.json';
    const manifest = JSON.parse(readFileSync(`${root}${file}`, 'utf8')) as Record<string, unknown>;
    const messages = lint(
      file,
      JSON.stringify({ ...manifest, dependencies: { commander: '14.0.3' } }, null, 2),
    );
    expect(rules(messages)).toEqual(['@nx/dependency-checks']);
  });
});
