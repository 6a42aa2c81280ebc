import { optionalProperties } from './optional-properties.js';

/** One generation of a signal: a line of CodingHistory (EBU Tech 3285, appendix A; EBU R 98). */
export interface CodingHistoryLine {
  /** `A=`: ANALOGUE, PCM, MPEG1L2 … and freely beyond, such as OPUS. */
  readonly algorithm: string;
  /** `F=`: in Hz. */
  readonly sampleRate?: number;
  /** `B=`: in kbit/s. */
  readonly bitRate?: number;
  /** `W=`: bits of a sample. */
  readonly wordLength?: number;
  /** `M=`: mono, stereo, dual-mono or joint-stereo. */
  readonly mode?: string;
  /** `T=`: free text; a comma in it would begin the next item and is written as a semicolon. */
  readonly text?: string;
}

/**
 * CodingHistory of these generations, oldest first, each line ending in CR LF.
 *
 * @example
 * formatCodingHistory([{ algorithm: 'PCM', sampleRate: 48000, wordLength: 24, mode: 'mono' }]);
 * // 'A=PCM,F=48000,W=24,M=mono\r\n'
 */
export function formatCodingHistory(lines: readonly CodingHistoryLine[]): string {
  return lines.map((line) => `${formatLine(line)}\r\n`).join('');
}

function formatLine(line: CodingHistoryLine): string {
  const items: [string, string | number | undefined][] = [
    ['A', line.algorithm],
    ['F', line.sampleRate],
    ['B', line.bitRate],
    ['W', line.wordLength],
    ['M', line.mode],
    ['T', line.text],
  ];
  return items
    .filter(([, value]) => value !== undefined)
    .map(
      ([letter, value]) =>
        `${letter}=${String(value)
          .replace(/,/gu, ';')
          .replace(/[\r\n]+/gu, ' ')}`,
    )
    .join(',');
}

/**
 * The lines of a CodingHistory. Lines without an algorithm are passed over; items that are no
 * numbers where numbers belong are left out.
 */
export function parseCodingHistory(text: string): CodingHistoryLine[] {
  const lines: CodingHistoryLine[] = [];
  for (const line of text.split(/[\r\n]+/u)) {
    const items = new Map<string, string>();
    for (const item of line.split(',')) {
      const [, letter, value] = /^\s*([A-Z])=(.*)$/su.exec(item) ?? [];
      if (letter !== undefined && value !== undefined) items.set(letter, value.trim());
    }
    const algorithm = items.get('A');
    if (algorithm === undefined) continue;
    lines.push({
      algorithm,
      ...optionalProperties({
        sampleRate: wholeNumber(items.get('F')),
        bitRate: wholeNumber(items.get('B')),
        wordLength: wholeNumber(items.get('W')),
        mode: items.get('M'),
        text: items.get('T'),
      }),
    });
  }
  return lines;
}

function wholeNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/u.test(value) ? Number(value) : undefined;
}
