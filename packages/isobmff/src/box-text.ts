/**
 * UTF-8 that survives being read and written even where it is not UTF-8: a byte that belongs to no
 * character becomes a lone surrogate U+DC80…U+DCFF, and that surrogate becomes the byte again.
 * (Names in files of the wild are Latin-1, Macintosh Roman or cut in the middle of a character.)
 */

const ESCAPE = 0xdc00;

/** The text of UTF-8 bytes; see above for bytes that are no UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

/** The UTF-8 bytes of a text, the inverse of {@link decodeText}. */
export function encodeText(text: string): Uint8Array {
  if (!/[\uDC80-\uDCFF]/.test(text)) return new TextEncoder().encode(text);
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code > ESCAPE + 0x7f && code <= ESCAPE + 0xff) bytes.push(code - ESCAPE);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

function decodeWithEscapes(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    const character = decoder.decode(bytes.subarray(at, at + length));
    const isReplacement = character.startsWith('\uFFFD');
    if (isReplacement && !isEncodedReplacement(bytes, at)) {
      parts.push(String.fromCharCode(ESCAPE + (bytes[at] ?? 0)));
      at += 1;
    } else {
      parts.push(character);
      at += length;
    }
  }
  return parts.join('');
}

/** U+FFFD is a character like any other when it was written as one. */
function isEncodedReplacement(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
