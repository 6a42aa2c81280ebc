import type { WaveNote } from './wave-note.js';

/** Letters and signs that Unicode does not decompose, as they are commonly written in ASCII. */
const ASCII_SPELLING: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŋ: 'n',
  Ŋ: 'N',
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‹': "'",
  '›': "'",
  '–': '-',
  '—': '-',
  '−': '-',
  '‐': '-',
  '•': '*',
  '·': '.',
  '×': 'x',
  '€': 'EUR',
  '£': 'GBP',
  '©': '(c)',
  '®': '(r)',
  '°': ' deg',
};

/**
 * A text as printable ASCII: accents dropped, letters respelt, anything else `?`, control
 * characters as spaces.
 */
export function toAscii(text: string): string {
  return (
    text
      .replace(/\P{ASCII}/gu, (character) => ASCII_SPELLING[character] ?? character)
      .normalize('NFKD')
      // What decomposition leaves behind: combining marks, joiners, variation selectors.
      .replace(/[\p{Mark}\p{Cf}]/gu, '')
      // Once more, for what only decomposition brought to light, such as a ligature's letters.
      .replace(/\P{ASCII}/gu, (character) => ASCII_SPELLING[character] ?? '?')
      .replace(/\p{Cc}/gu, ' ')
  );
}

/**
 * A text as printable ASCII of limited length.
 *
 * @param field name of the field in notes
 * @param maxLength what is longer is cut
 * @param notes where to say what was changed
 */
export function asciiText(
  text: string,
  field: string,
  maxLength: number,
  notes: WaveNote[],
): string {
  const ascii = toAscii(text);
  const written = ascii.slice(0, maxLength);
  const note = (code: WaveNote['code']) => notes.push({ code, field, given: text, written });
  if (/\P{ASCII}/u.test(text)) note('transliterated');
  if (/\p{Cc}/u.test(text)) note('control-characters');
  if (written.length < ascii.length) note('shortened');
  return written;
}

/** ASCII text as bytes. */
export function asciiBytes(ascii: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0));
}

/**
 * The text of a field that should be ASCII: up to its first NUL, as UTF-8 if it is, else Latin-1,
 * because writers do not keep to the letter.
 */
export function readText(field: Uint8Array): string {
  const end = field.indexOf(0);
  const text = end < 0 ? field : field.subarray(0, end);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    return new TextDecoder('latin1').decode(text);
  }
}
