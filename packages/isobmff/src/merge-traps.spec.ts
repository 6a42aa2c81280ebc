import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ascii, box, concat, fullBox, u16, u32, u64, u8 } from './box-bytes.testkit.js';
import { makeFragment, type FragmentOptions } from './fragment.testkit.js';
import {
  EMPTY_TABLES,
  makeMoov,
  makeTrak,
  makeTrex,
  plainEntry,
  type MoovOptions,
} from './movie-box.testkit.js';
import { randomFrom } from './seeded-random.testkit.js';
import { IsobmffError } from './box-error.js';
import { flattenFragments } from './flatten-fragments.js';
import { MergeInputError } from './merge-error.js';
import { mergeMoov } from './merge-moov.js';
import { mergeFragments } from './merge-streams.js';
import type { MergeNotice, MergeOptions, MergeSpan } from './merge-spans.js';
import {
  boxBytes,
  boxesIn,
  findBoxes,
  readPlain,
  type PlainTrack,
} from './plain-reader.testkit.js';

type Sample = FragmentOptions['samples'][number];

function sample(fill: number, options: Partial<Sample> = {}): Sample {
  return {
    duration: 100,
    compositionOffset: 0,
    flags: 0x200_0000,
    descriptionIndex: 1,
    data: new Uint8Array(10).fill(fill),
    auxiliary: new Uint8Array(0),
    ...options,
  };
}

const FILE_TYPE = box('ftyp', ascii('iso5'), u32(0), ascii('iso5dashavc1'));
const VIDEO: MoovOptions = { handler: 'vide', trackId: 1, timescale: 1000 };
const AUDIO: MoovOptions = { handler: 'soun', trackId: 1, timescale: 1000 };

interface Part extends Partial<FragmentOptions> {
  readonly decodeTime: bigint;
  readonly samples: readonly Sample[];
}

/** A file of fragments behind a movie box; boxes may stand in front of each fragment. */
function file(moov: MoovOptions, parts: readonly (Part | Uint8Array)[]): Uint8Array {
  const { trexDuration = 0, trexSize = 0, trexFlags = 0 } = moov;
  let bytes = concat(FILE_TYPE, makeMoov(moov));
  for (const [index, part] of parts.entries()) {
    const next =
      part instanceof Uint8Array
        ? part
        : makeFragment({
            trackId: moov.trackId,
            sequenceNumber: 1000 - index,
            position: bytes.length,
            trex: { duration: trexDuration, size: trexSize, flags: trexFlags },
            random: randomFrom(index),
            ...part,
          });
    bytes = concat(bytes, next);
  }
  return bytes;
}

function joined(spans: readonly MergeSpan[], inputs: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...spans.map((span) => {
      if ('bytes' in span) return span.bytes;
      return inputs[span.input]?.subarray(span.offset, span.offset + span.byteLength) ?? u8();
    }),
  );
}

async function merge(
  video: Uint8Array,
  audio: Uint8Array,
  options?: MergeOptions,
): Promise<Uint8Array> {
  const spans: MergeSpan[] = [];
  for await (const span of mergeFragments(video, audio, options)) spans.push(span);
  return joined(spans, [video, audio]);
}

async function flatten(video: Uint8Array, audio: Uint8Array): Promise<Uint8Array> {
  return joined([...(await flattenFragments([video, audio])).spans()], [video, audio]);
}

function track(bytes: Uint8Array, trackId: number): PlainTrack {
  const found = readPlain(bytes).tracks.find((one) => one.trackId === trackId);
  if (found === undefined) throw new Error(`no track ${trackId}`);
  return found;
}

function fixture(name: string): Uint8Array {
  return new Uint8Array(
    readFileSync(new URL(`../../../fixtures/fmp4/${name}.mp4`, import.meta.url)),
  );
}

const plainAudio = file(AUDIO, [{ decodeTime: 0n, samples: [sample(0xaa), sample(0xab)] }]);
const plainVideo = file(VIDEO, [{ decodeTime: 0n, samples: [sample(1), sample(2)] }]);

/** First 32-bit word of a full box's body: version and flags. */
function head(bytes: Uint8Array, path: string, index = 0): number {
  const view = new DataView(concat(boxBytes(bytes, path, index)).buffer);
  return view.getUint32(8);
}

