import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { draftBox, withType, writeBoxes } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { findBox, parseBoxes, requireBox } from './box-tree.js';
import { data, ilst, item, keys, meta } from './boxes/item-list.js';
import { moov } from './boxes/file.js';
import { hdlr } from './boxes/movie-header.js';
import { encodeText } from './box-text.js';
import { udta } from './boxes/user-data.js';
import { draftUserData, type MovieTags } from './movie-tags.js';
import { tagsOf } from './read-tags.js';
import { standardBoxes } from './standard-boxes.js';

function moovWith(tags: MovieTags): Uint8Array {
  const userData = draftUserData(tags);
  return writeBoxes([draftBox(moov, {}, userData === undefined ? [] : [userData])]);
}

function hexOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

function itemHex(tags: MovieTags, path: string): string {
  const root = parseBoxes(moovWith(tags), standardBoxes);
  return hexOf(findBox(root, `moov/udta/${path}`)?.bytes);
}

describe('draftUserData', () => {
  test.each([
    [{ title: 'Hi' }, 'meta/ilst/©nam', '0000001aa96e616d000000126461746100000001000000004869'],
    [
      { track: { number: 2, total: 5 } },
      'meta/ilst/trkn',
      '0000002074726b6e0000001864617461000000000000000000000002' + '00050000',
    ],
    [
      { freeform: [{ mean: 'com.voxmux', name: 'SESSION_ID', value: '01H' }] },
      'meta/ilst/----',
      '000000472d2d2d2d000000166d65616e00000000636f6d2e766f786d7578' +
        '000000166e616d650000000053455353494f4e5f4944' +
        '00000013646174610000000100000000303148',
    ],
    [
      { title: 'Hi' },
      'meta',
      '0000004f6d657461000000000000002168646c7200000000000000006d6469726170706c000000000000000000' +
        '00000022696c73740000001aa96e616d000000126461746100000001000000004869',
    ],
    [
      { startTimecode: { text: '14:03:07:11', timescale: 48000, frameDuration: 960 } },
      '©TIM',
      '00000017a954494d000b55c431343a30333a30373a3131',
    ],
  ])('writes %j as the bytes that readers know', (tags, path, hex) => {
    expect(itemHex(tags, path)).toBe(hex);
  });

  test('writes nothing where there is nothing to say', () => {
    expect(draftUserData({})).toBeUndefined();
    expect(draftUserData({ title: '\0', freeform: [] })).toBeUndefined();
  });

  test('takes zero characters out and halves of characters', () => {
    const tags = tagsOf(movieOf({ title: 'A\0na', artist: 'a\ud800b' }));
    expect(tags.title).toBe('Ana');
    expect(tags.artist).toBe('a\ufffdb');
  });

  test('refuses a track number that does not fit', () => {
    expect(() => draftUserData({ track: { number: 70000, total: 1 } })).toThrow(
      'moov/udta/meta/ilst/trkn: found 70000 of 1, expected numbers from 0 to 65535',
    );
  });
});

function movieOf(tags: MovieTags) {
  return requireBox(parseBoxes(moovWith(tags), standardBoxes), 'moov');
}

describe('tagsOf', () => {
  test('reads back what was written', () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((value) => value.replaceAll('\0', '') || 'x');
    const position = fc.record({
      number: fc.integer({ min: 0, max: 65535 }),
      total: fc.integer({ min: 0, max: 65535 }),
    });
    const tagsArbitrary = fc.record(
      {
        title: text,
        artist: text,
        albumArtist: text,
        album: text,
        date: text,
        tool: text,
        comment: text,
        description: text,
        longDescription: text,
        genre: text,
        composer: text,
        grouping: text,
        encodedBy: text,
        copyright: text,
        track: position,
        disc: position,
        freeform: fc.array(fc.record({ mean: text, name: text, value: text })),
        startTimecode: fc.record({
          text,
          timescale: fc.integer({ min: 1, max: 120000 }),
          frameDuration: fc.integer({ min: 1, max: 9999 }),
        }),
      },
      { requiredKeys: ['freeform'] },
    );
    fc.assert(
      fc.property(tagsArbitrary, (tags) => {
        const { otherItems, keys, userData, ...read } = tagsOf(movieOf(tags));
        expect(read).toEqual(tags);
        expect([otherItems, keys]).toEqual([[], []]);
        expect(userData.length).toBe(tags.startTimecode ? 3 : 0);
      }),
    );
  });

  test('answers any change of a byte with tags or a typed error', () => {
    const movie = moovWith({
      title: 'Ana',
      track: { number: 1, total: 2 },
      freeform: [{ mean: 'com.example', name: 'ID', value: '42' }],
      startTimecode: { text: '01:00:00:00', timescale: 25, frameDuration: 1 },
    });
    fc.assert(
      fc.property(fc.nat(movie.length - 9), fc.nat(255), (at, byte) => {
        const damaged = movie.slice();
        damaged[at + 8] = byte;
        try {
          tagsOf(requireBox(parseBoxes(damaged, standardBoxes), 'moov'));
        } catch (error) {
          expect(error).toBeInstanceOf(IsobmffError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('reads QuickTime keys, pictures and texts in UTF-16', () => {
    const picture = Uint8Array.of(0xff, 0xd8, 0xff);
    const list = (handlerType: string, boxes: ReturnType<typeof draftBox>[]) =>
      draftBox(meta, { versionAndFlags: 0 }, [draftBox(hdlr, { handlerType, name: '' }), ...boxes]);
    const itemOf = (type: string, dataType: number, value: Uint8Array) =>
      draftBox(withType(item, type), {}, [draftBox(data, { dataType, value })]);
    const movie = writeBoxes([
      draftBox(moov, {}, [
        draftBox(udta, {}, [
          list('mdir', [
            draftBox(ilst, {}, [
              itemOf('©nam', 2, Uint8Array.of(0, 0x41, 0x20, 0xac)),
              itemOf('covr', 13, picture),
            ]),
          ]),
        ]),
        list('mdta', [
          draftBox(keys, {
            entries: [
              { namespace: 'mdta', name: 'com.example.id' },
              { namespace: 'mdta', name: 'com.example.count' },
            ],
          }),
          draftBox(ilst, {}, [
            itemOf('\0\0\0\x01', 1, encodeText('01H')),
            itemOf('\0\0\0\x02', 21, Uint8Array.of(7)),
          ]),
        ]),
      ]),
    ]);
    const tags = tagsOf(requireBox(parseBoxes(movie, standardBoxes), 'moov'));
    expect(tags).toEqual({
      title: 'A€',
      freeform: [],
      otherItems: [{ type: 'covr', dataType: 13, value: picture }],
      keys: [
        { key: 'com.example.id', dataType: 1, value: encodeText('01H'), text: '01H' },
        { key: 'com.example.count', dataType: 21, value: Uint8Array.of(7) },
      ],
      userData: [],
    });
  });
});
