import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { draftBox, writeBox } from './box-description.js';
import { parseBoxes, requireBox, type BoxNode } from './box-tree.js';
import { stsd } from './boxes/sample-description.js';
import { ctts, stbl, stco, stsc, stss, stsz, stts, stz2 } from './boxes/sample-table.js';
import { readSampleTable, type SampleColumns } from './sample-columns.js';
import { sampleWindows } from './sample-windows.js';
import { standardBoxes } from './standard-boxes.js';

const NO_BOX = new Uint8Array([0, 0, 0, 8, 0x61, 0x62, 0x63, 0x64]);

interface DrawnSample {
  readonly size: number;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly sync: boolean;
  readonly description: number;
}

const drawnSample = fc.record({
  size: fc.integer({ min: 0, max: 200 }),
  duration: fc.constantFrom(120, 960, 961),
  compositionOffset: fc.constantFrom(0, 0, -5, 40),
  sync: fc.boolean(),
  description: fc.constantFrom(1, 1, 1, 2),
});

/** Chunks of some samples each; every sample of a chunk has the description of its first. */
function tablesOf(samples: readonly DrawnSample[], chunkSize: number, compact: boolean): BoxNode {
  const chunks = Array.from({ length: Math.ceil(samples.length / chunkSize) }, (_, chunk) =>
    samples.slice(chunk * chunkSize, (chunk + 1) * chunkSize),
  );
  const ones = samples.map(() => 1);
  const sizes = samples.map(({ size }) => size);
  const sampleCount = samples.length;
  const tables = [
    draftBox(stsd, {}, [NO_BOX, NO_BOX]),
    draftBox(stts, { entries: { sampleCount: ones, sampleDelta: samples.map((s) => s.duration) } }),
    draftBox(ctts, {
      version: 1,
      entries: { sampleCount: ones, sampleOffset: samples.map((s) => s.compositionOffset) },
    }),
    draftBox(stss, { sampleNumber: samples.flatMap(({ sync }, at) => (sync ? [at + 1] : [])) }),
    draftBox(stsc, {
      entries: {
        firstChunk: chunks.map((_, chunk) => chunk + 1),
        samplesPerChunk: chunks.map(({ length }) => length),
        sampleDescriptionIndex: chunks.map(([first]) => first?.description ?? 1),
      },
    }),
    compact
      ? draftBox(stz2, { fieldSize: 8, sampleCount, entrySize: sizes })
      : draftBox(stsz, { sampleSize: 0, sampleCount, entrySize: sizes }),
    // Chunks lie in the order in which nobody would write them: the last one first.
    draftBox(stco, { chunkOffset: chunks.map((_, chunk) => 10_000 - 1000 * (chunk % 10)) }),
  ];
  return requireBox(parseBoxes(writeBox(stbl, {}, tables), standardBoxes), 'stbl');
}

const columnNames = [
  'offset',
  'size',
  'decodeTime',
  'duration',
  'compositionOffset',
  'sync',
  'descriptionIndex',
] as const;

const asLists = (columns: SampleColumns): Record<string, number[] | undefined> =>
  Object.fromEntries(
    columnNames.map((name) => {
      const column = columns[name];
      return [name, column && Array.from(column)];
    }),
  );

test('windows put together are the whole table, whatever their size', () => {
  fc.assert(
    fc.property(
      fc.array(drawnSample, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 45 }),
      fc.boolean(),
      (samples, chunkSize, samplesPerWindow, compact) => {
        const tables = tablesOf(samples, chunkSize, compact);
        const whole = asLists(readSampleTable(tables, 20_000));
        const joined: Record<string, number[] | undefined> = {};
        let next = 0;
        for (const window of sampleWindows(tables, 20_000, samplesPerWindow)) {
          expect(window.firstSample).toBe(next);
          next += window.samples.sampleCount;
          for (const [name, column] of Object.entries(asLists(window.samples))) {
            joined[name] = column && [...(joined[name] ?? []), ...column];
          }
        }
        expect(next).toBe(samples.length);
        expect(joined).toEqual(whole);
        expect(whole['size']).toEqual(samples.map(({ size }) => size));
        expect(whole['duration']).toEqual(samples.map(({ duration }) => duration));
      },
    ),
    { numRuns: 60 },
  );
});

test('a chunk that passes the end of the file is named when its turn comes', () => {
  const sample = { size: 100, duration: 960, compositionOffset: 0, sync: true, description: 1 };
  const tables = tablesOf(Array<DrawnSample>(40).fill(sample), 20, false);
  const windows = sampleWindows(tables, 11_500, 10);
  expect(windows.next().value).toMatchObject({ firstSample: 0, samples: { sampleCount: 10 } });
  expect(() => windows.next()).toThrow(
    "stbl/stco at byte 1108: found chunk 1 of 2, which ends at byte 12000, expected an end within the file's 11500 bytes",
  );
  expect(() => sampleWindows(tables, 10_500, 10).next()).toThrow(
    'chunk 1 of 2, which goes on at byte 11000',
  );
});

test('a table without samples has no windows', () => {
  const empty = writeBox(stbl, {}, [
    draftBox(stsz, { sampleSize: 0, sampleCount: 0, entrySize: [] }),
  ]);
  const tables = requireBox(parseBoxes(empty, standardBoxes), 'stbl');
  expect([...sampleWindows(tables, 0)]).toEqual([]);
});
