import { expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { expectExample } from '../box-example.testkit.js';
import { subs } from './sub-sample.js';

const entries = {
  sampleDelta: Uint32Array.of(1, 3),
  subsampleCount: Uint16Array.of(2, 0),
  subsampleSize: Uint32Array.of(16, 0xffff),
  subsamplePriority: Uint8Array.of(1, 2),
  discardable: Uint8Array.of(0, 1),
  codecSpecificParameters: Uint32Array.of(0, 7),
};
const text =
  'entries={sampleDelta=[1, 3], subsampleCount=[2, 0], subsampleSize=[16, 65535], subsamplePriority=[1, 2], discardable=[0, 1], codecSpecificParameters=[0, 7]}';

test('subs: parts of two samples', () => {
  expectExample({
    description: subs,
    value: { version: 0, flags: 1, entries },
    hex:
      '0000002c 73756273 00000001 00000002' +
      '00000001 0002 0010 01 00 00000000 ffff 02 01 00000007 00000003 0000',
    text: `version=0, flags=0x000001, ${text}`,
  });
});

test('subs: sizes of 32 bits in version 1, which a size chooses', () => {
  const large = { ...entries, subsampleSize: Uint32Array.of(16, 0x10000) };
  expectExample({
    description: subs,
    value: { entries: large },
    hex:
      '00000030 73756273 01000000 00000002' +
      '00000001 0002 00000010 01 00 00000000 00010000 02 01 00000007 00000003 0000',
    text: `version=1, flags=0x000000, ${text.replace('65535', '65536')}`,
  });
});

test('subs: more parts than are counted are refused', () => {
  const uncounted = { ...entries, subsampleCount: Uint16Array.of(1, 0) };
  expect(() => writeBox(subs, { entries: uncounted })).toThrow(
    'subs: found entries of 2 subsamples, expected the 1 that are counted',
  );
});
