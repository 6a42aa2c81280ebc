import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { ascii, box, concat, fullBox, u16, u32, u64 } from './box-bytes.testkit.js';
import { randomFile } from './fragment-file.testkit.js';
import { makeMoov } from './movie-box.testkit.js';
import { draftBox } from './box-description.js';
import { IsobmffError } from './box-error.js';
import { mvhd } from './boxes/movie-header.js';
import { planChunks } from './chunk-plan.js';
import { constantDuration } from './duration-runs.js';
import { layoutFlatFile } from './flat-layout.js';
import { readMovie, readMovieOf, readTracks } from './movie-reader.js';
import type { Track } from './movie-track.js';
import { opusTrack } from './opus-track.js';
import { readPlain, type PlainTrack } from './plain-reader.testkit.js';

const FIXTURES = new URL('../../../fixtures/fmp4/', import.meta.url);
const FILES = readdirSync(FIXTURES).filter((name) => name.endsWith('.mp4'));

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)));
}

/** A track's samples as rows, in the words of the plain reader. */
function rowsOf(track: Track): object[] {
  const { sampleCount, offset, size, decodeTime, duration, ...optional } = track.samples();
  return Array.from({ length: sampleCount }, (_, sample) => ({
    dts: BigInt(decodeTime[sample] ?? NaN),
    duration: duration[sample],
    compositionOffset: optional.compositionOffset?.[sample] ?? 0,
    sync: (optional.sync?.[sample] ?? 1) === 1,
    descriptionIndex: optional.descriptionIndex?.[sample] ?? 1,
    position: offset[sample],
    size: size[sample],
  }));
}

function plainRowsOf(track: PlainTrack): object[] {
  return track.samples.map((sample) => ({
    dts: sample.dts,
    duration: sample.duration,
    compositionOffset: sample.compositionOffset,
    sync: sample.sync,
    descriptionIndex: sample.descriptionIndex,
    position: sample.position,
    size: sample.data.length,
  }));
}

function expectAsPlain(tracks: readonly Track[], plain: readonly PlainTrack[]): void {
  expect(tracks.map(({ trackId, timescale }) => ({ trackId, timescale }))).toEqual(
    plain.map(({ trackId, timescale }) => ({ trackId, timescale })),
  );
  for (const [index, track] of tracks.entries()) {
    const expected = plain[index];
    if (expected === undefined) throw new Error('fewer tracks');
    expect(track.handlerType).toBe(expected.handler);
    expect(rowsOf(track)).toEqual(plainRowsOf(expected));
  }
}

