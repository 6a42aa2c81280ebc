import { closeSync, openSync, writeSync } from 'node:fs';

/** The packets of an Ogg Opus file, in order. */
export interface OggPackets {
  readonly channelCount: number;
  /** Bytes of each packet. */
  readonly sizes: Uint16Array | Uint32Array;
  /** Runs of packets of equal duration. */
  readonly durationCounts: Uint32Array;
  readonly durationSamples: Uint32Array;
}

const PRE_SKIP = 312;
const SERIAL = 0x766f7875;
const PACKETS_A_PAGE = 50;
const MOST_SEGMENTS = 255;
const PAGE_HEAD = 27;
const BUFFER_SIZE = 1 << 20;
const LARGEST_PAGE = PAGE_HEAD + MOST_SEGMENTS + MOST_SEGMENTS * 255;
const CONTINUES_NOTHING = 0;
const BEGINS_STREAM = 2;
const ENDS_STREAM = 4;

/** The CRC of Ogg (RFC 3533, 6): polynomial 04c11db7, most significant bit first. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

function crcOf(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) {
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc >>> 0;
}

/**
 * Writes an Ogg Opus file (RFC 7845) with a second to a page.
 *
 * @param payload pieces that consist of whole packets, one after the other
 */
export function writeOggFile(
  path: string,
  packets: OggPackets,
  payload: (write: (bytes: Uint8Array) => void) => void,
): void {
  const { sizes, durationCounts, durationSamples } = packets;
  const descriptor = openSync(path, 'w');
  const buffer = new Uint8Array(BUFFER_SIZE);
  const view = new DataView(buffer.buffer);
  let filled = 0;
  let pages = 0;
  let granule = 0;
  let next = 0;
  let run = 0;
  let leftInRun = durationCounts[0] ?? 0;

  const flush = (): void => {
    for (let done = 0; done < filled;) done += writeSync(descriptor, buffer, done, filled - done);
    filled = 0;
  };
  const page = (flags: number, lengths: readonly number[], body: Uint8Array): void => {
    if (filled + LARGEST_PAGE > BUFFER_SIZE) flush();
    const start = filled;
    buffer.set(new TextEncoder().encode('OggS'), start);
    view.setUint16(start + 4, flags << 8, true);
    view.setBigUint64(start + 6, BigInt(granule), true);
    view.setUint32(start + 14, SERIAL, true);
    view.setUint32(start + 18, pages, true);
    view.setUint32(start + 22, 0, true);
    let at = start + PAGE_HEAD;
    for (const length of lengths) {
      const whole = Math.floor(length / 255);
      buffer.fill(255, at, at + whole);
      at += whole;
      buffer[at++] = length % 255;
    }
    buffer[start + 26] = at - start - PAGE_HEAD;
    buffer.set(body, at);
    filled = at + body.length;
    view.setUint32(start + 22, crcOf(buffer, start, filled), true);
    pages += 1;
  };

  const head = opusHead(packets.channelCount);
  page(BEGINS_STREAM, [head.length], head);
  const tags = opusTags();
  page(CONTINUES_NOTHING, [tags.length], tags);
  payload((bytes) => {
    for (let at = 0; at < bytes.length;) {
      const lengths: number[] = [];
      let segments = 0;
      let end = at;
      while (end < bytes.length && lengths.length < PACKETS_A_PAGE) {
        const size = sizes[next] ?? 0;
        segments += Math.floor(size / 255) + 1;
        if (segments > MOST_SEGMENTS) break;
        lengths.push(size);
        end += size;
        while (leftInRun === 0) leftInRun = durationCounts[++run] ?? Infinity;
        granule += durationSamples[run] ?? 0;
        leftInRun -= 1;
        next += 1;
      }
      const flags = next === sizes.length ? ENDS_STREAM : CONTINUES_NOTHING;
      page(flags, lengths, bytes.subarray(at, end));
      at = end;
    }
  });
  flush();
  closeSync(descriptor);
}

function opusHead(channelCount: number): Uint8Array {
  const head = new Uint8Array(19);
  const view = new DataView(head.buffer);
  head.set(new TextEncoder().encode('OpusHead'));
  head[8] = 1;
  head[9] = channelCount;
  view.setUint16(10, PRE_SKIP, true);
  view.setUint32(12, 48000, true);
  return head;
}

function opusTags(): Uint8Array {
  return new TextEncoder().encode('OpusTags\u0001\0\0\0-\0\0\0\0');
}
