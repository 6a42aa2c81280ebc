import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { hdlr, mdhd, mvhd, tkhd, UNIX_EPOCH_SECONDS } from './movie-header.js';

const identity = '00010000 00000000 00000000 00000000 00010000 00000000 00000000 00000000 40000000';
const matrix = Int32Array.of(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const start = Date.UTC(2026, 6, 4, 14, 3, 7) / 1000 + UNIX_EPOCH_SECONDS;

describe('mvhd', () => {
  test('version 0', () => {
    expectExample({
      description: mvhd,
      value: {
        version: 0,
        flags: 0,
        creationTime: start,
        modificationTime: 0,
        timescale: 48000,
        duration: 4488,
        rate: 1,
        volume: 1,
        matrix,
        nextTrackId: 3,
      },
      hex:
        '0000006c 6d766864 00000000 e66ec31b 00000000 0000bb80 00001188 00010000 0100' +
        `00000000000000000000 ${identity} 000000000000000000000000000000000000000000000000 00000003`,
      text: 'version=0, flags=0x000000, creationTime=2026-07-04T14:03:07.000Z, modificationTime=0, timescale=48000, duration=4488, rate=1, volume=1, matrix=identity, nextTrackId=3',
    });
  });

  test('version 1 for a duration past 32 bits, and for a date past 2040', () => {
    const long = writeBox(mvhd, { timescale: 48000, duration: 2 ** 32, nextTrackId: 2 });
    const late = writeBox(mvhd, {
      creationTime: 2 ** 32,
      timescale: 1,
      duration: 0,
      nextTrackId: 2,
    });
    expect([long.length, long[8], late.length, late[8]]).toEqual([120, 1, 120, 1]);
    expect(boxOfHex(toHex(long), mvhd).read(mvhd).duration).toBe(2 ** 32);
  });

  test('an unknown duration is all ones in either version', () => {
    const value = { timescale: 1000, duration: Infinity, nextTrackId: 2 };
    const short = writeBox(mvhd, value);
    const long = writeBox(mvhd, { ...value, version: 1 });
    expect(toHex(short).slice(48, 56)).toBe('ffffffff');
    expect(toHex(long).slice(64, 80)).toBe('ffffffffffffffff');
    for (const bytes of [short, long]) {
      expect(boxOfHex(toHex(bytes), mvhd).read(mvhd).duration).toBe(Infinity);
    }
  });

  test('what stands in reserved bytes survives', () => {
    const bytes = writeBox(mvhd, { timescale: 1, duration: 0, nextTrackId: 1 });
    bytes.fill(7, 80, 104);
    const value = boxOfHex(toHex(bytes), mvhd).read(mvhd);
    expect(value.preDefined).toEqual(new Uint8Array(24).fill(7));
    expect(writeBox(mvhd, value)).toEqual(bytes);
  });
});

describe('tkhd', () => {
  test('a picture', () => {
    expectExample({
      description: tkhd,
      value: {
        version: 0,
        flags: 3,
        creationTime: 0,
        modificationTime: 0,
        trackId: 1,
        duration: 0,
        layer: -1,
        alternateGroup: 0,
        volume: 0,
        matrix,
        width: 192,
        height: 108.5,
      },
      hex:
        '0000005c 746b6864 00000003 00000000 00000000 00000001 00000000 00000000' +
        `0000000000000000 ffff 0000 0000 0000 ${identity} 00c00000 006c8000`,
      text: 'version=0, flags=0x000003, creationTime=0, modificationTime=0, trackId=1, duration=0, layer=-1, alternateGroup=0, volume=0, matrix=identity, width=192, height=108.5',
    });
  });

  test('sizes of both versions', () => {
    const value = { trackId: 1, duration: 5, volume: 1 };
    expect(writeBox(tkhd, value).length).toBe(92);
    expect(writeBox(tkhd, { ...value, version: 1 }).length).toBe(104);
  });
});

describe('mdhd', () => {
  test('version 0', () => {
    expectExample({
      description: mdhd,
      value: {
        version: 0,
        flags: 0,
        creationTime: 0,
        modificationTime: 0,
        timescale: 48000,
        duration: 4800,
        language: 'und',
        quality: 0,
      },
      hex: '00000020 6d646864 00000000 00000000 00000000 0000bb80 000012c0 55c4 0000',
      text: 'version=0, flags=0x000000, creationTime=0, modificationTime=0, timescale=48000, duration=4800, language=und, quality=0',
    });
  });

  test('a language that is no three letters stays a number', () => {
    for (const language of [0, 0x7fff, 0x8421]) {
      const bytes = writeBox(mdhd, { timescale: 1, duration: 0, language });
      expect(boxOfHex(toHex(bytes), mdhd).read(mdhd).language).toBe(language);
    }
    expect(() => writeBox(mdhd, { timescale: 1, duration: 0, language: 'Deu' })).toThrow(
      "mdhd: found language 'Deu', expected three letters a to z",
    );
  });

  test('a value that no version holds is refused', () => {
    for (const duration of [-1, 0.5, 2 ** 53, NaN]) {
      expect(() => writeBox(mdhd, { timescale: 1, duration })).toThrow('mdhd: found duration');
    }
  });
});

describe('hdlr', () => {
  test('by the standard', () => {
    expectExample({
      description: hdlr,
      value: { version: 0, flags: 0, handlerType: 'soun', name: 'SoundHandler' },
      hex: '0000002d 68646c72 00000000 00000000 736f756e 000000000000000000000000 536f756e6448616e646c657200',
      text: 'version=0, flags=0x000000, handlerType=soun, name=SoundHandler',
    });
  });

  test.each([
    ['no name', '', { name: '', unterminated: true }],
    ['a name that ends with the box', '416e61', { name: 'Ana', unterminated: true }],
    ['QuickTime: a length in front', '03416e61', { name: '\x03Ana', unterminated: true }],
    ['bytes behind the name', '416e61000000', { name: 'Ana', trailing: Uint8Array.of(0, 0) }],
  ])('%s is kept as it is', (_, name, expected) => {
    const head = '68646c72 00000000 00000000 736f756e 000000000000000000000000';
    const size = (32 + name.length / 2).toString(16).padStart(8, '0');
    const bytes = fromHex(`${size} ${head} ${name}`);
    const value = boxOfHex(toHex(bytes), hdlr).read(hdlr);
    expect(value).toEqual({ version: 0, flags: 0, handlerType: 'soun', ...expected });
    expect(writeBox(hdlr, value)).toEqual(bytes);
  });

  test('a name with a zero byte in it is refused', () => {
    expect(() => writeBox(hdlr, { handlerType: 'soun', name: 'a\0b' })).toThrow(
      "hdlr: found name 'a\\x00b', expected a text without a zero byte",
    );
  });
});
