import { describe, expect, test } from '@jest/globals';
import {
  boxHeaderSize,
  emptyBoxHeader,
  fourCC,
  fourCCText,
  readBoxHeader,
  writeBoxHeader,
} from './box-header.js';
import { fromHex, toHex } from './box-example.testkit.js';

function headerOf(hex: string, end = hex.replaceAll(' ', '').length / 2, offset = 0) {
  const bytes = fromHex(hex);
  const view = new DataView(bytes.buffer);
  const header = readBoxHeader(view, 0, end, emptyBoxHeader(), offset, { path: 'moov' });
  return { ...header, type: fourCCText(header.type) };
}

describe('sizes', () => {
  test('of 32 bits', () => {
    expect(headerOf('0000000c 66726565 00000000')).toEqual({
      type: 'free',
      size: 12,
      headerSize: 8,
      sizeForm: 'u32',
    });
  });

  test('of 64 bits, also where 32 would do', () => {
    const small = headerOf('00000001 6d646174 0000000000000011 00');
    expect(small).toEqual({ type: 'mdat', size: 17, headerSize: 16, sizeForm: 'u64' });
    expect(headerOf('00000001 6d646174 0000000500000000', Infinity).size).toBe(5 * 2 ** 32);
  });

  test('0: to the end, which may be unknown', () => {
    const hex = '00000000 6d646174 00000000';
    expect(headerOf(hex)).toEqual({ type: 'mdat', size: 12, headerSize: 8, sizeForm: 'to-end' });
    expect(headerOf(hex, Infinity).size).toBe(Infinity);
  });

  test('of boxes whose type is a uuid: 16 bytes more', () => {
    const userType = '00112233445566778899aabbccddeeff';
    expect(headerOf(`00000018 75756964 ${userType}`).headerSize).toBe(24);
    expect(headerOf(`00000001 75756964 0000000000000020 ${userType}`).headerSize).toBe(32);
  });

  test('only the header has to be at hand', () => {
    expect(headerOf('00100000 6d646174', 0x200000).size).toBe(0x100000);
  });
});

describe('errors name the place, what is there and what should be', () => {
  test.each([
    [
      'an end within the header',
      '000000',
      'moov at byte 100: found 3 bytes, expected a box header of 8 bytes',
    ],
    [
      'a size below the header',
      '00000007 66726565',
      "moov at byte 100: found 'free' of 7 bytes, expected at least its header of 8 bytes",
    ],
    [
      'a 64-bit size below the header',
      '00000001 66726565 000000000000000f',
      "moov at byte 100: found 'free' of 15 bytes, expected at least its header of 16 bytes",
    ],
    [
      'an end within the 64-bit size',
      '00000001 66726565 00000000',
      "moov at byte 100: found 'free' of 16 bytes, expected at most the 12 bytes left",
    ],
    [
      'a size past the parent',
      '0000000d 66726565 00000000',
      "moov at byte 100: found 'free' of 13 bytes, expected at most the 12 bytes left",
    ],
    [
      'a uuid too short for its type',
      '00000017 75756964 00000000000000000000000000000000',
      "moov at byte 100: found 'uuid' of 23 bytes, expected at least its header of 24 bytes",
    ],
    [
      'a type that would disturb a terminal',
      '0000000d 1b5b324a',
      "moov at byte 100: found '\\x1b[2J' of 13 bytes, expected at most the 8 bytes left",
    ],
  ])('%s', (_, hex, message) => {
    expect(() => headerOf(hex, undefined, 100)).toThrow(message);
  });

  test('a size past 2^53 is refused in a stream without end', () => {
    expect(() => headerOf('00000001 6d646174 0020000000000000', Infinity)).toThrow(
      "found 'mdat' of 9007199254740992 bytes",
    );
  });

  test('a uuid whose type has not arrived is truncated, not wrong', () => {
    expect(() => headerOf('00000020 75756964 0000', 32)).toThrow(
      'found 10 bytes, expected a box header of 24 bytes',
    );
  });
});

describe('four-character codes', () => {
  test.each([
    ['moov', 0x6d6f6f76],
    ['©nam', 0xa96e616d],
    ['\0\0\0\x01', 1],
    ['ÿÿÿÿ', 0xffffffff],
  ])('%j', (text, code) => {
    expect(fourCC(text)).toBe(code);
    expect(fourCCText(code)).toBe(text);
  });

  test.each(['', 'moo', 'moovs', 'mo€v'])('%j is none', (text) => {
    expect(() => fourCC(text)).toThrow('expected four characters of one byte each');
  });
});

test.each([
  ['free', 0, 'u32', 8, '0000000866726565'],
  ['mdat', 5, 'u64', 16, '000000016d64617400000000' + '00000015'],
  ['mdat', 0xffff_fff7, 'u32', 8, 'ffffffff6d646174'],
  ['mdat', 0xffff_fff8, 'u32', 16, '000000016d64617400000001' + '00000008'],
] as const)('the header of %s with %d bytes in form %s', (text, payload, form, size, hex) => {
  const type = fourCC(text);
  expect(boxHeaderSize(type, payload, form)).toBe(size);
  const bytes = new Uint8Array(size);
  writeBoxHeader(new DataView(bytes.buffer), 0, type, payload + size, size);
  expect(toHex(bytes)).toBe(hex);
});
