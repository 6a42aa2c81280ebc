/** Damage of the kinds that files meet, made from a seed: the same seed gives the same damage. */

import { randomFrom } from './seeded-random.testkit.js';

/** Bytes to be damaged, and how damage chooses where. */
interface Patient {
  readonly bytes: Uint8Array;
  /** A number from 0 to below the limit. */
  readonly below: (limit: number) => number;
  /** A position, mostly one among boxes: damage to media data changes nothing. */
  readonly place: () => number;
}

/** Numbers that sizes and counts are wrong with. */
const ODD_NUMBERS = [0, 1, 7, 8, 9, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const MUTATIONS: readonly ((patient: Patient) => Uint8Array)[] = [
  function truncate({ bytes, place }) {
    return bytes.slice(0, place());
  },
  function flipBits({ bytes, below, place }) {
    const damaged = bytes.slice();
    for (let flips = 1 + below(8); flips > 0; flips--) {
      const at = place();
      damaged[at] = (damaged[at] ?? 0) ^ (1 << below(8));
    }
    return damaged;
  },
  function putOddNumber({ bytes, below, place }) {
    return withNumber(bytes, place(), ODD_NUMBERS[below(ODD_NUMBERS.length)] ?? 0);
  },
  function putOddSize({ bytes, below, place }) {
    const start = sizeNear(bytes, place());
    return withNumber(bytes, start, ODD_NUMBERS[below(ODD_NUMBERS.length)] ?? 0);
  },
  function shiftSize({ bytes, below, place }) {
    const start = sizeNear(bytes, place());
    if (start + 4 > bytes.length) return bytes;
    const size = new DataView(bytes.buffer, bytes.byteOffset + start, 4).getUint32(0);
    return withNumber(bytes, start, size + below(17) - 8);
  },
  function repeatPart({ bytes, below, place }) {
    const start = place();
    const end = start + below(Math.min(bytes.length - start, 256) + 1);
    return joined(bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end));
  },
  function dropPart({ bytes, below, place }) {
    const start = place();
    const end = start + below(Math.min(bytes.length - start, 64) + 1);
    return joined(bytes.subarray(0, start), bytes.subarray(end));
  },
  function nestDeeply({ bytes, below }) {
    const types = ['moov', 'trak', 'meta', 'udta', 'mdia'];
    let nested: Uint8Array = bytes;
    for (let depth = 1 + below(40); depth > 0; depth--) {
      const type = types[below(types.length)] ?? '';
      const head = Uint8Array.from([0, 0, 0, 0, ...Array.from(type, (c) => c.charCodeAt(0))]);
      nested = joined(withNumber(head, 0, nested.length + 8), nested);
    }
    return nested;
  },
];

/** A copy with 32 bits put somewhere, as far as they fit. */
function withNumber(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  if (at + 4 <= copy.length) new DataView(copy.buffer).setUint32(at, value);
  return copy;
}

/** Where the next box seems to begin: four bytes before four letters. */
function sizeNear(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 8 <= bytes.length; at++) {
    if ([4, 5, 6, 7].every((i) => isLetter(bytes[at + i] ?? 0))) return at;
  }
  return from;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0xa9;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A part of a file, from its first byte to behind its last. */
export type ByteSpan = readonly [start: number, end: number];

/**
 * A damaged copy of a file: one to four mutations, which follow from the seed.
 *
 * @param hot the parts that damage mostly falls on
 */
export function mutate(
  bytes: Uint8Array,
  seed: number,
  hot: readonly ByteSpan[] = [[0, bytes.length]],
): Uint8Array {
  const below = randomFrom(seed);
  let damaged = bytes;
  const place = (): number => {
    const [start, end] = hot[below(hot.length)] ?? [0, damaged.length];
    const position = below(8) === 0 ? below(damaged.length) : start + below(end - start);
    return Math.min(position, Math.max(damaged.length - 1, 0));
  };
  for (let rounds = 1 + below(4); rounds > 0 && damaged.length > 0; rounds--) {
    const mutation = MUTATIONS[below(MUTATIONS.length)];
    damaged = mutation?.({ bytes: damaged, below, place }) ?? damaged;
  }
  return damaged;
}