describe('readMovie', () => {
  test.each(FILES)('reads every sample of %s', (name) => {
    const file = fixture(name);
    const plain = readPlain(file);
    const movie = readMovieOf(file);
    expect(movie.timescale).toBe(plain.movieTimescale);
    expect(movie.isFragmented).toBe(true);
    expectAsPlain(movie.tracks, plain.tracks);
  });

  test('reads every legal form of fragments', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom('vide', 'soun'), (seed, handler) => {
        const { bytes, samples } = randomFile(seed, handler);
        const last = samples.at(-1);
        fc.pre(last === undefined || last.dts + BigInt(last.duration) < 2n ** 53n);
        // The files' tracks that are to be passed over have no sample description.
        const described = readMovieOf(bytes).tracks.filter(({ codec }) => codec !== '');
        const ids = described.map(({ trackId }) => trackId);
        const plain = readPlain(bytes).tracks.filter(({ trackId }) => ids.includes(trackId));
        expect(plain.length).toBeGreaterThan(0);
        expectAsPlain(described, plain);
      }),
      { numRuns: 100 },
    );
  });

  test('reads samples of the movie box and of fragments behind them as one track', () => {
    const packetDurations = constantDuration(3, 960);
    const track = opusTrack({
      trackId: 1,
      channelCount: 1,
      packetSizes: Uint32Array.of(4, 5, 6),
      packetDurations,
    });
    const start = layoutFlatFile({
      fileType: box('ftyp', ascii('iso6'), u32(0), ascii('iso6')),
      movieHeader: draftBox(mvhd, { timescale: 48000, duration: 0, nextTrackId: 2 }),
      tracks: [track],
      movieBoxes: [box('mvex', fullBox('trex', 0, 0, u32(1, 1, 480, 0, 0)))],
      chunks: planChunks([track.samples], 1),
    });
    const moofSize = 8 + 16 + 8 + 16 + 28;
    const fragment = concat(
      box(
        'moof',
        fullBox('mfhd', 0, 0, u32(1)),
        box(
          'traf',
          fullBox('tfhd', 0, 0x20000, u32(1)),
          fullBox('trun', 0, 0x201, u32(2, moofSize + 8, 7, 8)),
        ),
      ),
      box('mdat', new Uint8Array(15)),
    );
    const [read] = readMovieOf(concat(start.header, new Uint8Array(15), fragment)).tracks;
    const first = start.headerByteLength;
    const second = start.byteLength + moofSize + 8;
    expect(read?.samples()).toMatchObject({
      sampleCount: 5,
      offset: Float64Array.of(first, first + 4, first + 9, second, second + 7),
      size: Uint32Array.of(4, 5, 6, 7, 8),
      decodeTime: Float64Array.of(0, 960, 1920, 2880, 3360),
      duration: Uint32Array.of(960, 960, 960, 480, 480),
    });
  });

  test('says what is known of a track', async () => {
    const [track] = await readTracks(new Blob([fixture('hevc-opus.audio.mp4')]));
    expect(track).toMatchObject({
      trackId: 1,
      isEnabled: true,
      handlerType: 'soun',
      codec: 'Opus',
      timescale: 48000,
      language: 'und',
      edits: [{ segmentDuration: 0, mediaTime: 0, mediaRate: 1 }],
      references: [],
      sampleDescriptions: [{ type: 'Opus', channelCount: 1, sampleRate: 48000 }],
    });
    const [priming] = await readTracks(fixture('real-shaka-cmaf.audio.mp4'));
    expect(priming?.edits).toEqual([{ segmentDuration: 0, mediaTime: 1024, mediaRate: 1 }]);
    const [picture] = await readTracks(fixture('hevc-opus.video.mp4'));
    expect(picture).toMatchObject({
      handlerType: 'vide',
      codec: 'hvc1',
      width: 192,
      height: 108,
      sampleDescriptions: [{ type: 'hvc1', width: 192, height: 108 }],
    });
  });

  test('asks a source for headers and fragment boxes, never for media data', async () => {
    const file = fixture('real-shaka-cmaf.video.mp4');
    const media = readMovieOf(file).topLevelBoxes.filter(({ type }) => type === 'mdat');
    expect(media.length).toBe(12);
    let bytesRead = 0;
    await readMovie({
      byteLength: file.byteLength,
      read(offset, length) {
        bytesRead += length;
        const end = offset + length;
        for (const mdat of media) {
          // A header is asked for in its longest form, which may show the first bytes of the data.
          expect(end <= mdat.offset + 32 || offset >= mdat.offset + mdat.size).toBe(true);
        }
        return Promise.resolve(file.subarray(offset, end));
      },
    });
    expect(bytesRead).toBeLessThan(file.byteLength / 10);
  });

  test('finds the same whether a source answers at once or later', async () => {
    const file = fixture('multi-trun.audio.mp4');
    const [atOnce] = await readTracks(file);
    const [later] = await readTracks({
      byteLength: file.byteLength,
      read: async (offset, length) => {
        await new Promise((resolve) => setImmediate(resolve));
        return file.slice(offset, offset + length);
      },
    });
    expect(later?.samples()).toEqual(atOnce?.samples());
  });

  test('refuses a source that gives less than it was asked for', async () => {
    const file = fixture('multi-trun.audio.mp4');
    const short = {
      byteLength: file.byteLength,
      read: (offset: number, length: number) => file.subarray(offset, offset + length - 1),
    };
    await expect(readMovie(short)).rejects.toThrow(
      'file at byte 0: found 543 bytes from the source, expected the 544 bytes it was asked for',
    );
  });
});

