/** Damage of the kinds that files meet, made from a seed: the same seed gives the same damage. */

/** Numbers from 0 (included) to 1 (excluded), the same for the same seed: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

type Mutation = (bytes: Uint8Array, below: (limit: number) => number) => Uint8Array;

/** Numbers that sizes and counts are wrong with. */
const ODD_NUMBERS = [0, 1, 7, 8, 9, 15, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

const MUTATIONS: readonly Mutation[] = [
  function truncate(bytes, below) {
    return bytes.slice(0, below(bytes.length + 1));
  },
  function flipBits(bytes, below) {
    const damaged = bytes.slice();
    for (let flips = 1 + below(8); flips > 0; flips--) {
      const at = below(bytes.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << below(8));
    }
    return damaged;
  },
  function putOddNumber(bytes, below) {
    const damaged = bytes.slice();
    if (damaged.length < 4) return damaged;
    const value = ODD_NUMBERS[below(ODD_NUMBERS.length)] ?? 0;
    new DataView(damaged.buffer).setUint32(below(damaged.length - 3), value);
    return damaged;
  },
  /** A box begins four bytes before its type: there its size is. */
  function putOddSize(bytes, below) {
    const damaged = bytes.slice();
    const starts: number[] = [];
    for (let at = 0; at + 8 <= bytes.length; at++) {
      if ([4, 5, 6, 7].every((i) => isLetter(bytes[at + i] ?? 0))) starts.push(at);
    }
    const start = starts[below(starts.length)];
    if (start === undefined) return damaged;
    const value = ODD_NUMBERS[below(ODD_NUMBERS.length)] ?? 0;
    new DataView(damaged.buffer).setUint32(start, value);
    return damaged;
  },
  function repeatPart(bytes, below) {
    const start = below(bytes.length);
    const end = start + below(Math.min(bytes.length - start, 256) + 1);
    return joined(bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end));
  },
  function dropPart(bytes, below) {
    const start = below(bytes.length);
    const end = start + below(Math.min(bytes.length - start, 64) + 1);
    return joined(bytes.subarray(0, start), bytes.subarray(end));
  },
  function nestDeeply(bytes, below) {
    const depth = 1 + below(64);
    const types = ['moov', 'trak', 'meta', 'udta', 'mdia'];
    let nested: Uint8Array = bytes;
    for (let i = 0; i < depth; i++) {
      const head = new Uint8Array(8);
      new DataView(head.buffer).setUint32(0, nested.length + 8);
      head.set(
        Array.from(types[below(types.length)] ?? '', (c) => c.charCodeAt(0)),
        4,
      );
      nested = joined(head, nested);
    }
    return nested;
  },
];

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

/** A damaged copy of a file: one to four mutations, which follow from the seed. */
export function mutate(bytes: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  let damaged = bytes;
  for (let rounds = 1 + below(4); rounds > 0 && damaged.length > 0; rounds--) {
    damaged = MUTATIONS[below(MUTATIONS.length)]?.(damaged, below) ?? damaged;
  }
  return damaged;
}
