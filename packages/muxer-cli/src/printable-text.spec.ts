import { expect, test } from '@jest/globals';
import { printableText } from './printable-text.js';

test('names stay as they are', () => {
  for (const name of ['Zoë the Builder 🏗 of Nørrebro', 'مريم', '👩‍🚀', 'नमस्ते', '\\u{1b}']) {
    expect(printableText(name)).toBe(name);
  }
});

test('what a terminal would obey is shown instead', () => {
  expect(printableText('a\u001b[31mb\nc\u0007\u009b')).toBe('a\\u{1b}[31mb\\u{a}c\\u{7}\\u{9b}');
  expect(printableText('gpj.\u202eexe\ud800')).toBe('gpj.\\u{202e}exe\\u{d800}');
});
