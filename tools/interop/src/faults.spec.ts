import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { run } from './programs.js';

const tools = fileURLToPath(new URL('../..', import.meta.url));

/** A short round; `tools/faults.mts` by itself does the long one. */
test.each([
  ['kill-render', 1],
  ['kill-merge', 1],
  ['changing', 4],
  ['odd', 4],
])(
  'faults: %s',
  (round, lines) => {
    const { stdout } = run(process.execPath, [
      ...['--import', `${tools}register.mjs`, `${tools}faults.mts`],
      ...['--only', round, '--kills', '4', '--hours', '0.05'],
    ]);
    const results = stdout.trim().split('\n');
    expect(results).toHaveLength(lines);
    for (const line of results) expect(line).toMatch(/^ok {4}/);
  },
  120_000,
);
