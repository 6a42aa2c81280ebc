import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import {
  draftBox,
  withType,
  writeBox,
  writeBoxes,
  type BoxDescription,
  type BoxPart,
} from './box-description.js';
import { fromHex, toHex } from './box-example.testkit.js';
import { IsobmffError } from './box-error.js';
import {
  editBox,
  findBox,
  findBoxes,
  parseBoxes,
  requireBox,
  walkBoxes,
  type BoxNode,
} from './box-tree.js';
import { free } from './boxes/file.js';
import { mdhd, mvhd, tkhd } from './boxes/movie-header.js';
import { stsd } from './boxes/sample-description.js';
import { stsz } from './boxes/sample-table.js';
import { trackReference } from './boxes/track-reference.js';
import { referenceFile } from './reference-file.testkit.js';
import { standardBoxes } from './standard-boxes.js';

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.mp4'));

/** Every described box made anew from its value. */
function rebuilt(box: BoxNode): BoxPart {
  const { description } = box;
  const children = box.children.map(rebuilt);
  if (box.parent === undefined) return writeBoxes(children);
  if (description === undefined) return box.bytes;
  return draftBox(
    withType(description as BoxDescription<unknown, unknown>, box.type),
    box.read(description),
    children,
    { sizeForm: box.sizeForm, padding: box.padding },
  );
}

function expectIdentity(bytes: Uint8Array): void {
  const tree = parseBoxes(bytes, standardBoxes);
  expect(Buffer.compare(writeBoxes([rebuilt(tree)]), bytes)).toBe(0);
  expect(Buffer.compare(writeBoxes([editBox(tree, () => undefined)]), bytes)).toBe(0);
}

describe('reading a file and writing each box from its value gives the file', () => {
  test.each(names)('%s', (name) => {
    expectIdentity(new Uint8Array(readFileSync(new URL(name, folder))));
  });

  test('the reference file', () => {
    expectIdentity(referenceFile);
  });

  test.each([
    [
      'a 64-bit size where 32 bits would do',
      '00000001 6d6f6f76 0000000000000018 00000008 66726565',
    ],
    [
      'unknown boxes at all levels',
      '00000018 6d6f6f76 00000010 3f3f3f3f 0102030405060708 00000009 7a7a7a7a 00',
    ],
    ['an unknown uuid', '0000001a 75756964 000102030405060708090a0b0c0d0e0f cafe'],
    ['zeros behind the last box of another', '00000014 75647461 00000008 66726565 00000000'],
    ['more zeros than a header', '0000001c 75647461 00000008 66726565 000000000000000000000000'],
    ['bytes behind the fields of a box', '00000012 6d666864 00000000 00000001 cafe'],
    ['an empty file', ''],
  ])('%s', (_, hex) => {
    expectIdentity(fromHex(hex));
  });

  test('a size of 0, which is the whole rest, is written as the size it means', () => {
    const tree = parseBoxes(fromHex('00000000 66726565 cafe'), standardBoxes);
    expect(tree.children[0]).toMatchObject({ size: 10, sizeForm: 'to-end' });
    expect(toHex(writeBoxes([editBox(tree, () => undefined)]))).toBe('0000000066726565cafe');
    expect(toHex(writeBoxes([rebuilt(tree)]))).toBe('0000000a66726565cafe');
  });
});

describe('nodes', () => {
  const tree = parseBoxes(referenceFile, standardBoxes, 1000);

  test('are views into the input', () => {
    const stsd = requireBox(tree, 'moov/trak/mdia/minf/stbl/stsd');
    expect(stsd.bytes.buffer).toBe(referenceFile.buffer);
    expect(stsd.bytes.length).toBe(71);
    expect(stsd.payload.length).toBe(63);
  });

  test('know their place in the input and in the tree', () => {
    const header = requireBox(tree, 'moov/trak[1]/mdia/mdhd');
    expect(header.offset).toBe(1000 + 786);
    expect(header.path).toBe('moov/trak[1]/mdia/mdhd');
    expect(header.parent?.parent?.path).toBe('moov/trak[1]');
    expect(tree.path).toBe('');
  });

  test('tell the user type of a uuid box', () => {
    const hex = '0000001a 75756964 000102030405060708090a0b0c0d0e0f cafe';
    const [box] = parseBoxes(fromHex(hex), standardBoxes).children;
    expect(box?.userType).toBe('000102030405060708090a0b0c0d0e0f');
    expect(box && toHex(box.payload)).toBe('cafe');
  });

  test('of types in no set have no children and no fields', () => {
    const [box] = parseBoxes(
      fromHex('00000010 7a7a7a7a 00000008 66726565'),
      standardBoxes,
    ).children;
    expect(box).toMatchObject({ description: undefined, children: [] });
    expect(box?.describe()).toEqual({});
  });

  test('of a set of one’s own are known by it alone', () => {
    const own = parseBoxes(referenceFile, (type) => (type === 'ftyp' ? free : undefined));
    expect(own.children.map((box) => box.description?.type)).toEqual([
      'free',
      undefined,
      undefined,
    ]);
  });
});

