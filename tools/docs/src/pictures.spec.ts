import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docsFolder, pageNames, readPage, rootFolder } from './page-blocks.js';
import { readStrips, type Strip } from './picture-strip.js';
import { voxmux } from './run-program.js';

const pictures = join(docsFolder, 'pictures');
const names = readdirSync(pictures);
const session = 'fixtures/sessions/two-players-minute';
const folder = mkdtempSync(join(tmpdir(), 'voxmux-pictures-'));

interface Box {
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly children?: readonly Box[];
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(names)('%s', (name) => {
  const picture = readFileSync(join(pictures, name), 'utf8');

  test('has a title and a description, and follows light and dark', () => {
    expect(picture).toMatch(/<title id="title">.{10,}<\/title>/);
    expect(picture).toMatch(/<desc id="desc">.{40,}<\/desc>/);
    expect(picture).toContain('aria-labelledby="title desc"');
    expect(picture).toContain('@media (prefers-color-scheme: dark)');
    expect(picture).not.toMatch(/href=|<script|url\(/);
  });

  test('stands in a page, with a text in its place', () => {
    const links = pageNames.map(readPage).join('\n');
    expect(links).toMatch(new RegExp(`!\\[.{10,}\\]\\(pictures/${name}\\)`));
  });

  test('is to scale', () => {
    for (const { from, to, cells, left, width } of readStrips(picture)) {
      const scale = width / (to - from);
      for (const cell of cells) {
        expect(cell.x).toBeCloseTo(left + (cell.offset - from) * scale, 1);
        expect(cell.width).toBeCloseTo(cell.size * scale, 1);
      }
    }
  });
});

describe('mp4-file.svg shows the file as it is rendered', () => {
  let boxes: readonly Box[];
  const strips = new Map<string, Strip>();
  beforeAll(() => {
    const out = ['--timezone', 'Europe/Berlin', '--out', folder];
    expect(voxmux(['render', session, ...out], rootFolder).status).toBe(0);
    boxes = boxesOf(join(folder, 'Steve.m4a'));
    const picture = readFileSync(join(pictures, 'mp4-file.svg'), 'utf8');
    for (const strip of readStrips(picture)) strips.set(strip.name, strip);
  });

  test.each([
    ['file', []],
    ['moov', ['moov']],
    ['stbl', ['moov', 'trak', 'mdia', 'minf', 'stbl']],
  ])('%s', (name, path) => {
    const children = childrenOf(boxes, path);
    const places = children.map(({ type, offset, size }) => ({ type, offset, size }));
    expect(strips.get(name)?.cells.map(placeOfCell)).toEqual(places);
  });

  test('chunks', () => {
    const file = readFileSync(join(folder, 'Steve.m4a'));
    const stco = childrenOf(boxes, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stco'], true)[0];
    const count = file.readUInt32BE((stco?.offset ?? 0) + 12);
    const offsets = Array.from({ length: count }, (_, i) =>
      file.readUInt32BE((stco?.offset ?? 0) + 16 + 4 * i),
    );
    const cells = strips.get('mdat')?.cells ?? [];
    expect(cells.map(({ offset }) => offset)).toEqual(offsets);
    const last = cells.at(-1);
    expect((last?.offset ?? 0) + (last?.size ?? 0)).toBe(file.length - 4);
  });
});

describe('merge.svg shows the files as they are merged', () => {
  const pair = ['video', 'audio'].map((side) => `fixtures/fmp4/bframes-elst.${side}.mp4`);
  const strips = readStrips(readFileSync(join(pictures, 'merge.svg'), 'utf8'));
  const cellsOf = (name: string) => strips.find((strip) => strip.name === name)?.cells ?? [];

  test.each(pair)('%s', (path) => {
    const name = /\.(\w+)\.mp4$/.exec(path)?.[1] ?? '';
    expect(cellsOf(name).map(placeOfCell)).toEqual(placesOf(join(rootFolder, path)));
  });

  test.each(['fragmented', 'flat'])('%s', (layout) => {
    const out = join(folder, `${layout}.mp4`);
    const merge = voxmux(['merge', ...pair, '--layout', layout, '--out', out], rootFolder);
    expect(merge.status).toBe(0);
    const cells = cellsOf(layout);
    if (layout === 'fragmented') {
      expect(cells.map(placeOfCell)).toEqual(placesOf(out));
      return;
    }
    // The flat file's media is shown in chunks: they fill `mdat` to its end.
    const places = placesOf(out);
    expect(cells.slice(0, 2).map(placeOfCell)).toEqual(places.slice(0, 2));
    const mdat = places[2] ?? { offset: 0, size: 0 };
    let at = mdat.offset + 8;
    for (const { offset, size } of cells.slice(2)) {
      expect(offset).toBe(at);
      at += size;
    }
    expect(at).toBe(mdat.offset + mdat.size);
  });
});

describe('recording-bytes.svg shows the bytes of the recording', () => {
  const picture = readFileSync(join(pictures, 'recording-bytes.svg'), 'utf8');
  const log = `${session}/wal/Steve-2916284185720066222-0001.log`;
  const bytes = readFileSync(join(rootFolder, log));
  const [segment, header] = readStrips(picture);

  test('its parts follow one another, and the next record begins where the first one ends', () => {
    let at = 0;
    for (const { name, offset, size } of segment?.cells ?? []) {
      expect({ name, offset }).toEqual({ name, offset: at });
      at += size;
    }
    expect(bytes.toString('latin1', 0, 8)).toBe('NANO-LOG');
    expect(bytes.toString('latin1', 37, 43)).toBe('NANORC');
    expect(bytes.readUInt16LE(43)).toBe(header?.cells.reduce((sum, { size }) => sum + size, 0));
    expect(bytes.toString('latin1', at, at + 6)).toBe('NANORC');
  });

  test('its letters are those of the header', () => {
    const shown = [...picture.matchAll(/class="mid mono">([0-9a-f]{2})</g)].map(([, hex]) => hex);
    expect(shown.join('')).toBe(bytes.toString('hex', 45, 56));
  });
});

function boxesOf(path: string): readonly Box[] {
  const { stdout } = voxmux(['inspect', path, '--boxes', '--json'], rootFolder);
  return (JSON.parse(stdout) as { boxes: Box[] }).boxes;
}

function placesOf(path: string) {
  return boxesOf(path).map(({ type, offset, size }) => ({ type, offset, size }));
}

function placeOfCell({ name, offset, size }: Strip['cells'][number]) {
  return { type: name.replace(/\[\d\]$/, ''), offset, size };
}

/** Children of the first box with the path; or the boxes with the path themselves. */
function childrenOf(boxes: readonly Box[], path: readonly string[], itself = false) {
  let level = boxes;
  const steps = itself ? path.slice(0, -1) : path;
  for (const type of steps) level = level.find((box) => box.type === type)?.children ?? [];
  return itself ? level.filter(({ type }) => type === path.at(-1)) : level;
}
