import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { findBox, findBoxes, requireBox, type BoxNode } from './box-tree.js';
import { dOps } from './boxes/opus.js';
import { mdhd, mvhd, tkhd } from './boxes/movie-header.js';
import { sbgp, sgpd } from './boxes/sample-group.js';
import { TIMECODE_DROP_FRAME, TIMECODE_WRAPS_AT_24_HOURS } from './boxes/timecode.js';
import { constantDuration, durationRunsBuilder, type DurationRuns } from './duration-runs.js';
import { readMovieOf, type Movie } from './movie-reader.js';
import {
  layoutOpusFile,
  planOpusFile,
  type OpusFileLayout,
  type OpusFileOptions,
} from './opus-file.js';
import { tagsOf } from './read-tags.js';

const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
const FIFTY: OpusFileOptions['timecode'] = {
  timescale: 48000,
  frameDuration: 960,
  numberOfFrames: 50,
  startFrame: 2529361,
};

function assemble(layout: OpusFileLayout, packets: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([layout.header, ...packets, layout.trailer]));
}

/** The file of silent packets, read back. */
function movieOf(options: Partial<OpusFileOptions> & { packetDurations: DurationRuns }): Movie {
  const { packetDurations } = options;
  const count = packetDurations.sampleCount.reduce((sum, run) => sum + run, 0);
  const packetSizes = new Uint32Array(count).fill(SILENCE.length);
  const layout = layoutOpusFile({ channelCount: 1, packetSizes, ...options });
  return readMovieOf(assemble(layout, [new Uint8Array(layout.packetByteLength)]));
}

function boxOf(box: BoxNode | undefined, path: string): BoxNode {
  if (box === undefined) throw new Error('no track');
  return requireBox(box, path);
}

