import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, toHex } from '../box-example.testkit.js';
import { co64, cslg, ctts, sdtp, stco, stsc, stss, stsz, stts, stz2 } from './sample-table.js';

const version0 = { version: 0, flags: 0 };

test('stts: runs of durations', () => {
  expectExample({
    description: stts,
    value: {
      ...version0,
      entries: { sampleCount: Uint32Array.of(5, 1), sampleDelta: Uint32Array.of(960, 480) },
    },
    hex: '00000020 73747473 00000000 00000002 00000005 000003c0 00000001 000001e0',
    text: 'version=0, flags=0x000000, entries={sampleCount=[5, 1], sampleDelta=[960, 480]}',
  });
});

describe('ctts', () => {
  test('negative offsets', () => {
    expectExample({
      description: ctts,
      value: {
        version: 1,
        flags: 0,
        entries: { sampleCount: Uint32Array.of(3), sampleOffset: Int32Array.of(-512) },
      },
      hex: '00000018 63747473 01000000 00000001 00000003 fffffe00',
      text: 'version=1, flags=0x000000, entries={sampleCount=[3], sampleOffset=[-512]}',
    });
  });

  test('an offset from 2^31 in version 0 is the negative one it stands for, and stays in version 0', () => {
    const hex = '0000001863747473000000000000000100000003fffffe00';
    const value = boxOfHex(hex, ctts).read(ctts);
    expect([...value.entries.sampleOffset]).toEqual([-512]);
    expect(toHex(writeBox(ctts, value))).toBe(hex);
  });

  test('version 1 is chosen for a negative offset if none is asked for', () => {
    const positive = writeBox(ctts, { entries: { sampleCount: [1], sampleOffset: [5] } });
    const negative = writeBox(ctts, { entries: { sampleCount: [1], sampleOffset: [-5] } });
    expect([positive[8], negative[8]]).toEqual([0, 1]);
  });
});

test('stss: numbers from 1', () => {
  expectExample({
    description: stss,
    value: { ...version0, sampleNumber: Uint32Array.of(1, 49) },
    hex: '00000018 73747373 00000000 00000002 00000001 00000031',
    text: 'version=0, flags=0x000000, sampleNumber=[1, 49]',
  });
});

test('stsc: runs of chunks', () => {
  expectExample({
    description: stsc,
    value: {
      ...version0,
      entries: {
        firstChunk: Uint32Array.of(1, 7),
        samplesPerChunk: Uint32Array.of(50, 3),
        sampleDescriptionIndex: Uint32Array.of(1, 1),
      },
    },
    hex: '00000028 73747363 00000000 00000002 00000001 00000032 00000001 00000007 00000003 00000001',
    text: 'version=0, flags=0x000000, entries={firstChunk=[1, 7], samplesPerChunk=[50, 3], sampleDescriptionIndex=[1, 1]}',
  });
});

describe('stsz', () => {
  test('a size for all: no table', () => {
    expectExample({
      description: stsz,
      value: { ...version0, sampleSize: 3, sampleCount: 5 },
      hex: '00000014 7374737a 00000000 00000003 00000005',
      text: 'version=0, flags=0x000000, sampleSize=3, sampleCount=5',
    });
  });

  test('a size for each', () => {
    expectExample({
      description: stsz,
      value: { ...version0, sampleSize: 0, sampleCount: 2, entrySize: Uint32Array.of(3, 0x10000) },
      hex: '0000001c 7374737a 00000000 00000000 00000002 00000003 00010000',
      text: 'version=0, flags=0x000000, sampleSize=0, sampleCount=2, entrySize=[3, 65536]',
    });
  });

  test('a count that the box has no bytes for is refused before anything is allocated for it', () => {
    const box = boxOfHex('00000018 7374737a 00000000 00000000 ffffffff 00000003', stsz);
    expect(() => box.read(stsz)).toThrow(
      'stsz at byte 20: found 4294967295 entrySize of 4 bytes, expected at most the 4 bytes left',
    );
  });

  test('more entries than are counted are kept', () => {
    const hex = '0000001c7374737a000000000000000000000001000000030000000400000005'.slice(0, 56);
    const value = boxOfHex(hex, stsz).read(stsz);
    expect(value.trailing && toHex(value.trailing)).toBe('00000004');
    expect(toHex(writeBox(stsz, value))).toBe(hex);
  });
});

