import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expectOutput, pageBlocks, pageNames, rootFolder } from './page-blocks.js';
import { runNode } from './run-program.js';

const programs = pageNames
  .flatMap((name) => pageBlocks(name))
  .filter(({ language }) => language === 'ts')
  .map((block, i) => ({ ...block, file: `program-${i}.mts` }));

// Inside the workspace, so that packages are found; under a name that Git and lint leave alone.
const parent = join(rootFolder, 'tools/docs/dist');
mkdirSync(parent, { recursive: true });
const folder = mkdtempSync(join(parent, 'programs-'));
for (const { file, text } of programs) writeFileSync(join(folder, file), text);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('programs of the pages', () => {
  test('there are some', () => {
    expect(programs.length).toBeGreaterThan(5);
  });

  test('have no type errors', () => {
    const { config } = ts.readConfigFile(join(rootFolder, 'tools/tsconfig.json'), (path) =>
      ts.sys.readFile(path),
    ) as { config: { compilerOptions: object } };
    const { options } = ts.parseJsonConfigFileContent(
      { ...config, include: [], references: [], files: programs.map(({ file }) => file) },
      { ...ts.sys, readDirectory: () => [] },
      join(rootFolder, 'tools'),
    );
    const program = ts.createProgram(
      programs.map(({ file }) => join(folder, file)),
      // As for users: declarations of the built packages.
      { ...options, customConditions: [], noEmit: true },
    );
    const errors = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const place = programs.find((each) => file?.fileName.endsWith(each.file))?.place ?? '';
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
      return `${place} + ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    expect(errors).toEqual([]);
  });

  test.each(programs)('$place runs and prints what the page says', (program) => {
    const { file, text } = program;
    const script = join(folder, file.replace('.mts', '.mjs'));
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    writeFileSync(script, outputText);
    const run = runNode([script], rootFolder);
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expectOutput(program, run.stdout);
  });
});
