import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, fromHex } from '../box-example.testkit.js';
import { rollEntry, sbgp, sgpd } from './sample-group.js';

describe('sgpd', () => {
  test('version 1: 80 ms of roll in packets of 20 ms', () => {
    expectExample({
      description: sgpd,
      value: { groupingType: 'roll', defaultLength: 2, entries: [rollEntry(-4)] },
      hex: '0000001a 73677064 01000000 726f6c6c 00000002 00000001 fffc',
      text: 'version=1, flags=0x000000, groupingType=roll, defaultLength=2, entries=[-4]',
    });
  });

  test('version 1 with entries of lengths of their own', () => {
    expectExample({
      description: sgpd,
      value: { groupingType: 'abcd', defaultLength: 0, entries: [fromHex('01'), fromHex('0203')] },
      hex: '00000023 73677064 01000000 61626364 00000000 00000002 00000001 01 00000002 0203',
      text: 'version=1, flags=0x000000, groupingType=abcd, defaultLength=0, entries=[01, 0203]',
    });
  });

  test('version 2 has a default for samples in no group', () => {
    expectExample({
      description: sgpd,
      value: {
        version: 2,
        flags: 0,
        groupingType: 'roll',
        defaultLength: 2,
        defaultGroupDescriptionIndex: 1,
        entries: [rollEntry(-1)],
      },
      hex: '0000001e 73677064 02000000 726f6c6c 00000002 00000001 00000001 ffff',
      text: 'version=2, flags=0x000000, groupingType=roll, defaultLength=2, defaultGroupDescriptionIndex=1, entries=[-1]',
    });
  });

  test('version 0 does not say how long its entries are', () => {
    expectExample({
      description: sgpd,
      value: { groupingType: 'roll', entries: [rollEntry(-4), rollEntry(-2)] },
      hex: '00000018 73677064 00000000 726f6c6c 00000002 fffc fffe',
      text: 'version=0, flags=0x000000, groupingType=roll, entries=[-4, -2]',
    });
    const uneven = boxOfHex('00000017 73677064 00000000 726f6c6c 00000002 fffc fe', sgpd);
    expect(() => uneven.read(sgpd)).toThrow('found 2 entries in 3 bytes');
    const value = { groupingType: 'roll', entries: [fromHex('01'), fromHex('0203')] };
    expect(() => writeBox(sgpd, value)).toThrow('sgpd: found entries of 2 bytes, expected 1 bytes');
  });
});

test('sbgp: all samples in the first group', () => {
  expectExample({
    description: sbgp,
    value: {
      version: 0,
      flags: 0,
      groupingType: 'roll',
      entries: { sampleCount: Uint32Array.of(100), groupDescriptionIndex: Uint32Array.of(1) },
    },
    hex: '0000001c 73626770 00000000 726f6c6c 00000001 00000064 00000001',
    text: 'version=0, flags=0x000000, groupingType=roll, entries={sampleCount=[100], groupDescriptionIndex=[1]}',
  });
  expectExample({
    description: sbgp,
    value: {
      groupingType: 'rap ',
      groupingTypeParameter: 7,
      entries: { sampleCount: new Uint32Array(0), groupDescriptionIndex: new Uint32Array(0) },
    },
    hex: '00000018 73626770 01000000 72617020 00000007 00000000',
    text: 'version=1, flags=0x000000, groupingType=rap , groupingTypeParameter=7, entries={sampleCount=[], groupDescriptionIndex=[]}',
  });
});
