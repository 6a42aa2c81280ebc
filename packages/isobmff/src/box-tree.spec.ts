import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import {
  draftBox,
  withType,
  writeBoxes,
  type BoxDescription,
  type BoxPart,
} from './box-description.js';
import { parseBoxes, type BoxNode } from './box-tree.js';
import { standardBoxes } from './standard-boxes.js';

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.mp4'));

/** Every described box made anew from its value. */
function rebuilt(box: BoxNode): BoxPart {
  const { description } = box;
  const children = box.children.map(rebuilt);
  if (box.parent === undefined) return writeBoxes(children);
  if (description === undefined) return box.bytes;
  return draftBox(
    withType(description as BoxDescription<unknown, unknown>, box.type),
    box.read(description),
    children,
    { sizeForm: box.sizeForm, padding: box.padding },
  );
}

describe('every box of a file, written from its value, is what it was', () => {
  test.each(names)('%s', (name) => {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
    const written = writeBoxes([rebuilt(parseBoxes(bytes, standardBoxes))]);
    expect(Buffer.compare(written, bytes)).toBe(0);
  });
});
