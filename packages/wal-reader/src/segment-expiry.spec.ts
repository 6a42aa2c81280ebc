import { expect, test } from '@jest/globals';

import { encodeSegmentHeader } from './record-writer.js';
import { segmentExpirySeconds } from './segment-expiry.js';

const head = encodeSegmentHeader(new TextEncoder().encode('Steve'), 1771154285);

test('reads what was written', () => {
  expect(segmentExpirySeconds(head)).toBe(1771154285);
});

test('a header cut behind the expiry still has it, one cut before has none', () => {
  expect(segmentExpirySeconds(head.subarray(0, 24))).toBe(1771154285);
  for (let length = 0; length < 24; length++) {
    expect(segmentExpirySeconds(head.subarray(0, length))).toBeNull();
  }
});

test('what is no date is no expiry', () => {
  const changed = (at: number, byte: number) =>
    segmentExpirySeconds(Uint8Array.from(head, (old, place) => (place === at ? byte : old)));
  expect(changed(23, 0xff)).toBeNull();
  expect(changed(0, 0x6e)).toBeNull();
  expect(segmentExpirySeconds(encodeSegmentHeader(Uint8Array.of(), 0))).toBeNull();
});
