import { expect, test } from '@jest/globals';

import { segmentHash } from './segment-hash.js';

test.each([
  ['Alex', '13355652049526133572'],
  ['Al', '16192231256665727981'],
  ['Steve', '2916284185720066222'],
  ['Miner-49er', '4324925819898972326'],
  ['Robin', '8000475056621178602'],
  ['Zoë the Builder 🏗 of Nørrebro', '6025031661391555560'],
])('the segments of %s are named with %s', (key, hash) => {
  expect(segmentHash(new TextEncoder().encode(key))).toBe(hash);
});
