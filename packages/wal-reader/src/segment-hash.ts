const MASK = (1n << 64n) - 1n;

/** Initial state for an all-zero key: the letters "somepseudorandomlygeneratedbytes". */
const INITIAL = [
  0x736f6d6570736575n,
  0x646f72616e646f6dn,
  0x6c7967656e657261n,
  0x7465646279746573n,
] as const;

/**
 * The hash that stands in a segment's file name: SipHash-1-3 with an all-zero key over the length
 * of the player key (8 bytes, little-endian) and the key itself.
 * @returns an unsigned 64-bit number in decimal.
 * @example
 * segmentHash(new TextEncoder().encode('Alex')); // '13355652049526133572'
 */
export function segmentHash(key: Uint8Array): string {
  const message = new Uint8Array(8 + key.length);
  new DataView(message.buffer).setBigUint64(0, BigInt(key.length), true);
  message.set(key, 8);
  return sipHash13(message).toString();
}

/** SipHash with one round per word and three at the end (Aumasson and Bernstein, 2012). */
function sipHash13(message: Uint8Array): bigint {
  let [v0, v1, v2, v3]: [bigint, bigint, bigint, bigint] = [...INITIAL];
  const round = () => {
    v0 = (v0 + v1) & MASK;
    v1 = rotated(v1, 13n) ^ v0;
    v0 = rotated(v0, 32n);
    v2 = (v2 + v3) & MASK;
    v3 = rotated(v3, 16n) ^ v2;
    v0 = (v0 + v3) & MASK;
    v3 = rotated(v3, 21n) ^ v0;
    v2 = (v2 + v1) & MASK;
    v1 = rotated(v1, 17n) ^ v2;
    v2 = rotated(v2, 32n);
  };
  const padded = new Uint8Array(Math.ceil((message.length + 1) / 8) * 8);
  padded.set(message);
  padded[padded.length - 1] = message.length & 0xff;
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const word = view.getBigUint64(at, true);
    v3 ^= word;
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  round();
  round();
  round();
  return v0 ^ v1 ^ v2 ^ v3;
}

function rotated(word: bigint, by: bigint): bigint {
  return ((word << by) | (word >> (64n - by))) & MASK;
}
