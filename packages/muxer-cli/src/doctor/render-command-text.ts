/**
 * The command that renders a session, for a POSIX shell.
 *
 * @param startTime where session.json cannot be used: what to give in its place
 */
export function renderCommandText(folder: string, startTime: string | null): string {
  const path = folder.startsWith('-') ? `./${folder}` : folder;
  const words = ['voxmux', 'render', path];
  if (startTime !== null) words.push('--start-time', startTime);
  return words.map(shellWord).join(' ');
}

/** Quotes a word where a shell would not take it literally; control characters as `$'…'` has them. */
function shellWord(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word;
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word))
    return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = word
    .replaceAll(/[\\']/g, String.raw`\$&`)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
        .join(''),
    );
  return `$'${escaped}'`;
}
