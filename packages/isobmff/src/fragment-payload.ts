import { lastAtOrBefore } from './fragment-search.js';

/** A range of an input's bytes: from `start` up to, not including, `end`. */
export interface InputRange {
  readonly start: number;
  readonly end: number;
}

/** A range that is copied, and where its first byte comes to lie. */
export interface PayloadRange extends InputRange {
  /** Bytes of the payload in front of the range. */
  readonly place: number;
}

/** The bytes of an input that become the payload of one `mdat`, in the order in which they lie there. */
export interface FragmentPayload {
  readonly ranges: readonly PayloadRange[];
  readonly byteLength: number;
}

/**
 * Chooses what is copied for a fragment: everything from the first byte that is used to the last, so
 * that order and padding survive and copying is one range; or, where the bytes between belong to a
 * track that is left out, what is used alone.
 *
 * @param used ranges with the fragment's data, in any order; they may overlap
 * @param onlyUsed leave out what lies between them
 */
export function payloadOf(used: readonly InputRange[], onlyUsed: boolean): FragmentPayload {
  const sorted = used.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const ranges: PayloadRange[] = [];
  let byteLength = 0;
  let next = 0;
  while (next < sorted.length) {
    const start = sorted[next]?.start ?? 0;
    let end = start;
    for (; next < sorted.length; next += 1) {
      const range = sorted[next];
      if (range === undefined || (onlyUsed && range.start > end)) break;
      end = Math.max(end, range.end);
    }
    ranges.push({ start, end, place: byteLength });
    byteLength += end - start;
  }
  return { ranges, byteLength };
}

/** Where a byte of the input comes to lie in the payload; 0 for a position in front of all that is copied. */
export function placeInPayload({ ranges }: FragmentPayload, position: number): number {
  const range = lastAtOrBefore(ranges, ({ start }) => start, position);
  return range === undefined ? 0 : range.place + Math.min(position, range.end) - range.start;
}
