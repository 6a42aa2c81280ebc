import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { playerKey } from './player-key.js';

test.each(['Alex', '', '  ', '🏗 of Nørrebro', '\ufeffBo', 'a/b\\c', '\0'])(
  'a key of UTF-8 is shown as it is: %j',
  (text) => {
    expect(playerKey(new TextEncoder().encode(text)).text).toBe(text);
  },
);

test('other bytes are shown as escapes, between the characters that are whole', () => {
  expect(playerKey(Uint8Array.of(0x41, 0xff, 0xc3, 0xab, 0xc3)).text).toBe('A\\xffë\\xc3');
});

test('different keys have different ids, equal keys equal ones', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), fc.uint8Array({ maxLength: 8 }), (one, other) => {
      const same = Buffer.compare(one, other) === 0;
      expect(playerKey(one).id === playerKey(other).id).toBe(same);
    }),
  );
});
