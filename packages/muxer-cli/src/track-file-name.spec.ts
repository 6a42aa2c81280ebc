import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trackFileStems } from './track-file-name.js';

describe('trackFileStems', () => {
  test.each([
    ['Steve', 'Steve'],
    ['Zoë the Builder 🏗 of Nørrebro', 'Zoë the Builder 🏗 of Nørrebro'],
    ['Miner-49er', 'Miner-49er'],
    ['../../evil', '_.._evil'],
    ['a/b\\c:d', 'a_b_c_d'],
    ['CON', 'CON_'],
    ['lpt1', 'lpt1_'],
    ['ends in dots...', 'ends in dots'],
    ['-rf', 'rf'],
    ['..', 'player'],
    ['tab\tand\u202Eturn', 'tab andturn'],
    ['', 'player'],
    ['   ', 'player'],
  ])('%j becomes %j', (name, stem) => {
    expect(trackFileStems([name])).toEqual([stem]);
  });

  test('tells names apart that a case-blind or normalising disk would not', () => {
    expect(trackFileStems(['Sam', 'sam', 'SAM', 'sam-2', 'ﬁn', 'fin'])).toEqual([
      'Sam',
      'sam-2',
      'SAM-3',
      'sam-2-2',
      'ﬁn',
      'fin-2',
    ]);
  });

  test('any names give distinct, short, plain names', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 400 })),
        ),
        (names) => {
          const stems = trackFileStems(names);
          expect(new Set(stems.map((stem) => stem.toLowerCase())).size).toBe(names.length);
          for (const stem of stems) {
            expect(stem).not.toMatch(/[\p{Cc}/\\<>:"|?*]|^[.\s-]|[.\s]$/u);
            expect(new TextEncoder().encode(stem).length).toBeLessThanOrEqual(160);
            expect(stem.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
