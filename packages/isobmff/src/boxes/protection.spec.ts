import { describe, expect, test } from '@jest/globals';
import { boxOfHex, expectExample, fromHex } from '../box-example.testkit.js';
import {
  frma,
  piffProtectionHeader,
  piffSampleEncryption,
  piffTrackEncryption,
  pssh,
  saio,
  saiz,
  schm,
  senc,
  tenc,
} from './protection.js';

const version0 = { version: 0, flags: 0 };
const keyId = '10111213141516171819202122232425';
const widevine = 'edef8ba979d64acea3c827dcd51d21ed';

test('frma and schm: what was there, and how it is protected', () => {
  expectExample({
    description: frma,
    value: { dataFormat: 'avc1' },
    hex: '0000000c 66726d61 61766331',
    text: 'dataFormat=avc1',
  });
  expectExample({
    description: schm,
    value: { ...version0, schemeType: 'cenc', schemeVersion: 0x10000 },
    hex: '00000014 7363686d 00000000 63656e63 00010000',
    text: 'version=0, flags=0x000000, schemeType=cenc, schemeVersion=65536',
  });
  expectExample({
    description: schm,
    value: { version: 0, flags: 1, schemeType: 'abcd', schemeVersion: 1, schemeUri: 'a:b' },
    hex: '00000018 7363686d 00000001 61626364 00000001 613a6200',
    text: 'version=0, flags=0x000001, schemeType=abcd, schemeVersion=1, schemeUri=a:b',
  });
});

describe('tenc', () => {
  test('a vector for each sample', () => {
    expectExample({
      description: tenc,
      value: {
        ...version0,
        defaultIsProtected: 1,
        defaultPerSampleIvSize: 8,
        defaultKid: fromHex(keyId),
      },
      hex: `00000020 74656e63 00000000 0000 01 08 ${keyId}`,
      text: `version=0, flags=0x000000, defaultCryptAndSkipByteBlock=0, defaultIsProtected=1, defaultPerSampleIvSize=8, defaultKid=${keyId}`,
    });
  });

  test('a constant vector and a pattern', () => {
    expectExample({
      description: tenc,
      value: {
        version: 1,
        flags: 0,
        defaultCryptAndSkipByteBlock: 0x19,
        defaultIsProtected: 1,
        defaultPerSampleIvSize: 0,
        defaultKid: fromHex(keyId),
        defaultConstantIv: fromHex('0102030405060708'),
      },
      hex: `00000029 74656e63 01000000 0019 01 00 ${keyId} 08 0102030405060708`,
      text: `version=1, flags=0x000000, defaultCryptAndSkipByteBlock=25, defaultIsProtected=1, defaultPerSampleIvSize=0, defaultKid=${keyId}, defaultConstantIv=0102030405060708`,
    });
  });
});

describe('pssh', () => {
  test('without key ids: version 0', () => {
    expectExample({
      description: pssh,
      value: { ...version0, systemId: fromHex(widevine), data: fromHex('cafe') },
      hex: `00000022 70737368 00000000 ${widevine} 00000002 cafe`,
      text: `version=0, flags=0x000000, systemId=${widevine}, data=cafe`,
    });
  });

  test('key ids ask for version 1', () => {
    expectExample({
      description: pssh,
      value: { systemId: fromHex(widevine), keyIds: [fromHex(keyId)], data: fromHex('') },
      hex: `00000034 70737368 01000000 ${widevine} 00000001 ${keyId} 00000000`,
      text: `version=1, flags=0x000000, systemId=${widevine}, keyIds=[${keyId}], data=`,
    });
  });

  test('a number of key ids past the box is refused', () => {
    const box = boxOfHex(`00000024 70737368 01000000 ${widevine} 10000000 00000000`, pssh);
    expect(() => box.read(pssh)).toThrow('found 268435456 keyIds of 16 bytes');
  });
});

test('senc: vectors stay bytes', () => {
  expectExample({
    description: senc,
    value: {
      version: 0,
      flags: 2,
      sampleCount: 1,
      samples: fromHex('01020304050607080001 0010 00000020'),
    },
    hex: '00000020 73656e63 00000002 00000001 0102030405060708 0001 0010 00000020',
    text: 'version=0, flags=0x000002, sampleCount=1, samples=01020304050607080001001000000020',
  });
});

describe('saiz and saio', () => {
  test('sizes that differ, one piece', () => {
    expectExample({
      description: saiz,
      value: {
        ...version0,
        defaultSampleInfoSize: 0,
        sampleCount: 3,
        sampleInfoSize: Uint8Array.of(16, 22, 0),
      },
      hex: '00000014 7361697a 00000000 00 00000003 10 16 00',
      text: 'version=0, flags=0x000000, defaultSampleInfoSize=0, sampleCount=3, sampleInfoSize=[16, 22, 0]',
    });
    expectExample({
      description: saio,
      value: { ...version0, offset: Float64Array.of(1234) },
      hex: '00000014 7361696f 00000000 00000001 000004d2',
      text: 'version=0, flags=0x000000, offset=[1234]',
    });
  });

  test('a size for all, a type, and positions past 32 bits', () => {
    expectExample({
      description: saiz,
      value: {
        auxInfoType: 'cenc',
        auxInfoTypeParameter: 0,
        defaultSampleInfoSize: 8,
        sampleCount: 0xffff_ffff,
      },
      hex: '00000019 7361697a 00000001 63656e63 00000000 08 ffffffff',
      text: 'version=0, flags=0x000001, auxInfoType=cenc, auxInfoTypeParameter=0, defaultSampleInfoSize=8, sampleCount=4294967295',
    });
    expectExample({
      description: saio,
      value: { auxInfoType: 'cenc', auxInfoTypeParameter: 0, offset: Float64Array.of(5, 2 ** 32) },
      hex: '00000028 7361696f 01000001 63656e63 00000000 00000002 0000000000000005 0000000100000000',
      text: 'version=1, flags=0x000001, auxInfoType=cenc, auxInfoTypeParameter=0, offset=[5, 4294967296]',
    });
  });
});

test('the boxes of PIFF are told by their user types', () => {
  expectExample({
    description: piffSampleEncryption,
    value: { ...version0, sampleCount: 1, samples: fromHex('0102030405060708') },
    hex: '00000028 75756964 a2394f525a9b4f14a2446c427c648df4 00000000 00000001 0102030405060708',
    text: 'version=0, flags=0x000000, sampleCount=1, samples=0102030405060708',
  });
  expectExample({
    description: piffTrackEncryption,
    value: { ...version0, defaultAlgorithmId: 1, defaultIvSize: 8, defaultKid: fromHex(keyId) },
    hex: `00000030 75756964 8974dbce7be74c5184f97148f9882554 00000000 000001 08 ${keyId}`,
    text: `version=0, flags=0x000000, defaultAlgorithmId=1, defaultIvSize=8, defaultKid=${keyId}`,
  });
  expectExample({
    description: piffProtectionHeader,
    value: { ...version0, systemId: fromHex(widevine), data: fromHex('cafe') },
    hex: `00000032 75756964 d08a4f1810f34a82b6c832d8aba183d3 00000000 ${widevine} 00000002 cafe`,
    text: `version=0, flags=0x000000, systemId=${widevine}, data=cafe`,
  });
});