describe('finding', () => {
  const tree = parseBoxes(referenceFile, standardBoxes);

  test('all boxes at a path', () => {
    const found = findBoxes(tree, 'moov/trak/mdia/mdhd').map((box) => box.read(mdhd).duration);
    expect(found).toEqual([4800, 4488]);
  });

  test('one by its number from 0', () => {
    expect(findBox(tree, 'moov/trak[1]/tkhd')?.read(tkhd).trackId).toBe(2);
    expect(findBox(tree, 'moov/trak[2]/tkhd')).toBeUndefined();
  });

  test('boxes of any type', () => {
    expect(findBoxes(tree, 'moov/trak[0]/*').map(({ type }) => type)).toEqual([
      'tkhd',
      'edts',
      'tref',
      'mdia',
    ]);
    expect(findBox(tree, 'moov/trak/tref/*')?.read(trackReference).trackIds).toEqual(
      Uint32Array.of(2),
    );
  });

  test('a box that has to be there', () => {
    expect(() => requireBox(tree, 'moov/mvex')).toThrow(
      expect.objectContaining({ code: 'missing-box', found: 'no moov/mvex' }),
    );
  });

  test('a path that is none', () => {
    expect(() => findBox(tree, 'moov/track')).toThrow("found path step 'track'");
  });

  test('all descendants, each before its own', () => {
    const types = Array.from(walkBoxes(tree), ({ type }) => type);
    expect(types.slice(0, 6)).toEqual(['ftyp', 'moov', 'mvhd', 'trak', 'tkhd', 'edts']);
    expect(types.length).toBe(51);
  });
});

describe('editing', () => {
  const tree = parseBoxes(referenceFile, standardBoxes);
  const moov = requireBox(tree, 'moov');

  function edited(edit: (box: BoxNode) => readonly BoxPart[] | undefined): BoxNode {
    return parseBoxes(writeBoxes([editBox(tree, edit)]), standardBoxes);
  }

  test('what is not edited stays, sizes around a change follow', () => {
    const after = edited((box) => (box.type === 'tref' ? [] : undefined));
    expect(after.size).toBe(referenceFile.length - 20);
    expect(findBox(after, 'moov')?.size).toBe(moov.size - 20);
    expect(findBoxes(after, 'moov/trak[0]/*').map(({ type }) => type)).toEqual([
      'tkhd',
      'edts',
      'mdia',
    ]);
    expect(findBox(after, 'moov/udta')?.bytes).toEqual(findBox(tree, 'moov/udta')?.bytes);
    expect(findBox(after, 'mdat')?.bytes).toEqual(findBox(tree, 'mdat')?.bytes);
  });

  test('a value in place', () => {
    const after = edited((box) =>
      box.type === 'mvhd' ? [writeBox(mvhd, { ...box.read(mvhd), nextTrackId: 9 })] : undefined,
    );
    expect(findBox(after, 'moov/mvhd')?.read(mvhd)).toEqual({
      ...requireBox(tree, 'moov/mvhd').read(mvhd),
      nextTrackId: 9,
    });
    expect(after.size).toBe(referenceFile.length);
  });

  test('a box that is put in front of another', () => {
    const space = writeBox(free, { data: new Uint8Array(3) });
    const after = edited((box) => (box.type === 'udta' ? [space, box.bytes] : undefined));
    expect(findBoxes(after, 'moov/*').map(({ type }) => type)).toEqual([
      'mvhd',
      'trak',
      'trak',
      'free',
      'udta',
    ]);
  });

  test('entries that are counted', () => {
    const after = edited((box) => (box.type === 'Opus' ? [box.bytes, box.bytes] : undefined));
    const descriptions = requireBox(after, 'moov/trak[0]/mdia/minf/stbl/stsd');
    expect(toHex(descriptions.payload.subarray(0, 8))).toBe('0000000000000002');
    expect(descriptions.read(stsd)).toEqual({ version: 0, flags: 0 });
  });

  test('a 64-bit size stays one, and padding stays', () => {
    const bytes = fromHex(
      '00000001 75647461 0000000000000027 00000008 66726565 0000000b 7a7a7a7a 010203 00000000',
    );
    const file = parseBoxes(bytes, standardBoxes);
    const after = writeBoxes([editBox(file, (box) => (box.type === 'free' ? [] : undefined))]);
    expect(toHex(after)).toBe('0000000175647461000000000000001f0000000b7a7a7a7a01020300000000');
  });
});

describe('errors', () => {
  test('point at the box and the byte', () => {
    const damaged = referenceFile.slice();
    const sizes = requireBox(
      parseBoxes(referenceFile, standardBoxes),
      'moov/trak[1]/mdia/minf/stbl/stsz',
    );
    new DataView(damaged.buffer).setUint32(sizes.offset + 12, 0);
    new DataView(damaged.buffer).setUint32(sizes.offset + 16, 540_000);
    const box = requireBox(parseBoxes(damaged, standardBoxes), 'moov/trak[1]/mdia/minf/stbl/stsz');
    const error = (() => {
      try {
        return box.read(stsz);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(IsobmffError);
    expect(error).toMatchObject({
      code: 'count',
      offset: 1052,
      path: 'moov/trak[1]/mdia/minf/stbl/stsz',
      found: '540000 entrySize of 4 bytes',
      expected: 'at most the 0 bytes left',
      message:
        'moov/trak[1]/mdia/minf/stbl/stsz at byte 1052: found 540000 entrySize of 4 bytes, expected at most the 0 bytes left',
    });
  });

  test.each([
    [
      'size 0 inside another box',
      '00000010 6d6f6f76 00000000 66726565',
      "moov at byte 8: found 'free' of size 0",
    ],
    [
      'a size past the parent',
      '00000010 6d6f6f76 00000009 66726565',
      "moov at byte 8: found 'free' of 9 bytes",
    ],
    [
      'bytes that are no box',
      '0000000b 6d6f6f76 010203',
      'moov at byte 8: found 3 bytes, expected a box header',
    ],
    ['a file that ends within a header', '00000008 66726565 00', 'file at byte 8: found 1 bytes'],
  ])('%s', (_, hex, message) => {
    const tree = parseBoxes(fromHex(hex), standardBoxes);
    expect(() => [...walkBoxes(tree)]).toThrow(message);
  });
});
