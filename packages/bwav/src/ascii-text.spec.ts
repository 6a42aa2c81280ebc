import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asciiBytes, asciiText, readText, toAscii } from './ascii-text.js';
import type { WaveNote } from './wave-note.js';

const unicode = fc.string({ unit: 'binary', maxLength: 80 });

describe('toAscii', () => {
  test.each([
    ['Ana', 'Ana'],
    ['José Ñandú', 'Jose Nandu'],
    ['Straße', 'Strasse'],
    ['Łódź, Ærø', 'Lodz, AEro'],
    ['“dash — quote”', '"dash - quote"'],
    ['ﬁne № ½', 'fine No 1?2'],
    ['e\u0301', 'e'],
    ['two\nlines\ttab', 'two lines tab'],
    ['李', '?'],
    ['a\u200db', 'ab'],
    ['😀', '?'],
  ])('%j', (text, ascii) => {
    expect(toAscii(text)).toBe(ascii);
  });

  test('is printable ASCII whatever the text', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        expect(toAscii(text)).toMatch(/^[ -~]*$/u);
      }),
    );
  });

  test('leaves printable ASCII alone', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]*$/u), (text) => {
        expect(toAscii(text)).toBe(text);
      }),
    );
  });
});

describe('asciiText', () => {
  test.each<[string, number, string, WaveNote['code'][]]>([
    ['Ana', 32, 'Ana', []],
    ['é', 32, 'e', ['transliterated']],
    ['a\0b', 32, 'a b', ['control-characters']],
    ['abcdef', 4, 'abcd', ['shortened']],
    ['ßß', 3, 'sss', ['transliterated', 'shortened']],
  ])('%j in %i', (text, maxLength, written, codes) => {
    const notes: WaveNote[] = [];
    expect(asciiText(text, 'bext.description', maxLength, notes)).toBe(written);
    expect(notes).toEqual(
      codes.map((code) => ({ code, field: 'bext.description', given: text, written })),
    );
  });

  test('never exceeds the field', () => {
    fc.assert(
      fc.property(unicode, fc.nat(40), (text, maxLength) => {
        expect(asciiBytes(asciiText(text, 'x', maxLength, [])).length).toBeLessThanOrEqual(
          maxLength,
        );
      }),
    );
  });
});

describe('readText', () => {
  test.each([
    ['416e6100ff', 'Ana'],
    ['4a6f73c3a9', 'José'],
    ['4a6f73e9', 'José'],
    ['', ''],
  ])('%s', (bytes, text) => {
    expect(readText(Buffer.from(bytes, 'hex'))).toBe(text);
  });
});
