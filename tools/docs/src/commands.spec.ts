import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectOutput, pageBlocks, rootFolder } from './page-blocks.js';
import { voxmux } from './run-program.js';

/** Pages whose commands use the recordings of the repository and can be typed in one after the other. */
const runnablePages = ['quick-start.md', 'merging.md', 'mp4-layout.md', 'recording-format.md'];

describe.each(runnablePages)('%s', (page) => {
  const folder = mkdtempSync(join(tmpdir(), 'voxmux-docs-'));
  symlinkSync(join(rootFolder, 'fixtures'), join(folder, 'fixtures'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const blocks = pageBlocks(page).filter(({ language, text }) => {
    return language === 'sh' && text.startsWith('npx voxmux ');
  });

  test('has commands', () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  test.each(blocks)('$place', (block) => {
    let printed = '';
    for (const line of block.text.trimEnd().split('\n')) {
      expect(line).toMatch(/^npx voxmux [\w./:,= -]+( +#.*)?$/);
      const [program = '', ...words] = line
        .replace(/ +#.*$/, '')
        .split(' ')
        .slice(1);
      expect(program).toBe('voxmux');
      const result = voxmux(words, folder);
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
      printed = result.stdout;
    }
    if (block.output !== undefined) expectOutput(block, printed);
  });
});

test('a command that fails is noticed', () => {
  expect(voxmux(['render', 'nowhere'], tmpdir()).status).toBe(1);
});
