import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, toHex } from '../box-example.testkit.js';
import { DEFAULT_BASE_IS_MOOF, mehd, mfhd, tfdt, tfhd, trex, trun } from './movie-fragment.js';

const version0 = { version: 0, flags: 0 };

test('mehd: duration in the version it needs', () => {
  expectExample({
    description: mehd,
    value: { version: 1, flags: 0, fragmentDuration: 2 ** 33 },
    hex: '00000014 6d656864 01000000 0000000200000000',
    text: 'version=1, flags=0x000000, fragmentDuration=8589934592',
  });
});

test('trex: defaults of a track', () => {
  expectExample({
    description: trex,
    value: {
      ...version0,
      trackId: 2,
      defaultSampleDescriptionIndex: 1,
      defaultSampleDuration: 1000,
      defaultSampleSize: 0,
      defaultSampleFlags: 0x10000,
    },
    hex: '00000020 74726578 00000000 00000002 00000001 000003e8 00000000 00010000',
    text: 'version=0, flags=0x000000, trackId=2, defaultSampleDescriptionIndex=1, defaultSampleDuration=1000, defaultSampleSize=0, defaultSampleFlags=0x00010000',
  });
});

test('mfhd: number of the fragment', () => {
  expectExample({
    description: mfhd,
    value: { ...version0, sequenceNumber: 776_759_063 },
    hex: '00000010 6d666864 00000000 2e4c6717',
    text: 'version=0, flags=0x000000, sequenceNumber=776759063',
  });
});

describe('tfhd', () => {
  test('every field in the order of its flag', () => {
    expectExample({
      description: tfhd,
      value: {
        version: 0,
        flags: 0x3b,
        trackId: 1,
        baseDataOffset: 2 ** 32,
        sampleDescriptionIndex: 2,
        defaultSampleDuration: 512,
        defaultSampleSize: 100,
        defaultSampleFlags: 0x0200_0000,
      },
      hex: '00000028 74666864 0000003b 00000001 0000000100000000 00000002 00000200 00000064 02000000',
      text: 'version=0, flags=0x00003b, trackId=1, baseDataOffset=4294967296, sampleDescriptionIndex=2, defaultSampleDuration=512, defaultSampleSize=100, defaultSampleFlags=0x02000000',
    });
  });

  test('the flags of fields follow from their presence, other flags are kept', () => {
    const source = boxOfHex('00000018 74666864 00000001 00000007 0000000000000123', tfhd).read(
      tfhd,
    );
    const moved = writeBox(tfhd, {
      ...source,
      trackId: 1,
      flags: DEFAULT_BASE_IS_MOOF,
      baseDataOffset: undefined,
    });
    expect(toHex(moved)).toBe('00000010746668640002000000000001');
  });
});

describe('tfdt', () => {
  test('32 bits as long as they suffice', () => {
    expect(toHex(writeBox(tfdt, { baseMediaDecodeTime: 0xffff_ffffn }))).toBe(
      '000000107466647400000000ffffffff',
    );
  });

  test.each([2n ** 32n, 2n ** 53n + 1n, 139_816_631_340_000n * 90_000n, 2n ** 64n - 1n])(
    '%d is exact',
    (baseMediaDecodeTime) => {
      const bytes = writeBox(tfdt, { baseMediaDecodeTime });
      const value = boxOfHex(toHex(bytes), tfdt).read(tfdt);
      expect(value).toEqual({ version: 1, flags: 0, baseMediaDecodeTime });
    },
  );

  test('a time that 64 bits do not hold is refused', () => {
    expect(() => writeBox(tfdt, { baseMediaDecodeTime: 2n ** 64n })).toThrow(
      'tfdt: found baseMediaDecodeTime 18446744073709551616, expected 0 to 18446744073709551615',
    );
  });
});

describe('trun', () => {
  test('all columns', () => {
    expectExample({
      description: trun,
      value: {
        version: 1,
        flags: 0xf01,
        sampleCount: 2,
        dataOffset: -8,
        samples: {
          sampleDuration: Uint32Array.of(512, 513),
          sampleSize: Uint32Array.of(10, 20),
          sampleFlags: Uint32Array.of(0x0200_0000, 0x0101_0000),
          sampleCompositionTimeOffset: Int32Array.of(1024, -512),
        },
      },
      hex:
        '00000034 7472756e 01000f01 00000002 fffffff8' +
        '00000200 0000000a 02000000 00000400 00000201 00000014 01010000 fffffe00',
      text: 'version=1, flags=0x000f01, sampleCount=2, dataOffset=-8, samples={sampleDuration=[512, 513], sampleSize=[10, 20], sampleFlags=[0x02000000, 0x01010000], sampleCompositionTimeOffset=[1024, -512]}',
    });
  });

  test('flags follow from the columns and fields that are there', () => {
    expectExample({
      description: trun,
      value: {
        sampleCount: 2,
        firstSampleFlags: 0x0200_0000,
        samples: { sampleSize: Uint32Array.of(1, 2) },
      },
      hex: '0000001c 7472756e 00000204 00000002 02000000 00000001 00000002',
      text: 'version=0, flags=0x000204, sampleCount=2, firstSampleFlags=0x02000000, samples={sampleSize=[1, 2]}',
    });
  });

  test('no column at all: the count alone, however large', () => {
    expectExample({
      description: trun,
      value: { ...version0, sampleCount: 0xffff_ffff, samples: {} },
      hex: '00000010 7472756e 00000000 ffffffff',
      text: 'version=0, flags=0x000000, sampleCount=4294967295, samples={}',
    });
  });

  test('a count that the columns contradict is not written', () => {
    const value = { sampleCount: 3, samples: { sampleSize: [1, 2] } };
    expect(() => writeBox(trun, value)).toThrow(
      'trun: found samples of 2 entries, expected 3 entries',
    );
  });

  test('a version whose layout is not known is refused', () => {
    const box = boxOfHex('00000010 7472756e 02000000 00000000', trun);
    expect(() => box.read(trun)).toThrow('trun at byte 8: found version 2, expected 0 to 1');
  });
});
