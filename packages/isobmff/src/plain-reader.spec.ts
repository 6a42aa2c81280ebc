import { expect, test } from '@jest/globals';
import { randomFile } from './fragment-file.testkit.js';
import { fingerprint, readPlain } from './plain-reader.testkit.js';

test('the test writer and the test reader agree on files of every form', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const handler = seed % 2 === 0 ? 'vide' : 'soun';
    const truth = randomFile(seed, handler);
    const track = readPlain(truth.bytes).tracks.find((one) => one.handler === handler);
    expect(track?.timescale).toBe(truth.timescale);
    expect(track?.samples.map(fingerprint)).toEqual(truth.samples.map(fingerprint));
  }
});
