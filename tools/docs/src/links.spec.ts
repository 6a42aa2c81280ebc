import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { docsFolder, pageNames, readPage, rootFolder } from './page-blocks.js';
import { readSitePage, siteFiles, targetOf } from './site-page.js';

const files = siteFiles();
const pages = [...files].filter((path) => path.endsWith('.html')).map(readSitePage);
const byPath = new Map(pages.map((page) => [page.path, page]));

describe('the built site', () => {
  test('has the pages that were written by hand, and those of the libraries', () => {
    const paths = pages.map(({ path }) => path);
    const written = pageNames.map((name) => `documents/${name.replace('.md', '.html')}`);
    expect(paths).toEqual(expect.arrayContaining([...written, 'index.html']));
    expect(paths.filter((path) => /^(functions|classes)\//.test(path)).length).toBeGreaterThan(100);
    expect(paths).toContain('functions/_voxmux_wal-reader.node.openSession.html');
  });

  test.each(pageNames)('%s has its heading and its sections', (name) => {
    const prose = readPage(name).replace(/^```.*?^```$/gms, '');
    const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, line = '']) =>
      line.replace(/`/g, ''),
    );
    const page = byPath.get(`documents/${name.replace('.md', '.html')}`);
    expect(page?.headings.slice(0, headings.length)).toEqual(headings);
  });

  test('every link, picture, script and style leads to a file of the site', () => {
    let followed = 0;
    const broken = pages.flatMap((page) =>
      page.links.flatMap((link) => {
        const target = targetOf(page, link);
        if (target === undefined) return [];
        followed++;
        return files.has(target.path) ? [] : [`${page.path}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
    expect(followed).toBeGreaterThan(pages.length * 5);
  });

  test('every link to a place in a page finds it', () => {
    let followed = 0;
    const broken = pages.flatMap((page) =>
      page.links.flatMap((link) => {
        const target = targetOf(page, link);
        if (target === undefined || target.id === '') return [];
        followed++;
        const isThere =
          target.path.endsWith('.svg') || byPath.get(target.path)?.ids.has(target.id) === true;
        return isThere ? [] : [`${page.path}: ${link}`];
      }),
    );
    expect(broken).toEqual([]);
    expect(followed).toBeGreaterThan(pages.length);
  });

  test('nothing is copied into it but pictures', () => {
    const copied = [...files].filter((path) => path.startsWith('media/'));
    expect(copied.length).toBeGreaterThan(3);
    expect(copied.filter((path) => !path.endsWith('.svg'))).toEqual([]);
  });
});

describe('the pages in the repository, as a Git host shows them', () => {
  const sources = [
    ...pageNames.map((name) => ({ name, folder: docsFolder, text: readPage(name) })),
    ...['README.md', 'CONTRIBUTING.md'].map((name) => ({
      name,
      folder: rootFolder,
      text: readPage(`../${name}`),
    })),
  ];
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
      .replace(/ /g, '-');

  test.each(sources)('$name says of every block what it is', ({ text }) => {
    const fences = [...text.matchAll(/^```(.*)$/gm)].map(([, language]) => language);
    expect(fences.length % 2).toBe(0);
    // Without a name a block would be coloured as a program.
    expect(fences.filter((language, i) => i % 2 === 0 && language === '')).toEqual([]);
  });

  test.each(sources)('$name links to files and headings that exist', ({ folder, text }) => {
    const prose = text.replace(/^```.*?^```$/gms, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const file = join(folder, path);
      if (path !== '' && !existsSync(file)) return true;
      if (anchor === undefined) return false;
      const target = path === '' ? text : readPage(`../${file.slice(rootFolder.length)}`);
      const headings = [...target.matchAll(/^#+ (.+)$/gm)].map(([, line = '']) => anchorOf(line));
      return !headings.includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});
