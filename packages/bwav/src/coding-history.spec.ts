import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CodingHistoryLine,
  formatCodingHistory,
  parseCodingHistory,
} from './coding-history.js';

const OPUS_THEN_PCM: CodingHistoryLine[] = [
  { algorithm: 'OPUS', sampleRate: 48000, mode: 'mono', text: 'source' },
  { algorithm: 'PCM', sampleRate: 48000, wordLength: 24, mode: 'mono', text: 'voxmux' },
];

describe('CodingHistory', () => {
  test('one line a generation', () => {
    expect(formatCodingHistory(OPUS_THEN_PCM)).toBe(
      'A=OPUS,F=48000,M=mono,T=source\r\nA=PCM,F=48000,W=24,M=mono,T=voxmux\r\n',
    );
  });

  test('a comma or a line break in a text does not begin an item or a line', () => {
    const text = formatCodingHistory([{ algorithm: 'PCM', text: 'one, two\r\nA=MPEG' }]);
    expect(text).toBe('A=PCM,T=one; two A=MPEG\r\n');
  });

  test.each([
    ['A=PCM, F=44100 ,W=16\nA=MPEG1L2,F=48000,B=192,M=joint-stereo', 2],
    ['ANALOGUE, no such thing\r\nA=ANALOGUE,T=tape\r\n', 1],
    ['', 0],
  ])('reads %j', (text, lines) => {
    expect(parseCodingHistory(text)).toHaveLength(lines);
  });

  test('numbers that are none are left out', () => {
    expect(parseCodingHistory('A=PCM,F=fast,W=24,B=-1')).toEqual([
      { algorithm: 'PCM', wordLength: 24 },
    ]);
  });

  test('what is written is read back', () => {
    const word = fc.stringMatching(/^[!-+\--~]{1,12}$/u);
    const line = fc.record(
      {
        algorithm: word,
        sampleRate: fc.nat(),
        bitRate: fc.nat(),
        wordLength: fc.nat(),
        mode: word,
        text: word,
      },
      { requiredKeys: ['algorithm'] },
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        expect(parseCodingHistory(formatCodingHistory(lines))).toEqual(lines);
      }),
    );
  });
});
