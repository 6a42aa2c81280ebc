import { describe, expect, test } from '@jest/globals';
import { writeBox, withType } from '../box-description.js';
import { expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { encodeText } from '../box-text.js';
import { findBox, parseBoxes } from '../box-tree.js';
import { standardBoxes } from '../standard-boxes.js';
import {
  data,
  DATA_TYPE_BINARY,
  DATA_TYPE_UTF8,
  ilst,
  item,
  itemName,
  keys,
  mean,
  meta,
} from './item-list.js';
import { hdlr } from './movie-header.js';

const title = '0000001a a96e616d 00000012 64617461 00000001 00000000 4869';
const manufacturer = fromHex('6170706c 0000000000000000');

function textItem(type: string, text: string): Uint8Array {
  const value = encodeText(text);
  return writeBox(withType(item, type), {}, [writeBox(data, { dataType: DATA_TYPE_UTF8, value })]);
}

describe('items', () => {
  test('a title', () => {
    expect(toHex(textItem('©nam', 'Hi'))).toBe(title.replaceAll(' ', ''));
  });

  test('track 2 of 5', () => {
    const value = fromHex('0000 0002 0005 0000');
    const number = writeBox(data, { dataType: DATA_TYPE_BINARY, value });
    expect(toHex(writeBox(withType(item, 'trkn'), {}, [number]))).toBe(
      '0000002074726b6e0000001864617461' + '0000000000000000' + '0000000200050000',
    );
  });

  test('a value by a name of one’s own', () => {
    const freeform = writeBox(withType(item, '----'), {}, [
      writeBox(mean, { text: 'com.voxmux' }),
      writeBox(itemName, { text: 'SESSION_ID' }),
      writeBox(data, { dataType: DATA_TYPE_UTF8, value: encodeText('01H') }),
    ]);
    expect(toHex(freeform)).toBe(
      '000000472d2d2d2d000000166d65616e00000000636f6d2e766f786d7578' +
        '000000166e616d650000000053455353494f4e5f4944' +
        '00000013646174610000000100000000303148',
    );
    const [read] = parseBoxes(writeBox(ilst, {}, [freeform]), standardBoxes).children;
    const [domain, name, value] = read?.children[0]?.children ?? [];
    expect(domain?.read(mean).text).toBe('com.voxmux');
    expect(name?.read(itemName).text).toBe('SESSION_ID');
    expect(value?.read(data).value).toEqual(encodeText('01H'));
  });
});

describe('meta', () => {
  const handler = '00000021 68646c72 00000000 00000000 6d646972 6170706c 00000000 00000000 00';
  const list = `00000022 696c7374 ${title}`;

  test('the full box of ISO, built and read', () => {
    const written = writeBox(meta, { versionAndFlags: 0 }, [
      writeBox(hdlr, { handlerType: 'mdir', reserved: manufacturer, name: '' }),
      writeBox(ilst, {}, [textItem('©nam', 'Hi')]),
    ]);
    const hex = `0000004f 6d657461 00000000 ${handler} ${list}`;
    expect(toHex(written)).toBe(hex.replaceAll(' ', ''));
    const tree = parseBoxes(written, standardBoxes);
    expect(findBox(tree, 'meta')?.read(meta)).toEqual({ versionAndFlags: 0 });
    expect(findBox(tree, 'meta/ilst/©nam/data')?.read(data).value).toEqual(encodeText('Hi'));
  });

  test('the plain box of QuickTime is told by the handler it begins with', () => {
    const bytes = fromHex(`0000004b 6d657461 ${handler} ${list}`);
    const tree = parseBoxes(bytes, standardBoxes);
    expect(findBox(tree, 'meta')?.read(meta)).toEqual({});
    expect(findBox(tree, 'meta/hdlr')?.read(hdlr).handlerType).toBe('mdir');
    expect(findBox(tree, 'meta/ilst/©nam/data')?.read(data).value).toEqual(encodeText('Hi'));
  });
});

test('an empty meta is either', () => {
  const [box] = parseBoxes(fromHex('00000008 6d657461'), standardBoxes).children;
  expect(box?.read(meta)).toEqual({});
  expect(box?.children).toEqual([]);
});

test('keys, and an item that is named by the number of its key', () => {
  expectExample({
    description: keys,
    value: { version: 0, flags: 0, entries: [{ namespace: 'mdta', name: 'com.voxmux.id' }] },
    hex: '00000025 6b657973 00000000 00000001 00000015 6d647461 636f6d2e766f786d75782e6964',
    text: 'version=0, flags=0x000000, entries=[mdta com.voxmux.id]',
  });
  const written = writeBox(ilst, {}, [textItem('\0\0\0\x01', '01H')]);
  expect(toHex(written)).toBe(
    '00000023696c73740000001b000000010000001364617461' + '0000000100000000303148',
  );
  const [list] = parseBoxes(written, standardBoxes).children;
  expect(list?.children[0]?.children[0]?.read(data).value).toEqual(encodeText('01H'));
});
