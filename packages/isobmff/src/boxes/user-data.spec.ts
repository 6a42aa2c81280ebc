import { describe, expect, test } from '@jest/globals';
import { withType, writeBox } from '../box-description.js';
import { expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { findBox, parseBoxes } from '../box-tree.js';
import { standardBoxes } from '../standard-boxes.js';
import { assetText, chpl, udta, userDataText } from './user-data.js';

describe('QuickTime text', () => {
  const startTimecode = withType(userDataText, '©TIM');

  test('a start timecode', () => {
    expectExample({
      description: startTimecode,
      value: { texts: [{ language: 'und', text: '14:03:07:11' }] },
      hex: '00000017 a954494d 000b 55c4 31343a30333a30373a3131',
      text: 'texts=[{language=und, text=14:03:07:11}]',
    });
  });

  test('in two languages, one of them by a Macintosh number', () => {
    expectExample({
      description: startTimecode,
      value: {
        texts: [
          { language: 0, text: 'a' },
          { language: 'deu', text: 'ä' },
        ],
      },
      hex: '00000013 a954494d 0001 0000 61 0002 10b5 c3a4',
      text: 'texts=[{language=0, text=a}, {language=deu, text=ä}]',
    });
  });

  test('text that is no UTF-8 comes back as the bytes it was', () => {
    const bytes = fromHex('0000000f a954494d 0003 0000 61e9ff');
    const tree = parseBoxes(writeBox(udta, {}, [bytes]), standardBoxes);
    const value = findBox(tree, 'udta/©TIM')?.read(userDataText);
    expect(value?.texts).toEqual([{ language: 0, text: 'a\udce9\udcff' }]);
    expect(value && toHex(writeBox(startTimecode, value))).toBe(toHex(bytes));
  });
});

test('the zero that ends user data in QuickTime is kept and no box', () => {
  const hex = '00000023 75647461 00000017 a954494d 000b 55c4 31343a30333a30373a3131 00000000';
  const [box] = parseBoxes(fromHex(hex), standardBoxes).children;
  expect(box?.children.map(({ type }) => type)).toEqual(['©TIM']);
  expect(box?.padding.length).toBe(4);
});

test('3GPP asset information', () => {
  expectExample({
    description: assetText,
    value: { version: 0, flags: 0, language: 'und', text: 'Hi' },
    hex: '00000011 7469746c 00000000 55c4 486900',
    text: 'version=0, flags=0x000000, language=und, text=Hi',
  });
});

test('chapters as Nero writes them', () => {
  expectExample({
    description: chpl,
    value: {
      version: 1,
      flags: 0,
      reserved: 0,
      chapters: { startTime: Float64Array.of(0, 600_000_000), title: ['Ana', 'Öl'] },
    },
    hex: '00000029 6368706c 01000000 00000000 02 0000000000000000 03 416e61 0000000023c34600 03 c3966c',
    text: 'version=1, flags=0x000000, reserved=0, chapters=[{startTime=0, title=Ana}, {startTime=600000000, title=Öl}]',
  });
});
