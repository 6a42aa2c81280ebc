import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { expectExample, fromHex, toHex } from '../box-example.testkit.js';
import { parseBoxes } from '../box-tree.js';
import { standardBoxes } from '../standard-boxes.js';
import { reelName, TIMECODE_WRAPS_AT_24_HOURS, timecodeSampleEntry } from './timecode.js';

const fiftyFrames = {
  flags: TIMECODE_WRAPS_AT_24_HOURS,
  timescale: 48000,
  frameDuration: 960,
  numberOfFrames: 50,
};
const fields = '746d6364 000000000000 0001 00000000 00000002 0000bb80 000003c0 32';
const fieldsText =
  'dataReferenceIndex=1, flags=2, timescale=48000, frameDuration=960, numberOfFrames=50';

/** An entry where it belongs: in an `stsd`. */
function entryIn(hex: string) {
  const entry = fromHex(hex);
  const head = fromHex('00000000 73747364 00000000 00000001');
  const stsd = Uint8Array.of(...head, ...entry);
  new DataView(stsd.buffer).setUint32(0, stsd.length);
  const box = parseBoxes(stsd, standardBoxes).children[0]?.children[0];
  if (box === undefined) throw new Error('no entry');
  return box;
}

describe('timecode sample entry', () => {
  test('50 frames a second', () => {
    expectExample({
      description: timecodeSampleEntry,
      value: fiftyFrames,
      hex: `00000022 ${fields} 00`,
      text: fieldsText,
    });
  });

  test('with the name of a reel', () => {
    const name = writeBox(reelName, { reel: { language: 0, text: 'Ana' } });
    expect(toHex(name)).toBe('0000000f6e616d650003000041' + '6e61');
    expectExample({
      description: timecodeSampleEntry,
      value: fiftyFrames,
      children: [name],
      hex: `00000031 ${fields} 00 0000000f 6e616d65 0003 0000 416e61`,
      text: fieldsText,
    });
  });

  test.each([
    ['one reserved byte', `00000022 ${fields} 00`, undefined],
    ['none', `00000021 ${fields}`, ''],
    ['three reserved bytes', `00000024 ${fields} 000000`, '000000'],
    ['five reserved bytes', `00000026 ${fields} 0000000000`, '0000000000'],
  ])('is read with %s', (_, hex, reserved) => {
    const value = entryIn(hex).read(timecodeSampleEntry);
    expect(value).toMatchObject(fiftyFrames);
    expect(value.reserved3 && toHex(value.reserved3)).toBe(reserved);
  });

  test.each([
    ['one reserved byte', `00000031 ${fields} 00 0000000f 6e616d65 0003 0000 416e61`],
    ['three reserved bytes', `00000033 ${fields} 000000 0000000f 6e616d65 0003 0000 416e61`],
  ])('the reel is found behind %s', (_, hex) => {
    const [name] = entryIn(hex).children;
    expect(name?.read(reelName)).toEqual({ reel: { language: 0, text: 'Ana' } });
  });
});
