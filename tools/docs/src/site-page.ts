import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { docsFolder } from './page-blocks.js';

export const siteFolder = join(docsFolder, 'dist');

/** What can be pointed to in a page of the built site, and what it points to. */
export interface SitePage {
  /** Path in the site. */
  readonly path: string;
  readonly ids: ReadonlySet<string>;
  readonly headings: readonly string[];
  /** Targets of links, pictures, scripts and styles as they stand in the page. */
  readonly links: readonly string[];
}

export function siteFiles(): ReadonlySet<string> {
  const entries = readdirSync(siteFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map(({ parentPath, name }) => relative(siteFolder, join(parentPath, name))));
}

/** Reads a page as TypeDoc writes it: every attribute in double quotes, no comments. */
export function readSitePage(path: string): SitePage {
  const ids = new Set<string>();
  const links: string[] = [];
  const html = readFileSync(join(siteFolder, path), 'utf8').replace(
    /(<script[^>]*>).*?(?=<\/script>)/gs,
    '$1',
  );
  for (const [, attributes = ''] of html.matchAll(/<[a-z][\w-]*((?:\s+[\w:-]+(?:="[^"]*")?)*)/gi)) {
    for (const [, name, value = ''] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (name === 'id') ids.add(plainText(value));
      if (name === 'href' || name === 'src') links.push(plainText(value));
    }
  }
  const headings = [...html.matchAll(/<h(\d)[^>]*>(.*?)<\/h\1>/gs)].map(([, , inner = '']) =>
    plainText(inner.replace(/<[^>]*>/g, '')).trim(),
  );
  return { path, ids, headings, links };
}

/** The file of the site that a link leads to, and the place in it; undefined if it leads elsewhere. */
export function targetOf(
  from: SitePage,
  link: string,
): { readonly path: string; readonly id: string } | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [file = '', id = ''] = link.split('#');
  const path = file === '' ? from.path : posix.join(posix.dirname(from.path), decodeURI(file));
  return { path, id: decodeURIComponent(id) };
}

function plainText(html: string): string {
  const letters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };
  return html
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCodePoint(Number(decimal)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => letters[name] ?? '');
}
