import { expect, test } from '@jest/globals';
import { randomFile } from './fragment-file.testkit.js';
import { readPlain } from './plain-reader.testkit.js';

test('the test writer and the test reader agree on files of every form', () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const handler = seed % 2 === 0 ? 'vide' : 'soun';
    const truth = randomFile(seed, handler);
    const track = readPlain(truth.bytes).tracks.find((one) => one.handler === handler);
    expect(track?.timescale).toBe(truth.timescale);
    expect(track?.samples.length).toBe(truth.samples.length);
    for (const [index, sample] of truth.samples.entries()) {
      expect(track?.samples[index]).toMatchObject(sample);
    }
  }
});
