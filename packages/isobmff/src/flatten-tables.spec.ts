import { expect, test } from '@jest/globals';
import { flattenFragments } from './flatten-fragments.js';
import { ascii, box, concat, fullBox, u16, u32, u8 } from './box-bytes.testkit.js';
import { makeFragment } from './fragment.testkit.js';
import { EMPTY_TABLES, makeMoov, plainEntry, type MoovOptions } from './movie-box.testkit.js';
import { boxBytes, findBoxes, readPlain } from './plain-reader.testkit.js';

const MOVIE: MoovOptions = { handler: 'soun', trackId: 3, timescale: 1000 };

function sample(fill: number) {
  return {
    duration: 100,
    compositionOffset: 0,
    flags: 0x200_0000,
    descriptionIndex: 1,
    data: new Uint8Array(10).fill(fill),
    auxiliary: u8(),
  };
}

/** A file of fragments with two samples each, and boxes in their track fragments. */
function file(
  moov: MoovOptions,
  fragments: readonly (readonly Uint8Array[])[],
  decodeTimes = fragments.map((_, index) => BigInt(index * 200)),
): Uint8Array {
  let bytes = concat(box('ftyp', ascii('iso6'), u32(0)), makeMoov(moov));
  for (const [index, trafBoxes] of fragments.entries()) {
    const fragment = makeFragment({
      trackId: moov.trackId,
      sequenceNumber: index,
      decodeTime: decodeTimes[index] ?? 0n,
      samples: [sample(2 * index), sample(2 * index + 1)],
      position: bytes.length,
      trex: { duration: 0, size: 0, flags: 0 },
      random: () => 1,
      trafBoxes,
    });
    bytes = concat(bytes, fragment);
  }
  return bytes;
}

async function flatten(input: Uint8Array, chunkSeconds?: number): Promise<Uint8Array> {
  const { spans } = await flattenFragments([input], { chunkSeconds });
  return concat(
    ...Array.from(spans(), (span) =>
      'bytes' in span ? span.bytes : input.subarray(span.offset, span.offset + span.byteLength),
    ),
  );
}

const TABLE = 'moov/trak/mdia/minf/stbl';
const descriptions = (...entries: readonly number[]) =>
  fullBox('sgpd', 1, 0, ascii('roll'), u32(2, entries.length), u16(...entries));
const groups = (...runs: readonly number[]) =>
  fullBox('sbgp', 0, 0, ascii('roll'), u32(runs.length / 2, ...runs));

test('groups of fragments become one table, whose entries come once', async () => {
  const sampleTables = [...EMPTY_TABLES, descriptions(0xffff)];
  const flat = await flatten(
    file({ ...MOVIE, sampleTables }, [
      [groups(2, 1)],
      [descriptions(0xfffe, 0xffff), groups(1, 0x10001, 1, 0x10002)],
      [],
      [descriptions(0xfffe), groups(1, 0x10001)],
    ]),
  );
  expect(boxBytes(flat, `${TABLE}/sgpd`)).toEqual(descriptions(0xffff, 0xfffe));
  expect(boxBytes(flat, `${TABLE}/sbgp`)).toEqual(groups(2, 1, 1, 2, 1, 1, 2, 0, 1, 2));
});

test('dependencies of samples are joined, unknown ones are 0', async () => {
  const dependencies = (...values: readonly number[]) => fullBox('sdtp', 0, 0, u8(...values));
  const flat = await flatten(
    file(MOVIE, [[dependencies(0x20, 0x10)], [], [dependencies(0x18, 8)]]),
  );
  expect(boxBytes(flat, `${TABLE}/sdtp`)).toEqual(dependencies(0x20, 0x10, 0, 0, 0x18, 8));
});

