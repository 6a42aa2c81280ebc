import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { exerciseBoxes } from './box-robustness.testkit.js';
import { fromHex } from './box-example.testkit.js';
import { parseBoxes, walkBoxes } from './box-tree.js';
import { referenceFile } from './reference-file.testkit.js';
import { summarizeBoxesOf } from './box-summary.js';
import { standardBoxes } from './standard-boxes.js';

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.mp4'));

/** The boxes in front of the first media data, and the first bytes of it. */
function headOf(name: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
  const mdat = parseBoxes(bytes, standardBoxes).children.find(({ type }) => type === 'mdat');
  return bytes.subarray(0, (mdat?.offset ?? bytes.length) + 10);
}

describe('cut off at each byte, a file gives results or typed errors', () => {
  test('the reference file', () => {
    for (let length = 0; length <= referenceFile.length; length++) {
      exerciseBoxes(referenceFile.subarray(0, length));
    }
  });

  test.each(names.filter((name) => name.includes('.audio')))('%s', (name) => {
    const head = headOf(name);
    const step = Math.ceil(head.length / 25);
    for (let length = 0; length <= head.length; length += step) {
      exerciseBoxes(head.subarray(0, length));
    }
  });
});

describe('what hostile files try', () => {
  test('boxes in boxes in boxes', () => {
    const nested = new Uint8Array(8 * 10_000);
    const view = new DataView(nested.buffer);
    for (let at = 0; at < nested.length; at += 8) {
      view.setUint32(at, nested.length - at);
      view.setUint32(at + 4, 0x6d6f6f76);
    }
    exerciseBoxes(nested);
    expect(() => [...walkBoxes(parseBoxes(nested, standardBoxes))]).toThrow(
      /^(moov\/){15}moov at byte 120: found boxes nested more than 16 deep/,
    );
  });

  test('a table of four milliards of entries in twenty bytes', () => {
    for (const type of [
      'stts',
      'stsz',
      'stco',
      'trun',
      'elst',
      'sbgp',
      'sgpd',
      'tfra',
      'ssix',
      'subs',
    ]) {
      const letters = Array.from(type, (letter) => letter.charCodeAt(0).toString(16)).join('');
      for (const version of ['00', '01', '02']) {
        exerciseBoxes(
          fromHex(`0000001c ${letters} ${version}000fff ffffffff ffffffff ffffffff ffffffff`),
        );
      }
    }
  });

  test('a hundred thousand boxes that are all broken', () => {
    const bytes = new Uint8Array(8 * 100_000);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += 8) {
      view.setUint32(at, 8);
      view.setUint32(at + 4, 0x74726578);
    }
    const { boxes } = summarizeBoxesOf(bytes, standardBoxes);
    expect(boxes.length).toBe(100_000);
    expect(boxes.at(-1)?.error).toBe(
      'trex at byte 800000: found 0 bytes for version and flags, expected 4 bytes',
    );
  });
});