describe('layoutOpusFile', () => {
  test('writes the reference file byte for byte', () => {
    const packets = Array<Uint8Array>(5).fill(SILENCE);
    const layout = layoutOpusFile({
      channelCount: 2,
      packetSizes: Uint32Array.from(packets, (packet) => packet.length),
      packetDurations: constantDuration(5, 960),
      timecode: FIFTY,
      tags: { title: 'Ana' },
      chunkSeconds: Infinity,
    });
    const file = assemble(layout, packets);
    expect(layout.durationSamples).toBe(4488);
    expect(layout.packetByteLength).toBe(15);
    expect(file.length).toBe(layout.byteLength);
    expect(createHash('sha256').update(file).digest('hex')).toBe(
      '66e72aa1f2bdb076a43fe1ecbd4a332a1a0cc19e1cbdc4ea394f720d27b0dd62',
    );
  });

  test('describes packets of any size and duration so that they are found again', () => {
    const packet = fc.record({
      size: fc.integer({ min: 1, max: 1275 }),
      units: fc.constantFrom(1, 2, 4, 8, 16, 24, 48),
    });
    fc.assert(
      fc.property(
        fc.array(packet, { minLength: 3, maxLength: 200 }),
        fc.constantFrom<1 | 2>(1, 2),
        fc.option(fc.constantFrom(0.02, 0.5, 1, 5), { nil: undefined }),
        (packets, channelCount, chunkSeconds) => {
          const durations = durationRunsBuilder();
          const units = Uint8Array.from(packets, (one) => one.units);
          durations.addColumn(units, 0, units.length, 120);
          const total = 120 * units.reduce((sum, one) => sum + one, 0);
          const layout = layoutOpusFile({
            channelCount,
            packetSizes: Uint32Array.from(packets, ({ size }) => size),
            packetDurations: durations.finish(),
            timecode: FIFTY,
            ...(chunkSeconds !== undefined && { chunkSeconds }),
          });
          const file = assemble(layout, [new Uint8Array(layout.packetByteLength)]);
          const movie = readMovieOf(file);
          const [audio, label] = movie.tracks;
          const samples = audio?.samples();
          expect([...(samples?.size ?? [])]).toEqual(packets.map(({ size }) => size));
          expect([...(samples?.duration ?? [])]).toEqual(packets.map((one) => one.units * 120));
          let offset = layout.header.length;
          for (const [index, { size }] of packets.entries()) {
            expect(samples?.offset[index]).toBe(offset);
            offset += size;
          }
          expect(label?.samples().offset[0]).toBe(offset);
          expect(label?.timecode?.startFrame).toBe(2529361);
          expect(samples?.sync).toBeUndefined();
          expect(audio?.mediaDuration).toBe(total);
          expect(audio?.edits).toEqual([
            { segmentDuration: total - 312, mediaTime: 312, mediaRate: 1 },
          ]);
          expect([movie.duration, audio?.duration, label?.duration, label?.mediaDuration]).toEqual(
            Array(4).fill(total - 312),
          );
          const [entry] = audio?.sampleDescriptions ?? [];
          expect(entry).toMatchObject({ type: 'Opus', channelCount, sampleRate: 48000 });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('says what the decoder has to know', () => {
    const movie = movieOf({
      packetDurations: constantDuration(60, 960),
      preSkip: 120,
      inputSampleRate: 16000,
    });
    const [audio] = movie.tracks;
    expect(movie.tracks.length).toBe(1);
    expect(boxOf(audio?.box, 'mdia/minf/stbl/stsd/Opus/dOps').read(dOps)).toMatchObject({
      outputChannelCount: 1,
      preSkip: 120,
      inputSampleRate: 16000,
      outputGain: 0,
      channelMappingFamily: 0,
    });
    expect(audio?.edits).toEqual([
      { segmentDuration: 60 * 960 - 120, mediaTime: 120, mediaRate: 1 },
    ]);
    expect(audio).toMatchObject({
      handlerType: 'soun',
      handlerName: 'SoundHandler',
      language: 'und',
    });
  });

  test.each([
    [[120, 960], -32],
    [[240], -16],
    [[480], -8],
    [[960], -4],
    [[1920], -2],
    [[2880], -2],
    [[3840], -1],
    [[4800], -1],
    [[5760, 2880], -2],
  ])('rolls back 80 ms with packets of %j samples', (deltas, distance) => {
    const durations = durationRunsBuilder();
    for (const delta of deltas) durations.add(3, delta);
    const [audio] = movieOf({ packetDurations: durations.finish() }).tracks;
    const stbl = boxOf(audio?.box, 'mdia/minf/stbl');
    const [group] = requireBox(stbl, 'sgpd').read(sgpd).entries;
    expect(Buffer.from(group ?? []).readInt16BE()).toBe(distance);
    expect(requireBox(stbl, 'sbgp').read(sbgp)).toMatchObject({
      groupingType: 'roll',
      entries: {
        sampleCount: Uint32Array.of(3 * deltas.length),
        groupDescriptionIndex: Uint32Array.of(1),
      },
    });
  });

  test('counts 29.97 frames a second with a timescale of its own', () => {
    const movie = movieOf({
      packetDurations: constantDuration(100, 960),
      timecode: {
        timescale: 30000,
        frameDuration: 1001,
        numberOfFrames: 30,
        startFrame: 17982,
        flags: TIMECODE_DROP_FRAME | TIMECODE_WRAPS_AT_24_HOURS,
        reel: 'Ana 1',
      },
    });
    const [audio, label] = movie.tracks;
    expect(audio?.references).toEqual([{ type: 'tmcd', trackIds: [2] }]);
    expect(label).toMatchObject({
      trackId: 2,
      handlerType: 'tmcd',
      handlerName: 'TimeCodeHandler',
      codec: 'tmcd',
      timescale: 30000,
      // 95688 samples last 59805 ticks: the whole movie is covered.
      mediaDuration: 59805,
      duration: 95688,
      references: [],
      timecode: {
        timescale: 30000,
        frameDuration: 1001,
        numberOfFrames: 30,
        startFrame: 17982,
        flags: 3,
        reel: 'Ana 1',
      },
    });
  });

  test('bears dates only if it is given one, from the recording', () => {
    const packetDurations = constantDuration(10, 960);
    const undated = movieOf({ packetDurations, timecode: FIFTY });
    const dated = movieOf({
      packetDurations,
      timecode: FIFTY,
      creationTimestampMs: Date.UTC(2026, 6, 4, 14, 3, 7, 999),
    });
    for (const [movie, time] of [
      [undated, 0],
      [dated, 3866018587],
    ] as const) {
      const { box } = movie;
      const headers = [
        requireBox(box, 'mvhd').read(mvhd),
        ...findBoxes(box, 'trak/tkhd').map((one) => one.read(tkhd)),
        ...findBoxes(box, 'trak/mdia/mdhd').map((one) => one.read(mdhd)),
      ];
      expect(headers.length).toBe(5);
      for (const header of headers) {
        expect(header).toMatchObject({ version: 0, creationTime: time, modificationTime: time });
      }
    }
  });

  test('takes the longer headers past 2040', () => {
    const { box, creationTime } = movieOf({
      packetDurations: constantDuration(10, 960),
      creationTimestampMs: Date.UTC(2041, 0, 1),
    });
    expect(creationTime).toBe(Date.UTC(2041, 0, 1) / 1000 + 2082844800);
    expect(requireBox(box, 'mvhd').read(mvhd).version).toBe(1);
    expect(requireBox(box, 'trak/tkhd').read(tkhd).version).toBe(1);
    expect(requireBox(box, 'trak/mdia/mdhd').read(mdhd).version).toBe(1);
  });

  test('labels 30 hours, whose samples no 32-bit number counts', () => {
    const packetCount = (30 * 3600 * 1000) / 120;
    const movie = movieOf({
      packetDurations: constantDuration(packetCount, 5760),
      timecode: { ...FIFTY, startFrame: 100 },
    });
    const total = 30 * 3600 * 48000;
    expect(total).toBeGreaterThan(2 ** 32);
    const [audio, label] = movie.tracks;
    expect(movie.duration).toBe(total - 312);
    expect(audio?.mediaDuration).toBe(total);
    expect(audio?.edits).toEqual([{ segmentDuration: total - 312, mediaTime: 312, mediaRate: 1 }]);
    expect(audio?.samples().decodeTime.at(-1)).toBe(total - 5760);
    // No duration of a sample is negative to readers that take it for a signed number.
    const whole = Math.floor((2 ** 31 - 1) / 960) * 960;
    const frames = label?.samples();
    expect([...(frames?.duration ?? [])]).toEqual([whole, whole, total - 312 - 2 * whole]);
    expect(label?.timecode?.startFrame).toBe(100);
    const trailer = layoutOpusFile({
      channelCount: 1,
      packetSizes: new Uint32Array(packetCount).fill(1),
      packetDurations: constantDuration(packetCount, 5760),
      timecode: { ...FIFTY, startFrame: 100 },
    }).trailer;
    const view = new DataView(trailer.buffer);
    expect([0, 4, 8].map((at) => view.getUint32(at))).toEqual(
      [0, 1, 2].map((sample) => 100 + (sample * whole) / 960),
    );
  });

  test('has no list of user data where there are no tags', () => {
    const movie = movieOf({ packetDurations: constantDuration(10, 960), tags: {} });
    expect(findBox(movie.box, 'udta')).toBeUndefined();
    const tagged = movieOf({
      packetDurations: constantDuration(10, 960),
      tags: { title: 'Ana', track: { number: 1, total: 2 } },
    });
    expect(tagsOf(tagged.box)).toMatchObject({ title: 'Ana', track: { number: 1, total: 2 } });
  });

  test.each<[string, Partial<OpusFileOptions>, string]>([
    [
      'sizes of another number of packets',
      { packetSizes: new Uint32Array(9) },
      "moov/trak[0]: found chunks with 10 samples in all, expected the track's 9 samples",
    ],
    [
      'packets shorter than the pre-skip',
      { preSkip: 9601 },
      'found packets of 9600 samples in all, expected at least the 9601 samples of pre-skip',
    ],
    [
      'packets of no duration',
      { packetDurations: constantDuration(10, 0), preSkip: 0 },
      'found a packet of 0 samples, expected at least 120',
    ],
    [
      'a timecode that counts too many frames a second',
      { timecode: { timescale: 1000, frameDuration: 1, numberOfFrames: 1000, startFrame: 0 } },
      'tmcd: found numberOfFrames 1000, expected a whole number from 1 to 255',
    ],
    [
      'a timecode that begins with half a frame',
      { timecode: { timescale: 48000, frameDuration: 960, numberOfFrames: 50, startFrame: 0.5 } },
      'tmcd: found startFrame 0.5, expected a whole number from 0 to 4294967295',
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() =>
      layoutOpusFile({
        channelCount: 1,
        packetSizes: new Uint32Array(10).fill(3),
        packetDurations: constantDuration(10, 960),
        ...options,
      }),
    ).toThrow(message);
  });
});

describe('planOpusFile', () => {
  const options: OpusFileOptions = {
    channelCount: 1,
    // Two parts of the table and some; sizes that differ.
    packetSizes: Uint16Array.from({ length: 200_000 }, (_, packet) => 3 + (packet % 500)),
    packetDurations: constantDuration(200_000, 960),
    timecode: FIFTY,
    tags: { title: 'Ana' },
  };

  test('writes the header of layoutOpusFile in pieces', () => {
    const { headerPieces, ...plan } = planOpusFile(options);
    const { header, ...layout } = layoutOpusFile(options);
    const pieces = Array.from(headerPieces(), (piece) => piece.slice());
    expect(plan).toEqual(layout);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.compare(Buffer.concat(pieces), header)).toBe(0);
  });

  test('writes it again', () => {
    const { headerPieces } = planOpusFile(options);
    const write = () => Buffer.concat(Array.from(headerPieces(), (piece) => piece.slice()));
    expect(write().equals(write())).toBe(true);
  });

  test('refuses what layoutOpusFile refuses', () => {
    const packetSizes = new Uint16Array(3);
    expect(() => planOpusFile({ ...options, packetSizes })).toThrow(
      expect.objectContaining({ code: 'value' }),
    );
  });
});
