import { expect, test } from '@jest/globals';
import { commandLinePage, commandNames } from './command-line-page.js';
import { expectPage } from './page-blocks.js';

test('there are commands', () => {
  expect(commandNames()).toEqual(expect.arrayContaining(['render', 'merge', 'verify']));
});

// When a help text has changed: UPDATE_PAGES=1 npx nx run docs:check
test('the page shows what every command prints with --help', () => {
  expectPage('command-line.md', commandLinePage());
});