function word(bytes: Uint8Array, path: string, at: number, index = 0): number {
  return new DataView(concat(boxBytes(bytes, path, index)).buffer).getUint32(at);
}

describe('the traps of merging', () => {
  test('1: values that stand in trex only are carried over', async () => {
    const moov = { ...VIDEO, trexDuration: 100, trexSize: 10, trexFlags: 0x1010000 };
    const random = () => 1;
    const video = file(moov, [
      { decodeTime: 0n, samples: [sample(1, { flags: 0x1010000 })], random },
    ]);
    const merged = await merge(video, plainAudio);
    expect(boxBytes(merged, 'moov/mvex/trex')).toEqual(
      fullBox('trex', 0, 0, u32(1, 1, 100, 10, 0x1010000)),
    );
    expect(track(merged, 1).samples[0]).toMatchObject({ duration: 100, sync: false });
    expect(track(await flatten(video, plainAudio), 1).samples[0]?.sync).toBe(false);
  });

  test('2: tracks are numbered by file, wherever a number stands', async () => {
    const reference = box('tref', box('cdsc', u32(7, 9)), box('hint', u32(9)));
    const clock = (trackId: number) => fullBox('prft', 1, 0, u32(trackId), u64(5, 6));
    const representation = fullBox('trep', 0, 0, u32(7), box('free'));
    const video = file(
      { ...VIDEO, trackId: 7, trakBoxes: [reference], mvexBoxes: [representation] },
      [clock(7), clock(9), { decodeTime: 0n, samples: [sample(1)] }],
    );
    const merged = await merge(video, plainAudio);
    expect(word(merged, 'moov/trak/tkhd', 20, 0)).toBe(1);
    expect(word(merged, 'moov/trak/tkhd', 20, 1)).toBe(2);
    expect(boxBytes(merged, 'moov/trak/tref')).toEqual(box('tref', box('cdsc', u32(1))));
    expect(boxBytes(merged, 'moov/mvex/trep')).toEqual(fullBox('trep', 0, 0, u32(1), box('free')));
    expect(findBoxes(merged, 'prft')).toHaveLength(1);
    expect(boxBytes(merged, 'prft')).toEqual(clock(1));
    expect(findBoxes(merged, 'moof').map((_, i) => word(merged, 'moof/traf/tfhd', 12, i))).toEqual([
      1, 2,
    ]);
    expect(findBoxes(merged, 'moof').map((_, i) => word(merged, 'moof/mfhd', 12, i))).toEqual([
      1, 2,
    ]);
    const live = await merge(
      fixture('real-livesim-live.video'),
      fixture('real-livesim-live.audio'),
    );
    expect(readPlain(live).tracks.map(({ handler }) => handler)).toEqual(['vide', 'soun']);
  });

  test('3: absolute base_data_offset becomes default-base-is-moof', async () => {
    const merged = await merge(fixture('basedata-mfra.video'), fixture('basedata-mfra.audio'));
    for (const [index] of findBoxes(merged, 'moof/traf/tfhd').entries()) {
      expect(head(merged, 'moof/traf/tfhd', index) & 0x20001).toBe(0x20000);
    }
    expect(findBoxes(merged, 'mfra')).toHaveLength(0);
  });

  test('4: every run says where its data is', async () => {
    const merged = await merge(fixture('multi-trun.video'), fixture('multi-trun.audio'));
    const flags = findBoxes(merged, 'moof/traf/trun').map((_, i) =>
      head(merged, 'moof/traf/trun', i),
    );
    expect(flags.length).toBeGreaterThan(20);
    expect(flags.every((value) => (value & 1) === 1)).toBe(true);
  });

  test('5: a later traf without base flags counts from the data of the one before', async () => {
    const samples = [sample(1), sample(2, { descriptionIndex: 2 }), sample(3)];
    const sampleEntries = [plainEntry('vide'), plainEntry('vide')];
    const video = file({ ...VIDEO, sampleEntries }, [
      { decodeTime: 5n, samples, base: 'implicit' },
    ]);
    const merged = await merge(video, plainAudio);
    expect(track(merged, 1).samples.map(({ data }) => data[0])).toEqual([1, 2, 3]);
    for (const index of [0, 1, 2]) {
      expect(head(merged, 'moof/traf/tfhd', index) & 0x20001).toBe(0x20000);
    }
  });

  test.each(['senc', 'media'] as const)(
    '6: saio follows auxiliary data in %s, though boxes in front of it change their size',
    async (auxiliary) => {
      const samples = [1, 2, 3].map((fill) =>
        sample(fill, { auxiliary: u8(fill, 0, 0, 0, 9, 9, 9, 9) }),
      );
      const parts = [{ decodeTime: 0n, samples, auxiliary, base: 'explicit' as const }];
      const merged = await merge(file(VIDEO, parts), plainAudio);
      expect(track(merged, 1).samples.map((one) => one.auxiliary)).toEqual(
        samples.map((one) => one.auxiliary),
      );
    },
  );

  test.each([0, 1] as const)('7: durations are 0, in headers of version %i', async (version) => {
    const video = file({ ...VIDEO, version, duration: 5000 }, [
      { decodeTime: 0n, samples: [sample(1)] },
    ]);
    const merged = await merge(video, plainAudio);
    const durations = { mvhd: [24, 32], tkhd: [28, 36], mdhd: [24, 32] } as const;
    expect(word(merged, 'moov/mvhd', durations.mvhd[version])).toBe(0);
    expect(word(merged, 'moov/trak/tkhd', durations.tkhd[version])).toBe(0);
    expect(word(merged, 'moov/trak/mdia/mdhd', durations.mdhd[version])).toBe(0);
    expect(word(merged, 'moov/mvhd', version === 0 ? 104 : 116)).toBe(3);
    expect(findBoxes(merged, 'moov/mvex/mehd')).toHaveLength(0);
  });

  test('8: edit lists stay; only their durations count in another movie timescale', () => {
    const edits = [
      { duration: 300, mediaTime: -1 },
      { duration: 0, mediaTime: 1024 },
    ];
    const video = makeMoov({ ...VIDEO, movieTimescale: 600, edits });
    const audio = makeMoov({
      ...AUDIO,
      movieTimescale: 44100,
      edits: [{ duration: 1, mediaTime: 2112 }],
    });
    const { movieTimescale, tracks } = readPlain(mergeMoov(video, audio));
    expect(movieTimescale).toBe(88_200);
    expect(tracks.map((one) => one.edits)).toEqual([
      [
        { duration: 44_100n, mediaTime: -1n },
        { duration: 0n, mediaTime: 1024n },
      ],
      [{ duration: 2n, mediaTime: 2112n }],
    ]);
    const same = makeMoov({ ...VIDEO, edits });
    expect(boxBytes(mergeMoov(same, makeMoov(AUDIO)), 'moov/trak/edts')).toEqual(
      boxBytes(same, 'moov/trak/edts'),
    );
  });

  test('9: negative composition offsets stay negative, and trun its version', async () => {
    const [video, audio] = [fixture('negcts-cmaf.video'), fixture('negcts-cmaf.audio')];
    const merged = await merge(video, audio);
    expect(head(merged, 'moof/traf/trun') >>> 24).toBe(1);
    const offsets = track(merged, 1).samples.map(({ compositionOffset }) => compositionOffset);
    expect(Math.min(...offsets)).toBeLessThan(0);
    const flat = track(await flatten(video, audio), 1).samples;
    expect(flat.map(({ compositionOffset }) => compositionOffset)).toEqual(offsets);
    const wrapped = file(VIDEO, [
      { decodeTime: 0n, samples: [sample(1, { compositionOffset: -5 })], random: () => 0 },
    ]);
    expect(track(await merge(wrapped, plainAudio), 1).samples[0]?.compositionOffset).toBe(-5);
  });

  test('10: decode times keep 64 bits and their common origin', async () => {
    const late = 2n ** 53n + 1n;
    const video = file(VIDEO, [
      { decodeTime: late, samples: [sample(1)] },
      { decodeTime: late + 500n, samples: [sample(2)] },
    ]);
    const audio = file(AUDIO, [{ decodeTime: late + 1n, samples: [sample(0xaa)] }]);
    const merged = await merge(video, audio);
    expect(track(merged, 1).samples.map(({ dts }) => dts)).toEqual([late, late + 500n]);
    expect(track(merged, 2).samples[0]?.dts).toBe(late + 1n);
    const order = findBoxes(merged, 'moof').map((_, i) => word(merged, 'moof/traf/tfhd', 12, i));
    expect(order).toEqual([1, 2, 1]);
    const flat = await flatten(video, audio);
    expect(track(flat, 1).edits).toEqual([]);
    expect(track(flat, 2).edits[0]).toEqual({ duration: 1n, mediaTime: -1n });
  });

  test('11: the longer side goes on to its end, gaps stay', async () => {
    const audio = file(AUDIO, [
      { decodeTime: 0n, samples: [sample(1)] },
      { decodeTime: 5000n, samples: [sample(2)] },
      { decodeTime: 90_000n, samples: [sample(3)] },
    ]);
    for (const result of [await merge(plainVideo, audio), await flatten(plainVideo, audio)]) {
      expect(track(result, 2).samples.map(({ dts }) => dts)).toEqual([0n, 5000n, 90_000n]);
      expect(track(result, 1).samples).toHaveLength(2);
    }
  });

  test('12: fragments without samples are passed over', async () => {
    const video = file(VIDEO, [
      { decodeTime: 0n, samples: [] },
      { decodeTime: 0n, samples: [sample(1)] },
      { decodeTime: 100n, samples: [] },
      { decodeTime: 100n, samples: [sample(2)] },
      { decodeTime: 200n, samples: [] },
    ]);
    const merged = await merge(video, plainAudio);
    expect(track(merged, 1).samples.map(({ data }) => data[0])).toEqual([1, 2]);
    expect(findBoxes(merged, 'moof')).toHaveLength(3);
  });

  test('13: samples in the moov become a fragment, and its tables are emptied', async () => {
    const media = [u8(1, 1, 1), u8(2, 2), u8(3, 3, 3, 3)];
    const tables = (chunkAt: number) => [
      fullBox('stts', 0, 0, u32(1, 3, 100)),
      fullBox('ctts', 0, 0, u32(2, 1, 0, 2, 50)),
      fullBox('stss', 0, 0, u32(1, 1)),
      fullBox('stsc', 0, 0, u32(2, 1, 1, 1, 2, 2, 1)),
      fullBox('stsz', 0, 0, u32(0, 3, 3, 2, 4)),
      fullBox('stco', 0, 0, u32(2, chunkAt, chunkAt + 5)),
    ];
    const edits = [{ duration: 250, mediaTime: 50 }];
    const moovSize = makeMoov({ ...VIDEO, edits, sampleTables: tables(0) }).length;
    const sampleTables = tables(FILE_TYPE.length + moovSize + 8);
    const mdat = box('mdat', media[0] ?? u8(), u8(9, 9), media[1] ?? u8(), media[2] ?? u8());
    const video = file({ ...VIDEO, edits, sampleTables }, [
      mdat,
      { decodeTime: 300n, samples: [sample(4)], tfdt: 'none' },
    ]);
    const merged = await merge(video, plainAudio);
    const expected = [
      { dts: 0n, compositionOffset: 0, sync: true, data: media[0] },
      { dts: 100n, compositionOffset: 50, sync: false, data: media[1] },
      { dts: 200n, compositionOffset: 50, sync: false, data: media[2] },
      { dts: 300n, compositionOffset: 0, sync: true, data: new Uint8Array(10).fill(4) },
    ];
    expect(track(merged, 1).samples).toMatchObject(expected);
    expect(track(merged, 1).edits).toEqual([{ duration: 0n, mediaTime: 50n }]);
    expect(findBoxes(merged, 'moof')).toHaveLength(3);
    for (const [index, table] of EMPTY_TABLES.entries()) {
      const type = ['stts', 'stsc', 'stsz', 'stco'][index] ?? '';
      expect(boxBytes(merged, `moov/trak/mdia/minf/stbl/${type}`)).toEqual(table);
    }
    const flat = track(await flatten(video, plainAudio), 1);
    expect(flat.samples).toMatchObject(expected);
    expect(flat.edits).toEqual([{ duration: 350n, mediaTime: 50n }]);
  });

  test('14: several sample descriptions stay, and each sample its own', async () => {
    const sampleEntries = [plainEntry('vide'), box('avc1', plainEntry('vide').subarray(8))];
    const samples = [1, 2, 2, 1].map((descriptionIndex) =>
      sample(descriptionIndex, { descriptionIndex }),
    );
    const moov = { ...VIDEO, sampleEntries };
    const video = file(moov, [{ decodeTime: 0n, samples }]);
    for (const result of [await merge(video, plainAudio), await flatten(video, plainAudio)]) {
      expect(boxBytes(result, 'moov/trak/mdia/minf/stbl/stsd')).toEqual(
        boxBytes(makeMoov(moov), 'moov/trak/mdia/minf/stbl/stsd'),
      );
      const indexes = track(result, 1).samples.map(({ descriptionIndex }) => descriptionIndex);
      expect(indexes).toEqual([1, 2, 2, 1]);
    }
  });

  test('15: encrypted samples stay encrypted, with all that is needed to decrypt them', async () => {
    const [video, audio] = [fixture('cenc.video'), fixture('cenc.audio')];
    const merged = await merge(video, audio);
    const flat = await flatten(video, audio);
    for (const result of [merged, flat]) {
      expect(findBoxes(result, 'moov/pssh')).toHaveLength(1);
      for (const [index, source] of [video, audio].entries()) {
        expect(boxBytes(result, 'moov/trak/mdia/minf/stbl/stsd', index)).toEqual(
          boxBytes(source, 'moov/trak/mdia/minf/stbl/stsd'),
        );
        const found = track(result, index + 1).samples.map(({ auxiliary }) => auxiliary);
        expect(found).toEqual(track(source, 1).samples.map(({ auxiliary }) => auxiliary));
        expect(found[0]?.length).toBeGreaterThan(0);
      }
    }
    expect(boxBytes(merged, 'moof/traf/senc')).toEqual(boxBytes(video, 'moof/traf/senc'));
  });

  test.each(['behind', 'apart', 'before', 'large'] as const)(
    '16: samples are found by position, media data %s the moof and padded',
    async (place) => {
      const samples = [sample(1), sample(2), sample(3), sample(4)];
      const parts = [{ decodeTime: 0n, samples, place, padding: true }];
      const video = file(VIDEO, [box('mdat', new Uint8Array(30)), ...parts]);
      const merged = await merge(video, plainAudio);
      expect(track(merged, 1).samples.map(({ data }) => data[0])).toEqual([1, 2, 3, 4]);
    },
  );

  test('17: a second track of another kind is left out with its data, a second of the kind refused', async () => {
    const caption = { handler: 'soun' as const, trackId: 8, timescale: 1000 };
    const other = concat(makeTrak(caption));
    const asText = concat(other);
    const handlerAt = findBoxes(asText, 'trak/mdia/hdlr')[0]?.body ?? 0;
    asText.set(ascii('text'), handlerAt + 8);
    const parts = [{ decodeTime: 0n, samples: [sample(1), sample(2)], foreignTrackId: 8 }];
    const video = file(
      { ...VIDEO, moreTracks: [{ trak: asText, trex: makeTrex(caption) }] },
      parts,
    );
    const merged = await merge(video, plainAudio);
    expect(readPlain(merged).tracks).toHaveLength(2);
    expect(findBoxes(merged, 'moof/traf')).toHaveLength(2);
    expect(findBoxes(merged, 'mdat').map((one) => one.end - one.body)).toEqual([20, 20]);

    const second = { ...VIDEO, trackId: 8 };
    const moreTracks = [{ trak: makeTrak(second), trex: makeTrex(second) }];
    await expect(merge(file({ ...VIDEO, moreTracks }, []), plainAudio)).rejects.toThrow(
      /video input: moov at byte \d+: found 2 video tracks, expected one video track/,
    );
  });
});

