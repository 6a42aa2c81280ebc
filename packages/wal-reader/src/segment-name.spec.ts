import { expect, test } from '@jest/globals';

import { parseSegmentName } from './segment-name.js';

test.each([
  ['Alex-13355652049526133572-0001.log', 'Alex', '13355652049526133572', 1],
  ['Miner-49er-4324925819898972326-0012.log', 'Miner-49er', '4324925819898972326', 12],
  ['a-1-2-3-0004.log', 'a-1-2', '3', 4],
  ['-77-10000.log', '', '77', 10000],
  [
    'ZoëtheBuilderofNørre-6025031661391555560-0001.log',
    'ZoëtheBuilderofNørre',
    '6025031661391555560',
    1,
  ],
])('%s', (file, name, hash, sequence) => {
  expect(parseSegmentName(file)).toEqual({ name, hash, sequence });
});

test.each([
  'notes.txt',
  'Alex-1-0001.log.bak',
  'Alex-0001.log',
  'Alex-x-0001.log',
  'Alex-1-.log',
  '.log',
  '',
])('"%s" is no segment', (file) => {
  expect(parseSegmentName(file)).toBeNull();
});
