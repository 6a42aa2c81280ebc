import { writeBoxes } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { listBoxes } from './box-listing.js';
import { summarizeBoxesOf } from './box-summary.js';
import { editBox, parseBoxes, walkBoxes, type BoxNode } from './box-tree.js';
import { standardBoxes } from './standard-boxes.js';

/** Reads all there is in a box and below; the only errors that may come up are typed ones. */
function readAll(box: BoxNode): void {
  if (box.description !== undefined) attempt(() => box.read(box.description ?? NOTHING));
  attempt(() => box.padding);
  for (const child of attempt(() => box.children) ?? []) readAll(child);
}

const NOTHING = {
  type: '',
  hasChildren: false,
  read: () => undefined,
  prepare: () => ({ byteLength: 0, write: () => undefined }),
  describe: () => ({}),
};

/** The result, or undefined if an {@link IsobmffError} was thrown; any other error passes. */
export function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof IsobmffError && error.message.length > 0) return undefined;
    throw error;
  }
}

/**
 * Does with a file all that the box reader offers. Whatever the bytes are, each step has to give a
 * result or an {@link IsobmffError}.
 *
 * @throws any other error, which is a fault of the reader
 */
export function exerciseBoxes(bytes: Uint8Array): void {
  const file = parseBoxes(bytes, standardBoxes);
  readAll(file);
  attempt(() => Array.from(walkBoxes(file), (box) => box.path));
  attempt(() => writeBoxes([editBox(file, (box) => (box.type === 'udta' ? [] : undefined))]));
  listBoxes(summarizeBoxesOf(bytes, standardBoxes));
}