describe('what else is kept', () => {
  test('protection headers of both inputs, each once, and other boxes of the video', () => {
    const system = (id: number) =>
      fullBox('pssh', 0, 0, new Uint8Array(16).fill(id), u32(2), u16(id));
    const video = makeMoov({ ...VIDEO, rest: [system(1), box('udta', box('name', u8(1)))] });
    const audio = makeMoov({
      ...AUDIO,
      rest: [
        system(1),
        system(2),
        box('udta', box('name', u8(2))),
        box('abcd', u8(3)),
        box('free'),
      ],
    });
    const merged = mergeMoov(video, audio);
    const [moov] = boxesIn(merged);
    const children = moov ? boxesIn(merged, moov.body, moov.end) : [];
    expect(children.map(({ type }) => type)).toEqual([
      ...['mvhd', 'trak', 'trak', 'mvex', 'pssh', 'pssh', 'udta', 'abcd'],
    ]);
    expect(boxBytes(merged, 'moov/udta')).toEqual(box('udta', box('name', u8(1))));
  });

  test('events in front of their fragment; indexes, segment types and free space go', async () => {
    const event = fullBox('emsg', 1, 0, u32(1000), u64(7), u32(1, 2), ascii('a\0b\0c'));
    const index = fullBox('sidx', 0, 0, u32(1, 1000, 0, 0), u16(0, 0));
    const video = file(VIDEO, [
      box('styp', ascii('msdh'), u32(0)),
      index,
      event,
      { decodeTime: 0n, samples: [sample(1)] },
      box('skip', u8(1)),
      event,
    ]);
    const merged = await merge(video, plainAudio);
    expect(boxesIn(merged).map(({ type }) => type)).toEqual([
      ...['ftyp', 'moov', 'emsg', 'moof', 'mdat', 'moof', 'mdat', 'emsg'],
    ]);
    expect(boxBytes(merged, 'emsg')).toEqual(event);
  });

  test('a brand that promises a plain file, and the codec brands', async () => {
    const brands = (bytes: Uint8Array) =>
      String.fromCharCode(...boxBytes(bytes, 'ftyp').subarray(8));
    expect(brands(await merge(plainVideo, plainAudio))).toBe('iso6\0\0\0\0isomiso6mp41iso5avc1');
    expect(brands(await flatten(plainVideo, plainAudio))).toBe(
      'isom\0\0\0\0isomiso2iso6mp41iso5avc1',
    );
  });

  test('joint fragments hold the audio that begins within the video fragment', async () => {
    const video = file(VIDEO, [
      { decodeTime: 0n, samples: [sample(1), sample(2)] },
      { decodeTime: 200n, samples: [sample(3)] },
    ]);
    const audio = file(
      AUDIO,
      [0n, 100n, 200n, 300n, 400n].map((decodeTime) => ({ decodeTime, samples: [sample(9)] })),
    );
    const merged = await merge(video, audio, { joint: true });
    const tracks = findBoxes(merged, 'moof').map((moof) =>
      boxesIn(merged, moof.body, moof.end)
        .filter(({ type }) => type === 'traf')
        .map((traf) => boxesIn(merged, traf.body, traf.end)[0]?.body ?? 0)
        .map((at) => merged[at + 7]),
    );
    expect(tracks).toEqual([[1, 2, 2], [1, 2], [2], [2]]);
    expect(track(merged, 2).samples).toHaveLength(5);
  });
});

