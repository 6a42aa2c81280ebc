import { expect, test } from '@jest/globals';
import { writeBox, type BoxDescription } from '../box-description.js';
import { expectExample, toHex } from '../box-example.testkit.js';
import {
  gmhd,
  gmin,
  nmhd,
  smhd,
  sthd,
  tcmi,
  timecodeMediaInformation,
  vmhd,
} from './media-header.js';

test.each<[string, BoxDescription<unknown, object>, string]>([
  ['vmhd', vmhd, '00000014766d68640000000000000000' + '00000000'],
  ['smhd', smhd, '00000010736d68640000000000000000'],
  ['nmhd', nmhd, '0000000c6e6d686400000000'],
  ['sthd', sthd, '0000000c7374686400000000'],
])('%s from nothing but defaults', (_, description, hex) => {
  expect(toHex(writeBox(description, {}))).toBe(hex);
});

test('vmhd as writers make it', () => {
  expectExample({
    description: vmhd,
    value: { flags: 1, graphicsMode: 0, red: 1, green: 2, blue: 3 },
    hex: '00000014 766d6864 00000001 0000 0001 0002 0003',
    text: 'version=0, flags=0x000001, graphicsMode=0, red=1, green=2, blue=3',
  });
});

test('the media header of a QuickTime timecode track: 86 bytes', () => {
  const header = writeBox(gmhd, {}, [
    writeBox(gmin, {}),
    writeBox(timecodeMediaInformation, {}, [writeBox(tcmi, {})]),
  ]);
  expect(toHex(header)).toBe(
    '00000056676d6864' +
      '00000018676d696e00000000' +
      '0040800080008000' +
      '00000000' +
      '00000036746d6364' +
      '0000002e74636d6900000000' +
      '00000000000c0000' +
      '000000000000ffffffffffff' +
      '0d4c75636964612047' +
      '72616e6465',
  );
});
