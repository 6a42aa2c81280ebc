import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseXml } from './xml-element.js';
import { escapeXml, unescapeXml, withoutIllegal } from './xml-text.js';

/** An element as a short text: name, text and children. */
function outline(document: string): string | undefined {
  const show = (element: NonNullable<ReturnType<typeof parseXml>>): string =>
    `${element.name}(${[element.text, ...element.children.map(show)].filter(Boolean).join(' ')})`;
  const root = parseXml(document);
  return root && show(root);
}

describe('parseXml', () => {
  test.each([
    ['<?xml version="1.0"?><A><B>x</B><C/></A>', 'A(B(x) C())'],
    ['<A><!-- <B> --><B a="1>0">x</B></A>', 'A(B(0">x))'],
    ['<A>1 &lt; 2 &amp;&#38;&#x26; &what;</A>', 'A(1 < 2 &&& &what;)'],
    ['<A><![CDATA[<B>&amp;]]></A>', 'A(<B>&amp;)'],
    ['<A>\r\n  <B>x\n</B>\n</A>\0\0', 'A(B(x))'],
    ['<A><B>x</A>', 'A(B(x))'],
    ['<A></B>x</A>', 'A(x)'],
    ['<A><B>x', 'A(B(x))'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><A>&b;</A>', 'A(&b;)'],
    ['<A>&#x110000;&#99999999;</A>', 'A(&#x110000;&#99999999;)'],
    ['no xml', undefined],
    ['', undefined],
    ['<', undefined],
    ['<A', undefined],
    ['<A>x<BC', 'A(x)'],
    ['<A><![CDATA[x', 'A()'],
  ])('%j', (document, expected) => {
    expect(outline(document)).toBe(expected);
  });

  test('depth is limited', () => {
    expect(parseXml('<A>'.repeat(100000))?.name).toBe('A');
  });

  test('ends on any text', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'A',
      '<A>',
      '</A>',
      '<!--',
      '-->',
      ']]>',
      '&',
      ';',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
        const root = parseXml(pieces.join(''));
        expect(root === undefined || root.name.length > 0).toBe(true);
      }),
    );
  });
});

test('escaped text is read back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(unescapeXml(escapeXml(text))).toBe(text);
    }),
  );
});

test('what XML cannot hold is left out', () => {
  expect(withoutIllegal('a\0\u0001b\n\t\ud800\ufffe\u0085😀')).toBe('ab\n\t😀');
});