describe('inputs that cannot be used', () => {
  const text = (value: string) => new TextEncoder().encode(value.padEnd(64));
  test.each<[string, Uint8Array, RegExp]>([
    [
      'HTML',
      text('<!doctype html><title>403</title>'),
      /audio input: file at byte 0: found an HTML page/,
    ],
    ['WebM', u8(0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5), /found a Matroska or WebM file/],
    ['nothing', u8(), /found an empty file/],
    [
      'a segment',
      concat(box('styp', ascii('msdh'), u32(0)), box('moof')),
      /found a moof in front of any moov \(behind styp\)/,
    ],
    ['no moov', concat(FILE_TYPE, box('mdat', u8(1))), /found no moov \(only ftyp, mdat\)/],
    ['a video', plainVideo, /found no audio track \(only 'vide'\)/],
    ['no fragment', concat(FILE_TYPE, makeMoov(AUDIO)), /found no fragment with samples/],
    [
      'timescale 0',
      concat(FILE_TYPE, makeMoov({ ...AUDIO, timescale: 0 })),
      /mdia\/mdhd at byte \d+: found timescale 0/,
    ],
    [
      'a cut moof',
      plainAudio.subarray(0, plainAudio.length - 60),
      /audio input: (moof|mdat).* at byte \d+/,
    ],
  ])('%s is named, with the input and the place', async (_name, bytes, message) => {
    const failure = merge(plainVideo, bytes);
    await expect(failure).rejects.toBeInstanceOf(MergeInputError);
    await expect(failure).rejects.toThrow(message);
    await expect(flattenFragments([plainVideo, bytes])).rejects.toThrow(message);
  });

  test('a fragment of a track the movie box does not know is an error', async () => {
    const audio = file(AUDIO, [{ decodeTime: 0n, samples: [sample(1)], trackId: 5 }]);
    await expect(merge(plainVideo, audio)).rejects.toThrow(/found samples of track 5/);
  });

  test('a run that claims billions of samples is refused at once', async () => {
    const run = (size: number) =>
      box(
        'moof',
        fullBox('mfhd', 0, 0, u32(1)),
        box(
          'traf',
          fullBox('tfhd', 0, 0x10, u32(1, size)),
          fullBox('trun', 0, 0, u32(0xffff_ffff)),
        ),
      );
    const start = concat(FILE_TYPE, makeMoov(AUDIO));
    const empty = concat(start, run(0), box('mdat'));
    const full = concat(start, run(1), box('mdat', u8(1)));
    await expect(merge(plainVideo, empty)).rejects.toThrow(/without a byte of data/);
    await expect(merge(plainVideo, full)).rejects.toThrow(/bytes are missing/);
    await expect(flattenFragments([plainVideo, full])).rejects.toThrow(/bytes are missing/);
  });

  test('data outside of any mdat is refused', async () => {
    const audio = file(AUDIO, [{ decodeTime: 0n, samples: [sample(1)] }]);
    const mdatAt = (findBoxes(audio, 'mdat')[0]?.start ?? 0) + 4;
    audio.set(ascii('free'), mdatAt);
    await expect(merge(plainVideo, audio)).rejects.toThrow(/outside of any mdat/);
  });

  test('a cut input is an error, or ends in front of the cut and says so', async () => {
    const audio = file(AUDIO, [
      { decodeTime: 0n, samples: [sample(1)] },
      { decodeTime: 100n, samples: [sample(2)] },
    ]).slice(0, -3);
    await expect(merge(plainVideo, audio)).rejects.toMatchObject({
      code: 'truncated',
      input: 'audio',
    });
    const notices: MergeNotice[] = [];
    const options = { keepWholeFragments: true, onNotice: (one: MergeNotice) => notices.push(one) };
    const merged = await merge(plainVideo, audio, options);
    expect(track(merged, 2).samples).toHaveLength(1);
    expect(notices).toMatchObject([{ code: 'truncated', input: 'audio' }]);
    const { spans } = await flattenFragments([plainVideo, audio], options);
    expect(track(joined([...spans()], [plainVideo, audio]), 2).samples).toHaveLength(1);
  });

  test('decode times that go back cannot become a flat file', async () => {
    const audio = file(AUDIO, [
      { decodeTime: 500n, samples: [sample(1)] },
      { decodeTime: 100n, samples: [sample(2)] },
    ]);
    await expect(flatten(plainVideo, audio)).rejects.toThrow(/begins 400 ticks before/);
    expect(track(await merge(plainVideo, audio), 2).samples).toHaveLength(2);
  });

  test('a file cut anywhere gives a result or an error of the package', async () => {
    for (let end = 0; end < plainAudio.length; end += 3) {
      for (const run of [merge, flatten]) {
        await run(plainVideo, plainAudio.subarray(0, end)).then(
          () => {
            expect(end).toBe(plainAudio.length);
          },
          (error: unknown) => {
            expect(error).toBeInstanceOf(IsobmffError);
          },
        );
      }
    }
  });
});
