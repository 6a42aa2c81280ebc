import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromHex } from './box-example.testkit.js';
import { decodeText, encodeText } from './box-text.js';

test.each([
  ['', ''],
  ['Ana', '416e61'],
  ['Zoë 🎧', '5a6fc3ab20f09f8ea7'],
  ['\ufffd', 'efbfbd'],
  ['\ufeffa', 'efbbbf61'],
  ['a\udce9', '61e9'],
  ['\ufffd\udcff', 'efbfbdff'],
  ['ä\udcc3', 'c3a4c3'],
])('%j', (text, hex) => {
  expect(decodeText(fromHex(hex))).toBe(text);
  expect(encodeText(text)).toEqual(fromHex(hex));
});

test('any bytes come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
      expect(encodeText(decodeText(bytes))).toEqual(new Uint8Array(bytes));
    }),
    { numRuns: 500, seed: 3629 },
  );
});

test('any text comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(encodeText(text))).toBe(text);
    }),
    { seed: 3629 },
  );
});
