import type { StructuralBytes } from './record-header-walk.js';
import { MOST_STRUCTURAL_BYTES, structuralBytes } from './record-header-walk.js';

/**
 * The structure of the metadata in the header of the record before: where its marks, indices and
 * lengths stand, and what they say. Metadata that agree in these bytes have the same structure,
 * whatever the names and numbers between them; so most headers need not be walked over.
 */
export interface HeaderShape {
  /** Bytes of the metadata. */
  length: number;
  /** Words that hold structural bytes, by their place in the metadata. */
  wordCount: number;
  readonly places: Uint16Array;
  /** Selects the structural bytes of each word. */
  readonly masks: Int32Array;
  readonly values: Int32Array;
  /** Filled by a walk. */
  readonly bytes: StructuralBytes;
}

const LONGER_THAN_ANY = 0x10000;

/** A shape that no metadata have. */
export function noShape(): HeaderShape {
  return {
    length: LONGER_THAN_ANY,
    wordCount: 0,
    places: new Uint16Array(MOST_STRUCTURAL_BYTES),
    masks: new Int32Array(MOST_STRUCTURAL_BYTES),
    values: new Int32Array(MOST_STRUCTURAL_BYTES),
    bytes: structuralBytes(),
  };
}

/**
 * Whether the metadata at a place are of the shape. Up to three bytes behind them are looked at,
 * and masked out.
 */
export function hasShape(view: DataView, at: number, length: number, shape: HeaderShape): boolean {
  if (length !== shape.length) return false;
  const { wordCount, places, masks, values } = shape;
  for (let word = 0; word < wordCount; word++) {
    const found = view.getInt32(at + (places[word] ?? 0), true) & (masks[word] ?? 0);
    if (found !== values[word]) return false;
  }
  return true;
}

/** Takes over the shape of the metadata at a place, which the last walk has found to be whole. */
export function learnShape(shape: HeaderShape, view: DataView, at: number, length: number): void {
  const { bytes, places, masks, values } = shape;
  let word = -1;
  let wordAt = -4;
  for (let byte = 0; byte < bytes.count; byte++) {
    const place = (bytes.places[byte] ?? 0) - at;
    if (place >= wordAt + 4) {
      word += 1;
      wordAt = place;
      places[word] = place;
      masks[word] = 0;
    }
    masks[word] = (masks[word] ?? 0) | (0xff << (8 * (place - wordAt)));
  }
  shape.wordCount = word + 1;
  shape.length = length;
  for (let filled = 0; filled <= word; filled++) {
    values[filled] = view.getInt32(at + (places[filled] ?? 0), true) & (masks[filled] ?? 0);
  }
}
