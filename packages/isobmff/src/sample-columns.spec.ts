import { describe, expect, test } from '@jest/globals';
import { draftBox, writeBox, type BoxDraft } from './box-description.js';
import { parseBoxes, requireBox, type BoxNode } from './box-tree.js';
import { stsd } from './boxes/sample-description.js';
import { co64, ctts, stbl, stco, stsc, stss, stsz, stts, stz2 } from './boxes/sample-table.js';
import { readSampleTable } from './sample-columns.js';
import { standardBoxes } from './standard-boxes.js';

function tableOf(boxes: readonly BoxDraft[]): BoxNode {
  return requireBox(parseBoxes(writeBox(stbl, {}, boxes), standardBoxes), 'stbl');
}

const NO_BOX = new Uint8Array([0, 0, 0, 8, 0x61, 0x62, 0x63, 0x64]);
const DESCRIPTIONS = draftBox(stsd, {}, [NO_BOX, NO_BOX]);

/** Three samples of 10, 20 and 30 bytes in two chunks, each table as given or right. */
function threeSamples(replaced: Partial<Record<string, BoxDraft | null>> = {}): BoxNode {
  const tables: Record<string, BoxDraft | null> = {
    stsd: DESCRIPTIONS,
    stts: draftBox(stts, { entries: { sampleCount: [2, 1], sampleDelta: [5, 7] } }),
    stsc: draftBox(stsc, {
      entries: { firstChunk: [1, 2], samplesPerChunk: [2, 1], sampleDescriptionIndex: [1, 2] },
    }),
    stsz: draftBox(stsz, { sampleSize: 0, sampleCount: 3, entrySize: [10, 20, 30] }),
    stco: draftBox(stco, { chunkOffset: [100, 40] }),
    ...replaced,
  };
  return tableOf(Object.values(tables).filter((table) => table !== null));
}