describe('damage', () => {
  test('names what is no MP4, and what is missing in one', () => {
    expect(() => readMovieOf(ascii('<!DOCTYPE html><html></html>'))).toThrow(
      'file at byte 0: found an HTML page, expected an MP4 file, which begins with a box',
    );
    const noMovie = concat(box('ftyp', ascii('isom'), u32(0)), box('mdat', u32(1)));
    expect(() => readMovieOf(noMovie)).toThrow(
      "file at byte 28: found no 'moov' box, only 'ftyp', 'mdat', expected one",
    );
  });

  test('reads the headers of a file whose media data is cut off, and reports the samples', () => {
    const file = fixture('av1-aac.audio.mp4');
    const [track] = readMovieOf(file.subarray(0, file.length - 100)).tracks;
    expect(track?.codec).toBe('mp4a');
    expect(errorOf(() => track?.samples())).toMatchObject({
      code: 'truncated',
      path: 'moof/traf/trun',
      expected: `a place within the file's ${file.length - 100} bytes`,
    });
  });

  test('answers a cut at any byte with a result or a typed error', () => {
    const file = fixture('multi-trun.audio.mp4');
    const { topLevelBoxes } = readMovieOf(file);
    const boxed = topLevelBoxes.filter(({ type }) => type !== 'mdat').slice(0, 3);
    expect(boxed.map(({ type }) => type)).toEqual(['ftyp', 'moov', 'moof']);
    const cuts = boxed.flatMap(({ offset, size }) =>
      Array.from({ length: size }, (_, at) => offset + at),
    );
    for (const cut of cuts) expectResultOrError(file.subarray(0, cut));
  });

  test('answers any flipped byte of a movie box or fragment with a result or a typed error', () => {
    const file = fixture('gst-frag.audio.mp4');
    const { topLevelBoxes } = readMovieOf(file);
    const boxed = topLevelBoxes.filter(({ type }) => type === 'moov' || type === 'moof');
    fc.assert(
      fc.property(
        fc.constantFrom(...boxed),
        fc.nat(),
        fc.constantFrom(0xff, 0x80, 0x01, 0x7f),
        ({ offset, size }, at, change) => {
          const damaged = file.slice();
          const place = offset + (at % size);
          damaged[place] = (damaged[place] ?? 0) ^ change;
          expectResultOrError(damaged);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('does not believe a run of 20 bytes that claims four thousand million samples', () => {
    for (const defaultSize of [0, 1]) {
      const file = fragmentOf(
        { trexSize: defaultSize },
        fullBox('tfhd', 0, 0x20000, u32(1)),
        fullBox('trun', 0, 0, u32(0xffff_ffff)),
      );
      expect(() => readMovieOf(file).tracks[0]?.samples()).toThrow(IsobmffError);
    }
  });

  test('does not believe many runs that claim the whole file each', () => {
    const runs = Array<Uint8Array>(2000).fill(fullBox('trun', 0, 1, u32(30_000, 0)));
    const file = fragmentOf({ trexSize: 1 }, fullBox('tfhd', 0, 0x20000, u32(1)), ...runs);
    expect(errorOf(() => readMovieOf(file).tracks[0]?.samples())).toMatchObject({ code: 'count' });
  });

  test('refuses decode times that a number does not hold', () => {
    const file = fragmentOf(
      { trexSize: 1 },
      fullBox('tfhd', 0, 0x20000, u32(1)),
      fullBox('tfdt', 1, 0, u64(2n ** 53n + 1n)),
      fullBox('trun', 0, 0, u32(1)),
    );
    expect(() => readMovieOf(file).tracks[0]?.samples()).toThrow(
      'found decode times from 9007199254740993 on, expected at most 9007199254740991 ticks',
    );
  });

  test('refuses a sample description that is not there', () => {
    const file = fragmentOf(
      { trexSize: 1 },
      fullBox('tfhd', 0, 0x20002, u32(1, 3)),
      fullBox('trun', 0, 0, u32(1)),
    );
    expect(() => readMovieOf(file).tracks[0]?.samples()).toThrow(
      'found sample description 3, expected one of the 1 of stsd',
    );
  });
});

function fragmentOf(defaults: { trexSize: number }, ...trafBoxes: Uint8Array[]): Uint8Array {
  return concat(
    box('ftyp', ascii('iso6'), u32(0), ascii('iso6')),
    makeMoov({ handler: 'soun', trackId: 1, timescale: 1000, ...defaults }),
    box('moof', fullBox('mfhd', 0, 0, u32(1)), box('traf', ...trafBoxes)),
    box('mdat', u16(1, 2, 3)),
  );
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

function expectResultOrError(file: Uint8Array): void {
  try {
    for (const track of readMovieOf(file).tracks) track.samples();
  } catch (error) {
    expect(error).toBeInstanceOf(IsobmffError);
  }
}
