/**
 * Text from a recording or a file system, fit for a terminal: what would move the cursor, change
 * colours, turn the direction of writing or be invisible stands there as its code point.
 *
 * @example printableText('Al\u001b[2Jex') // 'Al\\u{1b}[2Jex'
 */
export function printableText(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
