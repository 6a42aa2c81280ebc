/** Samples at 48 kHz of the shortest silence, a packet of 2.5 ms. */
const shortestSamples = 120;

/**
 * Samples of a packet of digital silence at a place among bytes, or 0 if it is none: CELT full band,
 * one frame, and the two bytes that say "silent" (RFC 6716 §3.1 and §4.3).
 */
export function silenceSamplesAt(bytes: Uint8Array, at: number, size: number): number {
  const toc = bytes[at] ?? 0;
  const silent =
    size === 3 &&
    toc >= 0xe0 &&
    (toc & 3) === 0 &&
    bytes[at + 1] === 0xff &&
    bytes[at + 2] === 0xfe;
  return silent ? shortestSamples << ((toc >> 3) & 3) : 0;
}

/** The packet of digital silence that lasts 1, 2, 4 or 8 units of 2.5 ms. */
export function silencePacket(units: 1 | 2 | 4 | 8, channelCount: 1 | 2): Uint8Array {
  const stereo = channelCount === 2 ? 4 : 0;
  return Uint8Array.of(0xe0 | (Math.log2(units) << 3) | stereo, 0xff, 0xfe);
}
