import { expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, toHex } from '../box-example.testkit.js';
import { mfro, sidx, ssix, tfra } from './segment-index.js';

const version0 = { version: 0, flags: 0 };

test('sidx: bits taken apart', () => {
  expectExample({
    description: sidx,
    value: {
      ...version0,
      referenceId: 1,
      timescale: 44100,
      earliestPresentationTime: 11264n,
      firstOffset: 0,
      references: {
        referenceType: Uint8Array.of(0, 1),
        referencedSize: Uint32Array.of(4278, 0x7fff_ffff),
        subsegmentDuration: Uint32Array.of(11264, 1),
        startsWithSap: Uint8Array.of(1, 0),
        sapType: Uint8Array.of(1, 6),
        sapDeltaTime: Uint32Array.of(0, 0x0fff_ffff),
      },
    },
    hex:
      '00000038 73696478 00000000 00000001 0000ac44 00002c00 00000000 0000 0002' +
      '000010b6 00002c00 90000000 ffffffff 00000001 6fffffff',
    text: 'version=0, flags=0x000000, referenceId=1, timescale=44100, earliestPresentationTime=11264, firstOffset=0, references={referenceType=[0, 1], referencedSize=[4278, 2147483647], subsegmentDuration=[11264, 1], startsWithSap=[1, 0], sapType=[1, 6], sapDeltaTime=[0, 268435455]}',
  });
});

test('sidx: a time past 32 bits makes it version 1 and stays exact', () => {
  const references = {
    referenceType: new Uint8Array(0),
    referencedSize: new Uint32Array(0),
    subsegmentDuration: new Uint32Array(0),
    startsWithSap: new Uint8Array(0),
    sapType: new Uint8Array(0),
    sapDeltaTime: new Uint32Array(0),
  };
  const bytes = writeBox(sidx, {
    referenceId: 1,
    timescale: 90000,
    earliestPresentationTime: 2n ** 63n + 1n,
    firstOffset: 0,
    references,
  });
  expect(bytes.length).toBe(40);
  expect(boxOfHex(toHex(bytes), sidx).read(sidx).earliestPresentationTime).toBe(2n ** 63n + 1n);
});

test('ssix: ranges of all subsegments in one column', () => {
  expectExample({
    description: ssix,
    value: {
      ...version0,
      ranges: {
        rangeCount: Uint32Array.of(2, 1),
        level: Uint8Array.of(0, 1, 255),
        rangeSize: Uint32Array.of(16, 0xff_ffff, 0),
      },
    },
    hex: '00000024 73736978 00000000 00000002 00000002 00000010 01ffffff 00000001 ff000000',
    text: 'version=0, flags=0x000000, ranges={rangeCount=[2, 1], level=[0, 1, 255], rangeSize=[16, 16777215, 0]}',
  });
});

test('tfra: numbers of the lengths it tells', () => {
  expectExample({
    description: tfra,
    value: {
      version: 1,
      flags: 0,
      trackId: 1,
      lengthSizes: 0b00_01_10,
      entries: {
        time: BigUint64Array.of(2n ** 53n + 1n),
        moofOffset: Float64Array.of(2 ** 32),
        trafNumber: Uint32Array.of(1),
        trunNumber: Uint32Array.of(0x102),
        sampleNumber: Uint32Array.of(0x10203),
      },
    },
    hex: '0000002e 74667261 01000000 00000001 00000006 00000001 0020000000000001 0000000100000000 01 0102 010203',
    text: 'version=1, flags=0x000000, trackId=1, lengthSizes=6, entries={time=[9007199254740993], moofOffset=[4294967296], trafNumber=[1], trunNumber=[258], sampleNumber=[66051]}',
  });
});

test('tfra: a number past its length is not written', () => {
  const entries = {
    time: [0n],
    moofOffset: [0],
    trafNumber: [256],
    trunNumber: [1],
    sampleNumber: [1],
  };
  expect(() => writeBox(tfra, { trackId: 1, lengthSizes: 0, entries })).toThrow(
    'tfra: found entries.trafNumber 256, expected 1 bytes',
  );
});

test('mfro: the size of what it ends', () => {
  expectExample({
    description: mfro,
    value: { ...version0, parentSize: 67 },
    hex: '00000010 6d66726f 00000000 00000043',
    text: 'version=0, flags=0x000000, parentSize=67',
  });
});
