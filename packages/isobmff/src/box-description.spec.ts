import { describe, expect, test } from '@jest/globals';
import {
  box,
  container,
  draftBox,
  fullBox,
  writeBox,
  writeBoxes,
  type BoxInput,
  type BoxValue,
} from './box-description.js';
import {
  bytes,
  constant,
  flagged,
  reserved,
  rest,
  sinceVersion,
  when,
  withDefault,
} from './box-field.js';
import { boxOfHex, expectExample, fromHex, toHex } from './box-example.testkit.js';
import {
  fixed16,
  fixed8,
  i16,
  i32,
  i64,
  u16,
  u24,
  u32,
  u64,
  u8,
  ufixed16,
  type ColumnArray,
  type NumberField,
} from './number-field.js';
import { flaggedColumn, list, rows } from './table-field.js';
import { countedText } from './text-field.js';

/** What reading {@link demo} gives, written out. */
interface Demo {
  readonly version: number;
  readonly flags: number;
  readonly count: number;
  readonly gain?: number | undefined;
  readonly label?: string | undefined;
  readonly filler?: Uint8Array | undefined;
  readonly rate: number;
  readonly extra?: number | undefined;
  readonly points: { readonly x: Uint16Array; readonly y?: Int16Array | undefined };
  readonly trailing?: Uint8Array | undefined;
}

const demo = fullBox(
  'demo',
  {
    layout: constant(u8, 7),
    count: u8,
    gain: flagged(0x1, i16),
    label: sinceVersion(1, countedText(u8)),
    filler: reserved(1),
    rate: withDefault(fixed16, () => 1),
    extra: when((value: { readonly count: number }) => value.count > 1, u16),
    points: rows((value: { readonly count: number }) => value.count, {
      x: u16,
      y: flaggedColumn(0x2, i16),
    }),
  },
  { maxVersion: 1 },
);

describe('the type of a value follows from the fields', () => {
  test('as it is read: each can stand for the other', () => {
    const hex = '00000013 64656d6f 00000000 07 00 00 00010000';
    const value: BoxValue<typeof demo> = boxOfHex(hex, demo).read(demo);
    const written: Demo = value;
    const again: BoxValue<typeof demo> = written;
    expect(writeBox(demo, again)).toEqual(fromHex(hex));
  });

  test('as it is written: what has a default, version and flags may be left out', () => {
    const least: BoxInput<typeof demo> = { count: 0, points: { x: [] } };
    expect(writeBox(demo, least).length).toBe(8 + 4 + 2 + 1 + 4);
  });
});

describe('a box of every kind of field', () => {
  test('with all of them', () => {
    expectExample({
      description: demo,
      value: {
        version: 1,
        flags: 3,
        count: 2,
        gain: -2,
        label: 'Zoë',
        filler: Uint8Array.of(9),
        rate: 0.5,
        extra: 5,
        points: { x: Uint16Array.of(1, 2), y: Int16Array.of(-1, -2) },
        trailing: fromHex('cafe'),
      },
      hex:
        '00000026 64656d6f 01000003 07 02 fffe 04 5a6fc3ab 09 00008000 0005' +
        '0001 ffff 0002 fffe cafe',
      text: 'version=1, flags=0x000003, count=2, gain=-2, label=Zoë, filler=09, rate=0.5, extra=5, points={x=[1, 2], y=[-1, -2]}, trailing=cafe',
    });
  });

  test('with the fewest: version and flags say what is missing', () => {
    expectExample({
      description: demo,
      value: { version: 0, flags: 0, count: 0, rate: 1, points: { x: new Uint16Array(0) } },
      hex: '00000013 64656d6f 00000000 07 00 00 00010000',
      text: 'version=0, flags=0x000000, count=0, rate=1, points={x=[]}',
    });
  });

  test('flags that no field stands for are kept, those of missing fields go', () => {
    const bytes = writeBox(demo, { flags: 0xf0_0003, count: 0, points: { x: [] } });
    expect(toHex(bytes.subarray(8, 12))).toBe('00f00000');
  });

  test('its end, wherever it comes, is told with the field it cuts', () => {
    const whole = '64656d6f 01000003 07 02 fffe 04 5a6fc3ab 09 00008000 0005 0001ffff 0002fffe';
    const fields = ['version and flags', 'layout', 'count', 'gain', 'label', 'filler', 'rate'];
    const found = new Set<string>();
    for (let size = 8; size < 35; size++) {
      const hex =
        size.toString(16).padStart(8, '0') + whole.replaceAll(' ', '').slice(0, 2 * size - 8);
      expect(() => boxOfHex(hex, demo).read(demo)).toThrow(
        expect.objectContaining({ path: 'demo', code: expect.stringMatching(/truncated|count/) }),
      );
      try {
        boxOfHex(hex, demo).read(demo);
      } catch (error) {
        found.add(/for (.*), expected/.exec(String(error))?.[1] ?? 'points');
      }
    }
    expect([...found]).toEqual([...fields, 'extra', 'points']);
  });
});

