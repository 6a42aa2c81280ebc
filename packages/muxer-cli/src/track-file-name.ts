import filenamify from 'filenamify';

/** Longest stem in UTF-8 bytes; most file systems take 255 for the whole name, our temporary affixes included. */
const longestStemBytes = 150;

/**
 * File-name stems for track names, in the same order: readable, safe on every system, and distinct
 * even on a disk that does not tell `sam` from `Sam`.
 *
 * Pass all tracks of a session, in a fixed order, even to write one of them: its name then does not
 * depend on which others are written.
 *
 * @example trackFileStems(['Sam', 'sam', '../../evil']) // ['Sam', 'sam-2', '_.._evil']
 */
export function trackFileStems(trackNames: readonly string[]): string[] {
  const taken = new Set<string>();
  return trackNames.map((name) => {
    const stem = safeStem(name);
    for (let number = 1; ; number++) {
      const candidate = number === 1 ? stem : `${stem}-${String(number)}`;
      const folded = candidate.normalize('NFKC').toLowerCase();
      if (taken.has(folded)) continue;
      taken.add(folded);
      return candidate;
    }
  });
}

function safeStem(name: string): string {
  // Controls, separators other than the blank, direction marks and lone surrogates can't be seen or typed.
  const visible = name
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Co}]/gu, '');
  // A leading dot hides a file, a leading dash reads as an option.
  const safe = filenamify(visible, { replacement: '_', maxLength: Infinity }).replace(
    /^[\s.-]+/u,
    '',
  );
  const stem = cutToBytes(safe, longestStemBytes).replace(/[\s.]+$/u, '');
  return /^_*$/.test(stem) ? 'player' : stem;
}

function cutToBytes(text: string, limit: number): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= limit) return text;
  let kept = '';
  let bytes = 0;
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    bytes += encoder.encode(segment).length;
    if (bytes > limit) break;
    kept += segment;
  }
  return kept;
}
