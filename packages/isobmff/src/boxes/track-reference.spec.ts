import { expect, test } from '@jest/globals';
import { withType, writeBox } from '../box-description.js';
import { fromHex, toHex } from '../box-example.testkit.js';
import { findBox, parseBoxes } from '../box-tree.js';
import { standardBoxes } from '../standard-boxes.js';
import { trackReference, tref } from './track-reference.js';

test('a reference from a sound to its timecode', () => {
  const written = writeBox(tref, {}, [
    writeBox(withType(trackReference, 'tmcd'), { trackIds: [2] }),
  ]);
  expect(toHex(written)).toBe('00000014747265660000000c746d636400000002');
});

test('references of any type name tracks', () => {
  const bytes = fromHex(
    '00000024 74726566 0000000c 746d6364 00000002 00000010 63686170 00000003 00000004',
  );
  const tree = parseBoxes(bytes, standardBoxes);
  expect(findBox(tree, 'tref/tmcd')?.read(trackReference)).toEqual({ trackIds: Uint32Array.of(2) });
  expect(findBox(tree, 'tref/chap')?.read(trackReference).trackIds).toEqual(Uint32Array.of(3, 4));
});