describe('stz2', () => {
  test.each([
    [4, [1, 15, 3], '00000016 73747a32 00000000 00000004 00000003 1f30'],
    [8, [1, 255, 3], '00000017 73747a32 00000000 00000008 00000003 01ff03'],
    [16, [1, 65535, 3], '0000001a 73747a32 00000000 00000010 00000003 0001 ffff 0003'],
  ])('sizes of %i bits', (fieldSize, sizes, hex) => {
    expectExample({
      description: stz2,
      value: { ...version0, fieldSize, sampleCount: 3, entrySize: Uint16Array.from(sizes) },
      hex,
      text: `version=0, flags=0x000000, fieldSize=${fieldSize}, sampleCount=3, entrySize=[${sizes.join(', ')}]`,
    });
  });

  test('a size that does not fit, and a width that is not defined, are refused', () => {
    const value = { fieldSize: 4, sampleCount: 1, entrySize: [16] };
    expect(() => writeBox(stz2, value)).toThrow('entrySize 16 in entry 0, expected 0 to 15');
    expect(() => writeBox(stz2, { ...value, fieldSize: 12 })).toThrow('fieldSize 12');
    const box = boxOfHex('00000015 73747a32 00000000 00000000 00000001 10', stz2);
    expect(() => box.read(stz2)).toThrow('found field size 0, expected 4, 8 or 16 bits');
  });
});

test('stco and co64: positions in the file', () => {
  expectExample({
    description: stco,
    value: { ...version0, chunkOffset: Uint32Array.of(0x490, 0xffffffff) },
    hex: '00000018 7374636f 00000000 00000002 00000490 ffffffff',
    text: 'version=0, flags=0x000000, chunkOffset=[1168, 4294967295]',
  });
  expectExample({
    description: co64,
    value: { ...version0, chunkOffset: Float64Array.of(2 ** 32, Number.MAX_SAFE_INTEGER) },
    hex: '00000020 636f3634 00000000 00000002 0000000100000000 001fffffffffffff',
    text: 'version=0, flags=0x000000, chunkOffset=[4294967296, 9007199254740991]',
  });
});

test('a position past 32 bits is not written into stco, nor one past 2^53 read from co64', () => {
  expect(() => writeBox(stco, { chunkOffset: [2 ** 32] })).toThrow(
    'stco: found chunkOffset 4294967296 in entry 0, expected 0 to 4294967295',
  );
  const box = boxOfHex('00000018 636f3634 00000000 00000001 0020000000000001', co64);
  expect(() => box.read(co64)).toThrow('co64 at byte 16: found chunkOffset');
});

test('cslg: 64 bits where they are needed', () => {
  const value = {
    compositionToDtsShift: 512,
    leastDecodeToDisplayDelta: -512,
    greatestDecodeToDisplayDelta: 1024,
    compositionStartTime: 0,
    compositionEndTime: 5,
  };
  expectExample({
    description: cslg,
    value: { ...version0, ...value },
    hex: '00000020 63736c67 00000000 00000200 fffffe00 00000400 00000000 00000005',
    text: 'version=0, flags=0x000000, compositionToDtsShift=512, leastDecodeToDisplayDelta=-512, greatestDecodeToDisplayDelta=1024, compositionStartTime=0, compositionEndTime=5',
  });
  const long = writeBox(cslg, { ...value, compositionEndTime: 2 ** 31 });
  expect([long.length, long[8]]).toEqual([52, 1]);
});

test('sdtp: a byte for each sample', () => {
  expectExample({
    description: sdtp,
    value: { ...version0, sampleDependencies: Uint8Array.of(0x20, 0x18) },
    hex: '0000000e 73647470 00000000 2018',
    text: 'version=0, flags=0x000000, sampleDependencies=2018',
  });
});
