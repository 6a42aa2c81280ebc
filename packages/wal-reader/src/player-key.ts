/** The key under which a player's records are kept: bytes first, text for people. */
export interface PlayerKey {
  /** The key as it was recorded. */
  readonly bytes: Uint8Array;
  /** The key as text; bytes that are not UTF-8 are shown as `\xNN`. */
  readonly text: string;
  /** The bytes in hexadecimal: equal for equal keys, and only for those. */
  readonly id: string;
}

/** Makes a key of the bytes that stand in a segment header. */
export function playerKey(bytes: Uint8Array): PlayerKey {
  return { bytes, text: textOf(bytes), id: hexOf(bytes) };
}

function hexOf(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

function textOf(bytes: Uint8Array): string {
  // A player's name may begin with U+FEFF, which a decoder would otherwise swallow.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return decoder.decode(bytes);
  } catch {
    return lossyTextOf(bytes, decoder);
  }
}

/** Keeps every well-formed character and writes each other byte as an escape, so that distinct keys stay distinct. */
function lossyTextOf(bytes: Uint8Array, decoder: TextDecoder): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at, decoder);
    if (length > 0) {
      text += decoder.decode(bytes.subarray(at, at + length));
      at += length;
    } else {
      text += `\\x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}`;
      at += 1;
    }
  }
  return text;
}

/** Bytes of the well-formed UTF-8 character at a place, 0 if there is none. */
function characterLength(bytes: Uint8Array, at: number, decoder: TextDecoder): number {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    decoder.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
