import { expect } from '@jest/globals';
import { writeBox, type BoxDescription, type BoxPart } from './box-description.js';
import { fieldsText } from './box-listing.js';
import { boxSet } from './box-set.js';
import { parseBoxes, type BoxNode } from './box-tree.js';

/** Bytes of hexadecimal digits, which blanks may separate. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The single box that a piece of hexadecimal digits holds, in a parent of the given type or at the top level. */
export function boxOfHex(hex: string, description: BoxDescription): BoxNode {
  const bytes = fromHex(hex);
  const [box, ...others] = parseBoxes(
    bytes,
    boxSet([{ ...description, within: undefined }]),
  ).children;
  if (box === undefined || others.length > 0) throw new Error(`not one box: ${hex}`);
  return box;
}

/** A box as value, bytes and text: each follows from the others. */
export interface BoxExample<Value, Input> {
  readonly description: BoxDescription<Value, Input>;
  readonly value: Input & Partial<Value>;
  /** The whole box, in hexadecimal digits. */
  readonly hex: string;
  /** The fields as they are listed. */
  readonly text: string;
  readonly children?: readonly BoxPart[];
}

/** Checks that the value gives the bytes, the bytes the value, and both the text. */
export function expectExample<Value, Input>(example: BoxExample<Value, Input>): void {
  const { description, value, hex, text, children = [] } = example;
  expect(toHex(writeBox(description, value, children))).toBe(hex.replaceAll(' ', ''));
  const read = boxOfHex(hex, description).read(description);
  expect(read).toEqual(expect.objectContaining(value));
  expect(fieldsText(description.describe(read))).toBe(text);
}
