import { expect } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const docsFolder = fileURLToPath(new URL('../../../docs/', import.meta.url));
export const rootFolder = fileURLToPath(new URL('../../../', import.meta.url));

/** A fenced block of a page. */
export interface PageBlock {
  readonly page: string;
  /** Page and line, for messages. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
  /** The `text` block that directly follows: what a program or the last command of this block prints. */
  readonly output: string | undefined;
}

export const pageNames = readdirSync(docsFolder).filter((name) => name.endsWith('.md'));

export function readPage(name: string): string {
  return readFileSync(`${docsFolder}${name}`, 'utf8');
}

export function pageBlocks(name: string): readonly PageBlock[] {
  const page = readPage(name);
  const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
  return blocks.map(({ language, text, start, end }, i) => {
    const next = blocks[i + 1];
    const isOutput = next?.language === 'text' && page.slice(end, next.start).trim() === '';
    const line = page.slice(0, start).split('\n').length;
    const place = `${name}:${line}`;
    return { page: name, place, language, text, output: isOutput ? next.text : undefined };
  });
}

/** Compares what was printed with the page, or with UPDATE_PAGES=1 puts it there. */
export function expectOutput({ page, text, output }: PageBlock, printed: string): void {
  const shown = printed.trim();
  if (isUpdating && output !== undefined && shown !== output.trim()) {
    const before = '```text\n';
    const from = readPage(page);
    const start = from.indexOf(output, from.indexOf(text));
    writePage(page, from.slice(0, start) + `${shown}\n` + from.slice(start + output.length));
    expect(from.slice(start - before.length, start)).toBe(before);
    return;
  }
  expect(shown).toBe(output?.trim());
}

/** Compares a page that is written by a program, or with UPDATE_PAGES=1 writes it. */
export function expectPage(name: string, text: string): void {
  if (isUpdating) writePage(name, text);
  expect(readPage(name)).toBe(text);
}

const isUpdating = process.env['UPDATE_PAGES'] === '1';

function writePage(name: string, text: string): void {
  writeFileSync(`${docsFolder}${name}`, text);
}
