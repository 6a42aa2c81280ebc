import { expect, test } from '@jest/globals';
import type { Input } from './input.js';
import { readingAhead } from './reading-ahead.js';

const bytes = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 31) ^ (at >> 8));

function countedInput(): { input: Input; reads: [position: number, length: number][] } {
  const reads: [number, number][] = [];
  const input: Input = {
    name: 'bytes',
    byteLength: bytes.length,
    readInto(target, position) {
      reads.push([position, target.length]);
      const found = bytes.subarray(position, position + target.length);
      if (found.length < target.length) throw new Error(`ends at ${position + found.length}`);
      target.set(found);
    },
    close: () => undefined,
  };
  return { input, reads };
}

test('small pieces come from a few large reads, unchanged', () => {
  const { input, reads } = countedInput();
  const ahead = readingAhead(input);
  for (let position = 0; position < bytes.length; position += 700) {
    const target = new Uint8Array(Math.min(500, bytes.length - position));
    ahead.readInto(target, position);
    expect(target).toEqual(bytes.subarray(position, position + target.length));
  }
  expect(reads.length).toBeLessThan(10);
});

test('a large piece is read straight to where it is wanted', () => {
  const { input, reads } = countedInput();
  const target = new Uint8Array(200_000);
  readingAhead(input).readInto(target, 1234);
  expect(target).toEqual(bytes.subarray(1234, 1234 + target.length));
  expect(reads).toEqual([[1234, 200_000]]);
});

test('pieces backward, and across the end of what was read ahead', () => {
  const { input } = countedInput();
  const ahead = readingAhead(input);
  for (const [position, length] of [
    ...[[500_000, 10] as const, [499_990, 20] as const, [631_000, 100] as const],
    ...[[630_950, 300] as const, [0, 5] as const, [999_999, 1] as const],
  ]) {
    const target = new Uint8Array(length);
    ahead.readInto(target, position);
    expect(target).toEqual(bytes.subarray(position, position + length));
  }
});

test('an input that has become shorter is an error each time it is asked', () => {
  const { input } = countedInput();
  const shorter = { ...input, byteLength: bytes.length + 100 };
  const ahead = readingAhead(shorter);
  const target = new Uint8Array(10);
  expect(() => {
    ahead.readInto(target, bytes.length - 5);
  }).toThrow('ends at 1000000');
  expect(() => {
    ahead.readInto(target, bytes.length - 5);
  }).toThrow('ends at 1000000');
});
