import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeBox, writeBoxes, type BoxDescription } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { boxSet } from './box-set.js';
import { parseBoxes, type BoxNode } from './box-tree.js';
import { standardDescriptions } from './standard-boxes.js';

/** Payloads in which version and flags, tables of a few entries, small numbers and texts are likely. */
const payload = fc
  .tuple(
    fc.constantFrom(
      [0, 0, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 1],
      [0, 0, 15, 5],
      [2, 2, 0, 59],
    ),
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant([0, 0, 0, 0]) },
        { weight: 4, arbitrary: fc.nat(4).map((count) => [0, 0, 0, count]) },
        { weight: 1, arbitrary: fc.constantFrom([255, 255, 255, 255], [0x41, 0x6e, 0x61, 0]) },
        { weight: 2, arbitrary: fc.array(fc.nat(255), { minLength: 1, maxLength: 4 }) },
      ),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map(([head, groups]) => Uint8Array.from([...head, ...groups.flat()]));

/**
 * Boxes that come out otherwise than they went in where the bytes are not as the standard has them:
 * a text without its zero byte gets one, and half a byte that pads gets zero.
 */
const NORMALIZED = new Set([
  ...['emsg', 'schm', 'stz2', 'url ', 'urn '],
  ...'titl dscp cprt perf auth gnre'.split(' '),
]);

type AnyDescription = BoxDescription<unknown, unknown>;

/** One of the sample entries of each kind stands for the many codecs. */
const ENTRIES = ['mp4a', 'avc1', 'tmcd'];

const descriptions = (standardDescriptions() as readonly AnyDescription[]).filter(
  ({ type, within }) => within?.includes('stsd') !== true || ENTRIES.includes(type),
);

function boxOf(description: AnyDescription, content: Uint8Array): BoxNode {
  const userType = description.userType?.match(/../g)?.map((byte) => Number.parseInt(byte, 16));
  const type = description.type.padEnd(4, '*');
  const head = [0, 0, 0, 0, ...Array.from(type, (letter) => letter.charCodeAt(0))];
  const bytes = Uint8Array.from([...head, ...(userType ?? []), ...content]);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  const set = boxSet([{ ...description, type, within: undefined }]);
  const [box] = parseBoxes(bytes, set).children;
  if (box === undefined) throw new Error('no box');
  return box;
}

/** The value, or the typed error that is all a reader may throw. */
function readOf(box: BoxNode, description: AnyDescription): { value: unknown } | undefined {
  try {
    return { value: box.read(description) };
  } catch (error) {
    expect(error).toBeInstanceOf(IsobmffError);
    return undefined;
  }
}

describe.each(descriptions.map((description) => ({ name: description.type, description })))(
  '$name',
  ({ description }) => {
    test('bytes that can be read give a value that is written as those bytes', () => {
      fc.assert(
        fc.property(payload, (content) => {
          const box = boxOf(description, content);
          const read = readOf(box, description);
          if (read === undefined) return;
          const named = { ...description, type: box.type };
          const written = writeBox(named, read.value);
          if (!description.hasChildren && !NORMALIZED.has(description.type)) {
            expect(written).toEqual(box.bytes);
          }
          const [again] = parseBoxes(written, boxSet([{ ...named, within: undefined }])).children;
          expect(again?.read(description)).toEqual(read.value);
          expect(writeBoxes([writeBox(named, again?.read(description))])).toEqual(written);
        }),
        { numRuns: 40, seed: 14496 },
      );
    });
  },
);
