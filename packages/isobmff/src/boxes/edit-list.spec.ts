import { describe, expect, test } from '@jest/globals';
import { writeBox } from '../box-description.js';
import { boxOfHex, expectExample, toHex } from '../box-example.testkit.js';
import { elst } from './edit-list.js';

describe('elst', () => {
  test('one edit that skips the priming', () => {
    expectExample({
      description: elst,
      value: {
        version: 0,
        flags: 0,
        entries: {
          segmentDuration: Float64Array.of(95688),
          mediaTime: Float64Array.of(312),
          mediaRate: Float64Array.of(1),
        },
      },
      hex: '0000001c 656c7374 00000000 00000001 000175c8 00000138 00010000',
      text: 'version=0, flags=0x000000, entries={segmentDuration=[95688], mediaTime=[312], mediaRate=[1]}',
    });
  });

  test('an empty edit of version 1, and a duration of all ones that stays unknown', () => {
    expectExample({
      description: elst,
      value: {
        version: 1,
        flags: 0,
        entries: {
          segmentDuration: Float64Array.of(7, Infinity),
          mediaTime: Float64Array.of(-1, 2 ** 40),
          mediaRate: Float64Array.of(1, -0.5),
        },
      },
      hex:
        '00000038 656c7374 01000000 00000002 0000000000000007 ffffffffffffffff 00010000' +
        'ffffffffffffffff 0000010000000000 ffff8000',
      text: 'version=1, flags=0x000000, entries={segmentDuration=[7, unknown], mediaTime=[-1, 1099511627776], mediaRate=[1, -0.5]}',
    });
  });

  test.each([
    ['a duration past 32 bits', 2 ** 32, 0, 1],
    ['a media time past 31 bits', 1, 2 ** 31, 1],
    ['an empty edit', 1, -1, 0],
    ['an unknown duration', Infinity, 0, 0],
    ['a duration that would read as unknown', 2 ** 32 - 1, 0, 1],
  ])('%s chooses the version', (_, duration, mediaTime, version) => {
    const bytes = writeBox(elst, {
      entries: { segmentDuration: [duration], mediaTime: [mediaTime], mediaRate: [1] },
    });
    const value = boxOfHex(toHex(bytes), elst).read(elst);
    expect(value.version).toBe(version);
    expect([...value.entries.segmentDuration]).toEqual([duration]);
    expect([...value.entries.mediaTime]).toEqual([mediaTime]);
  });

  test('columns of different lengths are not written', () => {
    const entries = { segmentDuration: [1, 2], mediaTime: [0], mediaRate: [1, 1] };
    expect(() => writeBox(elst, { entries })).toThrow(
      'elst: found entries.mediaTime of 1 entries, expected 2 entries',
    );
  });

  test('a duration of 2^53 and more is refused, since it would lose ticks', () => {
    const box = boxOfHex(
      '00000024 656c7374 01000000 00000001 0020000000000000 0000000000000000 00010000',
      elst,
    );
    expect(() => box.read(elst)).toThrow(/^elst at byte 16: found entries 9007199254740992/);
  });
});
