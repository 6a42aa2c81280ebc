import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { draftBox } from './box-description.js';
import { writeBoxPieces } from './box-pieces.js';
import { findBox, parseBoxes, requireBox } from './box-tree.js';
import { ftyp } from './boxes/file.js';
import { nmhd } from './boxes/media-header.js';
import { mdhd, mvhd, tkhd } from './boxes/movie-header.js';
import { stsd } from './boxes/sample-description.js';
import { co64 } from './boxes/sample-table.js';
import { planChunks } from './chunk-plan.js';
import { durationRunsBuilder } from './duration-runs.js';
import {
  draftFlatLayout,
  layoutFlatFile,
  planFlatFile,
  type FlatLayout,
  type FlatMovie,
  type FlatTrack,
} from './flat-layout.js';
import { draftDataInformation, draftHandler } from './media-boxes.js';
import { readMovieOf } from './movie-reader.js';
import type { Track } from './movie-track.js';
import { standardBoxes } from './standard-boxes.js';

interface TestSample {
  readonly size: number;
  readonly duration: number;
  readonly compositionOffset: number;
  readonly sync: boolean;
  readonly description: number;
}

interface TestTrack {
  readonly timescale: number;
  readonly samples: readonly TestSample[];
}

const EMPTY_ENTRY = new Uint8Array([0, 0, 0, 8, 0x61, 0x62, 0x63, 0x64]);

/** A track whose headers say no more than they have to. */
function flatTrackOf({ timescale, samples }: TestTrack, trackId: number): FlatTrack {
  const durations = durationRunsBuilder();
  for (const { duration } of samples) durations.add(1, duration);
  return {
    trackBoxes: [draftBox(tkhd, { trackId, duration: 0, volume: 0 })],
    mediaBoxes: [draftBox(mdhd, { timescale, duration: 0 }), draftHandler('meta', '')],
    mediaInformationBoxes: [draftBox(nmhd, {}), draftDataInformation()],
    sampleDescription: draftBox(stsd, {}, [EMPTY_ENTRY, EMPTY_ENTRY]),
    samples: {
      timescale,
      sizes: Uint32Array.from(samples, ({ size }) => size),
      durations: durations.finish(),
      compositionOffsets: Int32Array.from(samples, (sample) => sample.compositionOffset),
      sync: Uint8Array.from(samples, ({ sync }) => (sync ? 1 : 0)),
      descriptionIndex: Uint8Array.from(samples, ({ description }) => description),
    },
  };
}

function movieOf(tracks: readonly TestTrack[], leadingByteLength = 0): FlatMovie {
  const flatTracks = tracks.map((track, index) => flatTrackOf(track, index + 1));
  return {
    fileType: draftBox(ftyp, { majorBrand: 'isom', minorVersion: 0, compatibleBrands: [] }),
    movieHeader: draftBox(mvhd, { timescale: 1000, duration: 0, nextTrackId: 9 }),
    tracks: flatTracks,
    chunks: planChunks(
      flatTracks.map(({ samples }) => samples),
      0.5,
    ),
    leadingByteLength,
  };
}

/** The samples that were read, in the words of the test. */
function samplesOf(track: Track): TestSample[] {
  const { sampleCount, size, duration, ...optional } = track.samples();
  return Array.from({ length: sampleCount }, (_, sample) => ({
    size: size[sample] ?? NaN,
    duration: duration[sample] ?? NaN,
    compositionOffset: optional.compositionOffset?.[sample] ?? 0,
    sync: (optional.sync?.[sample] ?? 1) === 1,
    description: optional.descriptionIndex?.[sample] ?? 1,
  }));
}

/** Whether the tables say of each chunk's first sample what the layout says of the chunk. */
function expectChunksInPlace(layout: FlatLayout, tracks: readonly Track[], leading: number): void {
  const { plan, firstSample, position, byteLength } = layout.chunks;
  let end = 0;
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    const columns = tracks[plan.trackIndex[chunk] ?? -1]?.samples();
    const offset = columns?.offset[firstSample[chunk] ?? -1];
    expect(offset).toBe(layout.headerByteLength + leading + (position[chunk] ?? NaN));
    expect(position[chunk]).toBe(end);
    end += byteLength[chunk] ?? NaN;
  }
  expect(layout.payloadByteLength).toBe(leading + end);
}

const anySample = fc.record({
  size: fc.nat(40),
  duration: fc.nat(3000),
  compositionOffset: fc.integer({ min: -500, max: 500 }),
  sync: fc.boolean(),
  description: fc.constantFrom(1, 2),
});
/** What an audio track has: all samples alike, for which the tables have short forms. */
const alikeSamples = fc
  .record({ count: fc.nat(30), size: fc.nat(40), duration: fc.nat(3000) })
  .map(({ count, size, duration }) =>
    Array.from({ length: count }, () => ({
      size,
      duration,
      compositionOffset: 0,
      sync: true,
      description: 1,
    })),
  );
const anyTrack = fc.record({
  timescale: fc.constantFrom(600, 48000, 90000),
  samples: fc.oneof(fc.array(anySample, { maxLength: 60 }), alikeSamples),
});

