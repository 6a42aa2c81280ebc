import { expect, test } from '@jest/globals';
import { sizeColumn } from './flatten-sizes.js';

test('sizes take 16 bits each until one does not fit', () => {
  const column = sizeColumn();
  column.append(Uint32Array.of(0, 1, 0xffff));
  expect(column.finish()).toEqual(Uint16Array.of(0, 1, 0xffff));
  column.append(Uint32Array.of(2, 0x1_0000));
  column.append(Uint32Array.of(0xffff_ffff));
  expect(column.length).toBe(6);
  expect(column.finish()).toEqual(Uint32Array.of(0, 1, 0xffff, 2, 0x1_0000, 0xffff_ffff));
});
