/** Bytes of a file that suffice to name what it is. */
export const KIND_PROBE_SIZE = 512;

/** Box types an ISO base media file or one of its segments can begin with. */
const OPENING_BOXES = new Set([
  ...['ftyp', 'styp', 'moov', 'moof', 'sidx', 'mdat', 'free', 'skip', 'wide', 'pdin', 'emsg'],
  ...['prft', 'uuid', 'meta', 'ssix', 'mfra', 'pnot', 'udta'],
]);

/** First bytes of formats that come under the name of an MP4, and what to call them. */
const SIGNATURES: readonly (readonly [signature: readonly number[], name: string])[] = [
  [[0x1a, 0x45, 0xdf, 0xa3], 'a Matroska or WebM file'],
  [[0x52, 0x49, 0x46, 0x46], 'a RIFF file (WAV, AVI or WebP)'],
  [[0x52, 0x46, 0x36, 0x34], 'an RF64 file'],
  [[0x4f, 0x67, 0x67, 0x53], 'an Ogg file'],
  [[0x66, 0x4c, 0x61, 0x43], 'a FLAC file'],
  [[0x49, 0x44, 0x33], 'an MP3 or AAC file with an ID3 tag'],
  [[0x46, 0x4c, 0x56, 0x01], 'a Flash video file'],
  [[0x1f, 0x8b], 'gzip data: it is still compressed'],
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x00, 0x00, 0x01, 0xba], 'an MPEG programme stream'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF program'],
];

/** First characters of texts that servers send instead of a file, blanks and case left aside. */
const TEXTS: readonly (readonly [start: RegExp, name: string])[] = [
  [/^#EXTM3U/i, 'an HLS playlist (#EXTM3U)'],
  [/^(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<MPD\b/is, 'a DASH manifest (MPD)'],
  [/^(<\?xml[^>]*>\s*)?<SmoothStreamingMedia\b/i, 'a Smooth Streaming manifest'],
  [/^(<!doctype html|<html|<head|<body)/i, 'an HTML page'],
  [/^<\?xml|^<[a-z!]/i, 'an XML text'],
  [/^[[{]\s*["[{\]}\d\-tfn]/, 'a JSON text'],
];

/**
 * Names what the first bytes of a file are if they are no ISO base media file: `an HTML page`,
 * `a Matroska or WebM file`. Returns undefined if a box can begin there.
 *
 * @param start the first {@link KIND_PROBE_SIZE} bytes, or all if there are fewer
 */
export function foreignKind(start: Uint8Array): string | undefined {
  if (start.length === 0) return 'an empty file';
  const type = String.fromCharCode(...start.subarray(4, 8));
  if (OPENING_BOXES.has(type)) return undefined;
  for (const [signature, name] of SIGNATURES) {
    if (signature.every((byte, index) => start[index] === byte)) return name;
  }
  if (isTransportStream(start)) return 'an MPEG transport stream';
  if (start[0] === 0xff && ((start[1] ?? 0) & 0xf6) === 0xf0) return 'AAC frames (ADTS)';
  if (start[0] === 0xff && ((start[1] ?? 0) & 0xe0) === 0xe0) return 'MPEG audio frames';
  const text = String.fromCharCode(...start)
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  for (const [pattern, name] of TEXTS) if (pattern.test(text)) return name;
  if (/^[\t\r\n\x20-\x7e\x80-\xff]+$/.test(text)) {
    return `a text that begins "${text.slice(0, 24).replace(/\s+/g, ' ').trimEnd()}"`;
  }
  if (/^[\x20-\x7e\xa9]{4}$/.test(type)) return undefined;
  const bytes = [...start.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `the bytes ${bytes.join(' ')}`;
}

/** Packets of 188 bytes (or 192 with a time stamp in front) that begin with 47 hex. */
function isTransportStream(start: Uint8Array): boolean {
  const first = start[0] === 0x47 ? 0 : start[4] === 0x47 ? 4 : -1;
  if (first < 0) return false;
  const step = first === 0 ? 188 : 192;
  let packets = 0;
  for (let at = first; at < start.length; at += step) {
    if (start[at] !== 0x47) return false;
    packets += 1;
  }
  return packets >= 2;
}
