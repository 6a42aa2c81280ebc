import { describe, expect, it } from '@jest/globals';
import { alignedRows, tableLines } from './text-table.js';

describe('alignedRows', () => {
  it('pads all cells but the last of a row', () => {
    expect(
      alignedRows([
        ['a', 'bb', 'c'],
        ['aaa', 'b'],
        ['aa', '', 'c'],
      ]),
    ).toEqual(['a    bb  c', 'aaa  b', 'aa       c']);
  });

  it('puts figures to the right', () => {
    expect(
      alignedRows(
        [
          ['a', '9', 'x'],
          ['b', '10', 'y'],
        ],
        [1],
      ),
    ).toEqual(['a   9  x', 'b  10  y']);
  });

  it('counts the columns that characters take on the screen', () => {
    expect(
      alignedRows([
        ['日本', '1'],
        ['🎧', '2'],
        ['e\u0301', '3'],
        ['Zoë', '4'],
      ]),
    ).toEqual(['日本  1', '🎧    2', 'e\u0301     3', 'Zoë   4']);
  });
});

describe('tableLines', () => {
  const table = { heads: ['who', 'size'], rows: [['Alex', '9 kB']], toTheRight: [1] };

  it('has the heads above the rows', () => {
    expect(tableLines({ ...table, colour: false })).toEqual(['who   size', 'Alex  9 kB']);
  });

  it('prints the heads bold where colours may be used', () => {
    expect(tableLines({ ...table, colour: true })).toEqual([
      '\u001b[1mwho   size\u001b[22m',
      'Alex  9 kB',
    ]);
  });
});
