/** Bytes of the longest frame that a packet can carry (RFC 6716 §3.2.1). */
const LONGEST_FRAME = 1275;

/** 120 ms, the longest packet, in units of 2.5 ms (RFC 6716 §3.2.5). */
const LONGEST_PACKET_UNITS = 48;

const STEREO_BIT = 0x04;

/**
 * Units of 2.5 ms in one frame, by TOC byte (RFC 6716 §3.1, table 2): SILK 10, 20, 40, 60 ms,
 * hybrid 10, 20 ms, CELT 2.5, 5, 10, 20 ms.
 */
export const FRAME_UNITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, toc) => {
  const config = toc >> 3;
  if (config < 12) return [4, 8, 16, 24][config & 3] ?? 0;
  if (config < 16) return config & 1 ? 8 : 4;
  return 1 << (config & 3);
});

/** Whether a packet is coded in stereo (RFC 6716 §3.1). */
export function isStereoPacket(packet: Uint8Array): boolean {
  return ((packet[0] ?? 0) & STEREO_BIT) !== 0;
}

/**
 * Duration of a packet in units of 2.5 ms, or 0 if the bytes are no valid Opus packet
 * (RFC 6716 §3.4, requirements R1 to R7).
 * @param bytes holds the packet at `start`.
 * @param size bytes of the packet.
 */
export function packetUnits(bytes: Uint8Array, start: number, size: number): number {
  if (size < 1) return 0;
  const toc = bytes[start] ?? 0;
  const frameUnits = FRAME_UNITS[toc] ?? 0;
  const body = size - 1;
  switch (toc & 3) {
    case 0:
      return body <= LONGEST_FRAME ? frameUnits : 0;
    case 1:
      return (body & 1) === 0 && body <= 2 * LONGEST_FRAME ? 2 * frameUnits : 0;
    case 2:
      return unitsOfTwoFrames(bytes, start + 1, start + size, frameUnits);
    default:
      return unitsOfManyFrames(bytes, start + 1, start + size, frameUnits);
  }
}

/** Why {@link packetUnits} finds no valid packet, in one clause; null if it does. */
export function invalidPacketReason(packet: Uint8Array): string | null {
  if (packetUnits(packet, 0, packet.length) > 0) return null;
  if (packet.length === 0) return 'an empty packet';
  const toc = packet[0] ?? 0;
  const code = toc & 3;
  if (code === 0) return `a frame longer than ${LONGEST_FRAME} bytes`;
  if (code === 1) return 'two frames that cannot be of equal size, or are too long';
  if (code === 2) return 'the length of the first frame is missing or points beyond the packet';
  if (packet.length < 2) return 'the frame count is missing';
  const frames = (packet[1] ?? 0) & 0x3f;
  if (frames === 0) return 'a frame count of 0';
  const units = frames * (FRAME_UNITS[toc] ?? 0);
  if (units > LONGEST_PACKET_UNITS) return `${units * 2.5} ms in one packet, more than 120 ms`;
  return `the lengths of its ${frames} frames do not fit its ${packet.length} bytes`;
}

/** Bytes that a frame length takes: 1 for 0 to 251, else 2 (RFC 6716 §3.2.1). */
function lengthBytes(first: number): number {
  return first < 252 ? 1 : 2;
}

/** Code 2: two frames, the first with its length in front (RFC 6716 §3.2.4). */
function unitsOfTwoFrames(
  bytes: Uint8Array,
  start: number,
  end: number,
  frameUnits: number,
): number {
  if (start >= end) return 0;
  const first = bytes[start] ?? 0;
  const used = lengthBytes(first);
  if (start + used > end) return 0;
  const length = used === 1 ? first : first + 4 * (bytes[start + 1] ?? 0);
  const rest = end - start - used - length;
  return rest >= 0 && rest <= LONGEST_FRAME ? 2 * frameUnits : 0;
}

/** Code 3: up to 48 frames, with padding or without, of equal size or not (RFC 6716 §3.2.5). */
function unitsOfManyFrames(
  bytes: Uint8Array,
  start: number,
  packetEnd: number,
  frameUnits: number,
): number {
  if (start >= packetEnd) return 0;
  const head = bytes[start] ?? 0;
  const frames = head & 0x3f;
  const units = frames * frameUnits;
  if (frames === 0 || units > LONGEST_PACKET_UNITS) return 0;
  let at = start + 1;
  let end = packetEnd;
  if ((head & 0x40) !== 0) {
    let byte = 255;
    while (byte === 255) {
      if (at >= packetEnd) return 0;
      byte = bytes[at] ?? 0;
      at += 1;
      end -= byte === 255 ? 254 : byte;
    }
    if (at > end) return 0;
  }
  if ((head & 0x80) === 0) {
    const body = end - at;
    return body % frames === 0 && body / frames <= LONGEST_FRAME ? units : 0;
  }
  let framesBytes = 0;
  for (let frame = 1; frame < frames; frame++) {
    if (at >= end) return 0;
    const first = bytes[at] ?? 0;
    const used = lengthBytes(first);
    if (at + used > end) return 0;
    framesBytes += used === 1 ? first : first + 4 * (bytes[at + 1] ?? 0);
    at += used;
  }
  const last = end - at - framesBytes;
  return last >= 0 && last <= LONGEST_FRAME ? units : 0;
}