describe('numbers that do not fit are refused when written', () => {
  type Case = readonly [
    name: string,
    field: NumberField<number, ColumnArray>,
    good: readonly number[],
    bad: readonly number[],
  ];
  const cases: readonly Case[] = [
    ['u8', u8, [0, 255], [-1, 256, 0.5, NaN, Infinity]],
    ['u16', u16, [0, 65535], [-1, 65536]],
    ['i16', i16, [-32768, 32767], [-32769, 32768]],
    ['u24', u24, [0, 0xffffff], [-1, 0x1000000]],
    ['u32', u32, [0, 0xffffffff], [-1, 2 ** 32]],
    ['i32', i32, [-(2 ** 31), 2 ** 31 - 1], [-(2 ** 31) - 1, 2 ** 31]],
    ['u64', u64, [0, 2 ** 32, 2 ** 53 - 1], [-1, 2 ** 53]],
    ['i64', i64, [-(2 ** 53) + 1, -1, 2 ** 40], [-(2 ** 53), 2 ** 53]],
    ['fixed8', fixed8, [-128, -0.5, 1, 127.5], [-129, 128, NaN]],
    ['fixed16', fixed16, [-32768, -0.5, 1], [32768, -32769]],
    ['ufixed16', ufixed16, [0, 44100.5, 65535], [-1, 65536]],
  ];

  test.each(cases)('%s', (_, field, good, bad) => {
    const number = box('numb', { value: field, column: list(u8, field) });
    for (const value of good) {
      const written = writeBox(number, { value, column: [value, value] });
      const read = boxOfHex(toHex(written), number).read(number);
      expect([read.value, ...read.column]).toEqual([value, value, value]);
    }
    for (const value of bad) {
      expect(() => writeBox(number, { value, column: [] })).toThrow(
        /^numb: found value .*, expected/,
      );
      expect(() => writeBox(number, { value: 0, column: [0, value] })).toThrow(
        /^numb: found column .* in entry 1, expected/,
      );
    }
  });
});

describe('drafts', () => {
  const outer = container('outr');
  const inner = box('innr', { data: rest() });

  test('know their size before a byte is written, and are written once, in place', () => {
    const draft = draftBox(outer, {}, [
      draftBox(inner, { data: fromHex('01') }),
      fromHex('00000008 66726565'),
    ]);
    expect(draft.byteLength).toBe(25);
    const target = new Uint8Array(30).fill(0xee);
    draft.write(target, 2);
    expect(toHex(target)).toBe('eeee000000196f75747200000009696e6e72010000000866726565eeeeee');
    expect(writeBoxes([draft])).toEqual(target.subarray(2, 27));
  });

  test('can ask for a 64-bit size', () => {
    const bytes = writeBoxes([draftBox(inner, { data: fromHex('01') }, [], { sizeForm: 'u64' })]);
    expect(toHex(bytes)).toBe('00000001696e6e72000000000000001101');
  });
});

test('bytes of a length that the fields in front give have to be so many', () => {
  const sized = box('size', {
    length: u8,
    data: bytes((value: { readonly length: number }) => value.length),
  });
  expect(toHex(writeBox(sized, { length: 2, data: fromHex('0102') }))).toBe(
    '0000000b73697a65020102',
  );
  expect(() => writeBox(sized, { length: 3, data: fromHex('0102') })).toThrow(
    'size: found data of 2 bytes, expected 3 bytes',
  );
});

test('a version past the last, or flags past 24 bits, are not written', () => {
  const value = { count: 0, points: { x: [] } };
  expect(() => writeBox(demo, { ...value, version: 2 })).toThrow('demo: found version 2');
  expect(() => writeBox(demo, { ...value, flags: 2 ** 24 })).toThrow('demo: found flags 16777216');
});