describe('readSampleTable', () => {
  test('expands tables into columns', () => {
    const tables = threeSamples({
      ctts: draftBox(ctts, { version: 1, entries: { sampleCount: [1, 2], sampleOffset: [4, -3] } }),
      stss: draftBox(stss, { sampleNumber: [2] }),
    });
    expect(readSampleTable(tables, 1000)).toEqual({
      sampleCount: 3,
      offset: Float64Array.of(100, 110, 40),
      size: Uint32Array.of(10, 20, 30),
      decodeTime: Float64Array.of(0, 5, 10),
      duration: Uint32Array.of(5, 5, 7),
      compositionOffset: Int32Array.of(4, -3, -3),
      sync: Uint8Array.of(0, 1, 0),
      descriptionIndex: Uint16Array.of(1, 1, 2),
    });
  });

  test('leaves out columns that say nothing', () => {
    const columns = readSampleTable(
      threeSamples({
        ctts: draftBox(ctts, { entries: { sampleCount: [3], sampleOffset: [0] } }),
        stss: draftBox(stss, { sampleNumber: [1, 2, 3] }),
        stsc: draftBox(stsc, {
          entries: { firstChunk: [1], samplesPerChunk: [3], sampleDescriptionIndex: [1] },
        }),
        stco: draftBox(co64, { chunkOffset: [2 ** 40] }),
      }),
      2 ** 41,
    );
    expect(columns.offset).toEqual(Float64Array.of(2 ** 40, 2 ** 40 + 10, 2 ** 40 + 30));
    expect(columns.compositionOffset).toBeUndefined();
    expect(columns.sync).toBeUndefined();
    expect(columns.descriptionIndex).toBeUndefined();
  });

  test('reads compact and constant sizes', () => {
    const compact = draftBox(stz2, { fieldSize: 8, sampleCount: 3, entrySize: [1, 2, 3] });
    expect(readSampleTable(threeSamples({ stsz: compact }), 1000).size).toEqual(
      Uint32Array.of(1, 2, 3),
    );
    const constant = draftBox(stsz, { sampleSize: 9, sampleCount: 3 });
    expect(readSampleTable(threeSamples({ stsz: constant }), 1000).size).toEqual(
      Uint32Array.of(9, 9, 9),
    );
  });

  test('reads a table without samples', () => {
    const empty = tableOf([draftBox(stsz, { sampleSize: 0, sampleCount: 0, entrySize: [] })]);
    expect(readSampleTable(empty, 0).sampleCount).toBe(0);
  });

  const runs = (firstChunk: number[], samplesPerChunk: number[], descriptions: number[]) =>
    draftBox(stsc, {
      entries: { firstChunk, samplesPerChunk, sampleDescriptionIndex: descriptions },
    });

  test.each<[string, Partial<Record<string, BoxDraft | null>>, string]>([
    [
      'durations for another number of samples',
      { stts: draftBox(stts, { entries: { sampleCount: [4], sampleDelta: [5] } }) },
      'stbl/stts at byte 40: found 4 samples, expected the 3 samples of stsz',
    ],
    [
      'composition offsets for another number of samples',
      { ctts: draftBox(ctts, { entries: { sampleCount: [1, 1], sampleOffset: [5, 6] } }) },
      'found 2 samples, expected the 3 samples of stsz',
    ],
    [
      'a sync sample that is not there',
      { stss: draftBox(stss, { sampleNumber: [1, 4] }) },
      'found sample 4 in entry 1, expected a number from 2 to 3, the samples of stsz',
    ],
    [
      'sync samples out of order',
      { stss: draftBox(stss, { sampleNumber: [2, 2] }) },
      'found sample 2 in entry 1, expected a number from 3 to 3, the samples of stsz',
    ],
    [
      'chunks with too many samples',
      { stsc: runs([1], [2], [1]) },
      'found 4 samples in the 2 chunks of stco, expected the 3 samples of stsz',
    ],
    [
      'chunks that begin with the second',
      { stsc: runs([2], [3], [1]) },
      'found first chunk 2 in entry 0, expected 1',
    ],
    [
      'chunks that are not there',
      { stsc: runs([1, 3], [2, 1], [1, 1]) },
      'found first chunk 3 in entry 1, expected a chunk from 2 to 2, those of stco',
    ],
    [
      'a sample description that is not there',
      { stsc: runs([1, 2], [2, 1], [1, 3]) },
      'found sample description 3 in entry 1, expected one of the 2 of stsd',
    ],
    [
      'a chunk behind the end of the file',
      { stco: draftBox(stco, { chunkOffset: [100, 971] }) },
      "found chunk 2 of 2, which ends at byte 1001, expected an end within the file's 1000 bytes",
    ],
    [
      'more samples than the file has bytes',
      { stsz: draftBox(stsz, { sampleSize: 1, sampleCount: 0xffff_ffff }) },
      'found 4294967295 samples of 1 bytes, expected at most 67108864',
    ],
    ['no durations', { stts: null }, 'stbl at byte 0: found no stts, expected one'],
    ['no sizes', { stsz: null }, 'stbl at byte 0: found no stsz, expected one'],
    ['no chunks', { stco: null }, 'stbl at byte 0: found no stco, expected one'],
  ])('names %s', (_, replaced, message) => {
    expect(() => readSampleTable(threeSamples(replaced), 1000)).toThrow(message);
  });
});

test('a table that ends early is damage, not an allocation', () => {
  const entries = { sampleSize: 0, sampleCount: 2, entrySize: [1, 2] };
  const bytes = writeBox(stbl, {}, [draftBox(stsz, entries)]);
  new DataView(bytes.buffer).setUint32(24, 0xffff_ff00);
  const table = requireBox(parseBoxes(bytes, standardBoxes), 'stbl');
  expect(() => readSampleTable(table, 99)).toThrow(
    'stbl/stsz at byte 28: found 4294967040 entrySize of 4 bytes, expected at most the 8 bytes left',
  );
});