test('subsamples count from the entry before, across fragments', async () => {
  const entry = (delta: number, ...sizes: readonly number[]) =>
    concat(
      u32(delta),
      u16(sizes.length),
      ...sizes.map((size) => concat(u16(size), u8(7, 1), u32(0))),
    );
  const subsamples = (count: number, ...entries: readonly Uint8Array[]) =>
    fullBox('subs', 0, 0, u32(count), ...entries);
  const flat = await flatten(
    file(MOVIE, [[subsamples(1, entry(2, 4, 6))], [], [subsamples(2, entry(1, 10), entry(1, 5))]]),
  );
  expect(boxBytes(flat, `${TABLE}/subs`)).toEqual(
    subsamples(3, entry(2, 4, 6), entry(3, 10), entry(1, 5)),
  );
});

test('gaps become long samples, and chunks are no longer than asked for', async () => {
  const times = [0n, 200n, 5000n, 5200n];
  const flat = await flatten(file(MOVIE, [[], [], [], []], times), 0.25);
  const [track] = readPlain(flat).tracks;
  expect(track?.samples.map(({ dts }) => Number(dts))).toEqual([
    ...[0, 100, 200, 300, 5000, 5100, 5200, 5300],
  ]);
  expect(track?.samples.map(({ duration }) => duration)).toEqual([
    ...[100, 100, 100, 4700, 100, 100, 100, 100],
  ]);
  const offsets = new DataView(concat(boxBytes(flat, `${TABLE}/stco`)).buffer);
  expect(offsets.getUint32(12)).toBeGreaterThanOrEqual(4);
  expect(findBoxes(flat, 'moov/mvex')).toHaveLength(0);
});

const encryptedEntry = (perSampleIvSize: number) =>
  box(
    'enca',
    plainEntry('soun').subarray(8),
    box(
      'sinf',
      box('frma', ascii('mp4a')),
      fullBox('schm', 0, 0, ascii('cenc'), u32(0x10000)),
      box('schi', fullBox('tenc', 0, 0, u8(0, 0, 1, perSampleIvSize), new Uint8Array(16).fill(5))),
    ),
  );

test('a senc without saiz and saio gets both', async () => {
  const vectors = [u8(1, 1, 1, 1, 1, 1, 1, 1), u8(2, 2, 2, 2, 2, 2, 2, 2)];
  const subsample = concat(u16(1), u16(3), u32(7));
  const senc = fullBox('senc', 0, 2, u32(2), ...vectors.flatMap((vector) => [vector, subsample]));
  const moov = { ...MOVIE, sampleEntries: [encryptedEntry(8)] };
  const [track] = readPlain(await flatten(file(moov, [[senc], [senc]]))).tracks;
  const expected = vectors.map((vector) => concat(vector, subsample));
  expect(track?.samples.map(({ auxiliary }) => auxiliary)).toEqual([...expected, ...expected]);
});

test('encrypted samples without their vectors are refused, those that need none are not', async () => {
  const without = { ...MOVIE, sampleEntries: [encryptedEntry(8)] };
  await expect(flatten(file(without, [[]]))).rejects.toMatchObject({
    code: 'unsupported',
    found: 'encrypted samples with neither senc nor saiz and saio',
  });
  const piff = box('uuid', u32(0xa2394f52, 0x5a9b4f14, 0xa2446c42, 0x7c648df4), u32(0, 0));
  await expect(flatten(file(without, [[piff]]))).rejects.toThrow(/PIFF/);
});

test('the samples of two tracks lie side by side', async () => {
  const picture: MoovOptions = { handler: 'vide', trackId: 1, timescale: 1000 };
  const many = Array.from({ length: 40 }, () => []);
  const inputs = [file(picture, many), file(MOVIE, many)] as const;
  const { spans } = await flattenFragments(inputs);
  // Ten bytes are a sample of a tenth of a second.
  const copied = [0, 0];
  for (const span of spans()) {
    if ('bytes' in span) continue;
    copied[span.input] = (copied[span.input] ?? 0) + span.byteLength;
    expect(Math.abs((copied[0] ?? 0) - (copied[1] ?? 0))).toBeLessThanOrEqual(50);
  }
  expect(copied).toEqual([800, 800]);
});