describe('layoutFlatFile', () => {
  test('writes tables that give the samples again, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(anyTrack, { maxLength: 3 }), fc.nat(9), (tracks, leading) => {
        const layout = layoutFlatFile(movieOf(tracks, leading));
        const file = new Uint8Array(layout.byteLength);
        file.set(layout.header);
        const movie = readMovieOf(file);
        expect(movie.tracks.map(samplesOf)).toEqual(tracks.map(({ samples }) => samples));
        expect(movie.tracks.map(({ timescale }) => timescale)).toEqual(
          tracks.map(({ timescale }) => timescale),
        );
        expect(movie.topLevelBoxes.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'mdat']);
        expectChunksInPlace(layout, movie.tracks, leading);
      }),
    );
  });

  test('gives the same bytes for the same movie, as long as planned', () => {
    fc.assert(
      fc.property(fc.array(anyTrack, { maxLength: 2 }), (tracks) => {
        const layout = layoutFlatFile(movieOf(tracks));
        expect(layoutFlatFile(movieOf(tracks)).header).toEqual(layout.header);
        expect(layout.header.byteLength).toBe(layout.headerByteLength);
        const { headerParts } = draftFlatLayout(movieOf(tracks));
        const pieces = Array.from(writeBoxPieces(headerParts, 64), (piece) => piece.slice());
        expect(Buffer.concat(pieces).equals(layout.header)).toBe(true);
        const { header, ...plan } = layout;
        expect(planFlatFile(movieOf(tracks))).toEqual(plan);
        expect(header.byteLength + plan.payloadByteLength).toBe(plan.byteLength);
      }),
      { numRuns: 20 },
    );
  });

  test('writes sizes and composition offsets of many samples', () => {
    const samples = Array.from({ length: 40_000 }, (_, index) => ({
      ...{ size: index % 251, duration: 1, sync: true, description: 1 },
      compositionOffset: index < 20_000 ? 3 : (index % 3) - 1,
    }));
    const { header, byteLength } = layoutFlatFile(movieOf([{ timescale: 600, samples }]));
    const file = new Uint8Array(byteLength);
    file.set(header);
    expect(readMovieOf(file).tracks.map(samplesOf)).toEqual([samples]);
  });

  describe('around 4 GiB', () => {
    const GIB = 2 ** 30;
    const sample = { duration: 1000, compositionOffset: 0, sync: true, description: 1 };
    const layoutOf = (sizes: readonly number[]) =>
      layoutFlatFile(
        movieOf([{ timescale: 1000, samples: sizes.map((size) => ({ ...sample, size })) }]),
      );
    const mediaDataHeaderSize = ({ header }: FlatLayout) =>
      Buffer.from(header.subarray(-16, -8)).toString('latin1').endsWith('mdat') ? 16 : 8;
    const tablesOf = (layout: FlatLayout) => {
      const boxes = layout.header.subarray(0, -mediaDataHeaderSize(layout));
      return requireBox(parseBoxes(boxes, standardBoxes), 'moov/trak/mdia/minf/stbl');
    };

    test('keeps to 32 bits while all chunks begin before', () => {
      const layout = layoutOf([GIB, GIB, GIB, GIB - 4096]);
      expect(mediaDataHeaderSize(layout)).toBe(8);
      expect(findBox(tablesOf(layout), 'stco')).toBeDefined();
    });

    test('states the size of the media data in 64 bits when it takes that', () => {
      const layout = layoutOf([4 * GIB - 1]);
      expect(mediaDataHeaderSize(layout)).toBe(16);
      const view = new DataView(layout.header.buffer, layout.header.length - 8);
      expect(Number(view.getBigUint64(0))).toBe(4 * GIB - 1 + 16);
      expect(findBox(tablesOf(layout), 'stco')).toBeDefined();
    });

    test('states offsets in 64 bits when a chunk begins behind', () => {
      const layout = layoutOf([3 * GIB, 3 * GIB, 3 * GIB]);
      expect(layout.payloadByteLength).toBe(9 * GIB);
      const { chunkOffset } = requireBox(tablesOf(layout), 'co64').read(co64);
      const first = layout.headerByteLength;
      expect([...chunkOffset]).toEqual([first, first + 3 * GIB, first + 6 * GIB]);
    });

    test('counts the header when it decides', () => {
      const layout = layoutOf([4 * GIB - 500, 1]);
      expect(mediaDataHeaderSize(layout)).toBe(8);
      expect(layout.chunks.position.at(-1)).toBeLessThan(4 * GIB - 1);
      expect(findBox(tablesOf(layout), 'co64')).toBeDefined();
    });
  });

  test('refuses chunks that do not use up the samples', () => {
    const movie = movieOf([{ timescale: 1, samples: [] }]);
    const [track] = movie.tracks;
    if (track === undefined) throw new Error('no track');
    const samples = { ...track.samples, sizes: Uint32Array.of(1) };
    expect(() => layoutFlatFile({ ...movie, tracks: [{ ...track, samples }] })).toThrow(
      "moov/trak[0]: found chunks with 0 samples in all, expected the track's 1 samples",
    );
  });
});
