import { describe, expect, test } from '@jest/globals';
import { withType, writeBox } from '../box-description.js';
import { expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { findBox, parseBoxes } from '../box-tree.js';
import { standardBoxes } from '../standard-boxes.js';
import { audioSampleEntry, stsd, visualSampleEntry } from './sample-description.js';

const esds = '0000000c 65736473 00000000';

describe('audio entries', () => {
  const fields = '000000000000 0001 0000 000000000000 0002 0010 0000 0000 ac440000';

  test('of ISO: boxes follow the 28 bytes', () => {
    expectExample({
      description: withType(audioSampleEntry, 'mp4a'),
      value: { channelCount: 2, sampleRate: 44100 },
      children: [fromHex(esds)],
      hex: `00000030 6d703461 ${fields} ${esds}`,
      text: 'dataReferenceIndex=1, entryVersion=0, channelCount=2, sampleSize=16, compressionId=0, packetSize=0, sampleRate=44100',
    });
  });

  /** An entry in an `stsd`, and what the standard boxes make of it. */
  function entryIn(payload: string) {
    const entry = writeBox(stsd, {}, [fromHex(payload)]);
    const box = findBox(parseBoxes(entry, standardBoxes), 'stsd/mp4a');
    if (box === undefined) throw new Error('no entry');
    return { box, value: box.read(audioSampleEntry) };
  }

  test('of QuickTime version 1: four numbers before the boxes', () => {
    const { box, value } = entryIn(
      `00000040 6d703461 ${fields.replace('0001 0000', '0001 0001')} 00000400 00000002 00000004 00000002 ${esds}`,
    );
    expect(value).toMatchObject({
      entryVersion: 1,
      samplesPerPacket: 1024,
      bytesPerPacket: 2,
      bytesPerFrame: 4,
      bytesPerSample: 2,
    });
    expect(box.children.map(({ type }) => type)).toEqual(['esds']);
  });

  test('of ISO version 1, which has the number of the other and not its fields', () => {
    const { box, value } = entryIn(
      `00000030 6d703461 ${fields.replace('0001 0000', '0001 0001')} ${esds}`,
    );
    expect(value.samplesPerPacket).toBeUndefined();
    expect(box.children.map(({ type }) => type)).toEqual(['esds']);
  });

  test('of QuickTime version 2: 36 bytes before the boxes', () => {
    const more = '00000048 40e7700000000000 00000002 7f000000 00000018 00000000 00000000 00000000';
    const { box, value } = entryIn(
      `00000054 6d703461 ${fields.replace('0001 0000', '0001 0002')} ${more} ${esds}`,
    );
    expect(value.version2 && toHex(value.version2)).toBe(more.replaceAll(' ', ''));
    expect(box.children.map(({ type }) => type)).toEqual(['esds']);
  });
});

test('visual entries', () => {
  const avcC = fromHex('0000000c 61766343 01640028');
  expectExample({
    description: withType(visualSampleEntry, 'avc1'),
    value: { width: 192, height: 108 },
    children: [avcC],
    hex:
      '00000062 61766331 000000000000 0001 00000000000000000000000000000000 00c0 006c' +
      `00480000 00480000 00000000 0001 ${'00'.repeat(32)} 0018 ffff 0000000c 61766343 01640028`,
    text: `dataReferenceIndex=1, width=192, height=108, horizontalResolution=72, verticalResolution=72, frameCount=1, compressorName=${'00'.repeat(32)}, depth=24, preDefined2=-1`,
  });
});

test('stsd counts its entries', () => {
  const entry = fromHex('00000010 6d657474 000000000000 0001');
  const two = writeBox(stsd, {}, [entry, entry]);
  expect(toHex(two)).toBe('000000307374736400000000' + '00000002' + toHex(entry).repeat(2));
  expect(parseBoxes(two, standardBoxes).children[0]?.children.length).toBe(2);
});
