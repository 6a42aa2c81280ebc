/** `NANO`, the first half of the letters with which each record begins, as a little-endian word. */
export const SIGNATURE_START = 0x4f4e414e;

/** `RC`, the rest of them, as a little-endian half word. */
export const SIGNATURE_END = 0x4352;

export const SIGNATURE_SIZE = 6;

const SIGNATURE = Uint8Array.of(0x4e, 0x41, 0x4e, 0x4f, 0x52, 0x43);

/** How far the search may go on, by the byte under the end of its window (Horspool). */
const SHIFT = new Uint8Array(256).fill(SIGNATURE_SIZE);
SIGNATURE.forEach((letter, place) => {
  SHIFT[letter] = SIGNATURE_SIZE - 1 - place;
});

/** Whether the letters `NANORC` stand at a place, which may be the end of the view. */
export function hasSignature(view: DataView, at: number): boolean {
  return (
    at + SIGNATURE_SIZE <= view.byteLength &&
    view.getUint32(at, true) === SIGNATURE_START &&
    view.getUint16(at + 4, true) === SIGNATURE_END
  );
}

/** How many letters of `NANORC` stand at a place, in front of `end`. */
export function signatureLetters(view: DataView, at: number, end: number): number {
  let letters = 0;
  while (
    letters < SIGNATURE_SIZE &&
    at + letters < end &&
    view.getUint8(at + letters) === SIGNATURE[letters]
  ) {
    letters += 1;
  }
  return letters;
}

/**
 * Finds the first `NANORC` that lies wholly between two places.
 * @returns its place, or -1.
 */
export function findSignature(view: DataView, from: number, to: number): number {
  let last = from + SIGNATURE_SIZE - 1;
  while (last < to) {
    const shift = SHIFT[view.getUint8(last)] ?? SIGNATURE_SIZE;
    if (shift > 0) {
      last += shift;
    } else {
      const start = last - SIGNATURE_SIZE + 1;
      if (hasSignature(view, start)) return start;
      last += SIGNATURE_SIZE;
    }
  }
  return -1;
}
