import { expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { folderOf, libraryFolders, run } from './packed-packages.js';

const script = fileURLToPath(new URL('../api-report.mjs', import.meta.url));

test.each(libraryFolders)(
  'the public surface of @voxmux/%s is written down and documented',
  (name) => {
    // Fails with what is not documented; or with a hint, if api/*.api.md is not up to date.
    const report = run(process.execPath, [script], folderOf(name));
    expect(report.trim().split('\n')).toEqual(
      report.match(/^[\w-]+: 0 faults, report up to date$/gm),
    );
  },
);
