import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { concat } from './box-bytes.testkit.js';
import { randomFile } from './fragment-file.testkit.js';
import { flattenFragments, type FlattenOptions } from './flatten-fragments.js';
import { intoPlace } from './random-access-source.testkit.js';
import {
  fingerprint,
  readPlain,
  type PlainSample,
  type PlainTrack,
} from './plain-reader.testkit.js';

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);
const pairs = [
  ...new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.mp4'))
      .map((name) => name.split('.')[0] ?? ''),
  ),
];

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`${name}.mp4`, folder)));
}

async function flatten(
  inputs: readonly [Uint8Array] | readonly [Uint8Array, Uint8Array],
  options?: FlattenOptions,
): Promise<Uint8Array> {
  const [first, second] = inputs;
  const sources =
    second === undefined
      ? ([intoPlace(first)] as const)
      : ([intoPlace(first), intoPlace(second)] as const);
  const { spans, byteLength } = await flattenFragments(sources, options);
  const parts = Array.from(spans(), (span) =>
    'bytes' in span
      ? span.bytes
      : (inputs[span.input]?.subarray(span.offset, span.offset + span.byteLength) ??
        new Uint8Array(0)),
  );
  const flat = concat(...parts);
  const copied = Array.from(spans({ reuseBytes: true }), (span) =>
    'bytes' in span ? span.bytes.slice() : new Uint8Array(span.byteLength),
  );
  const [header = new Uint8Array()] = parts;
  expect(Buffer.compare(concat(...copied).subarray(0, header.length), header)).toBe(0);
  expect(flat.length).toBe(byteLength);
  return flat;
}

function trackOf(bytes: Uint8Array, handler: string): PlainTrack {
  const track = readPlain(bytes).tracks.find((one) => one.handler === handler);
  if (track === undefined) throw new Error(`no track ${handler}`);
  return track;
}

type Sample = Omit<PlainSample, 'position' | 'sync'>;

/** What a flat file has to say of samples: times from 0, durations up to the next sample. */
function expected(samples: readonly Sample[]): string[] {
  const origin = samples[0]?.dts ?? 0n;
  return samples.map((sample, index) => {
    const next = samples[index + 1];
    const duration = next === undefined ? sample.duration : Number(next.dts - sample.dts);
    const isSync = (sample.flags & 0x10000) === 0;
    return `${isSync} ${fingerprint({ ...sample, dts: sample.dts - origin, duration, flags: 0 })}`;
  });
}

function found({ samples }: PlainTrack): string[] {
  return samples.map((sample) => `${sample.sync} ${fingerprint(sample)}`);
}

/** When the first sample is shown, in seconds: its composition time through the edit list. */
function presentationStart(
  { samples, edits, timescale }: PlainTrack,
  movieTimescale: number,
): number {
  const [first] = samples;
  const real = edits.findIndex(({ mediaTime }) => mediaTime >= 0n);
  const empty = edits.slice(0, Math.max(real, 0)).reduce((sum, edit) => sum + edit.duration, 0n);
  const mediaTime = edits[real]?.mediaTime ?? 0n;
  const shown = Number((first?.dts ?? 0n) - mediaTime) + (first?.compositionOffset ?? 0);
  return Number(empty) / movieTimescale + shown / timescale;
}

describe('fixtures', () => {
  test.each(pairs)('%s: every sample arrives, sound and picture stay together', async (name) => {
    const sources = [fixture(`${name}.video`), fixture(`${name}.audio`)] as const;
    const flat = await flatten(sources);
    const { movieTimescale } = readPlain(flat);
    const [videoStart, audioStart] = (['vide', 'soun'] as const).map((handler, index) => {
      const bytes = sources[index] ?? new Uint8Array(0);
      const source = trackOf(bytes, handler);
      const track = trackOf(flat, handler);
      expect(found(track)).toEqual(expected(source.samples));
      const sourceStart = presentationStart(source, readPlain(bytes).movieTimescale);
      return { before: sourceStart, after: presentationStart(track, movieTimescale) };
    });
    const before = (videoStart?.before ?? 0) - (audioStart?.before ?? 0);
    const after = (videoStart?.after ?? 0) - (audioStart?.after ?? 0);
    expect(after).toBeCloseTo(before, 6);
  });
});

describe('files of every form', () => {
  test('keep every sample, its times, sync, description and auxiliary data', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const video = randomFile(seed, 'vide', false);
      const audio = randomFile(seed + 10_000, 'soun', false);
      const flat = await flatten([video.bytes, audio.bytes], { chunkSeconds: (seed % 5) / 4 });
      expect(found(trackOf(flat, 'vide'))).toEqual(expected(video.samples));
      expect(found(trackOf(flat, 'soun'))).toEqual(expected(audio.samples));
    }
  });

  test('a single input keeps all of its tracks', async () => {
    for (let seed = 200; seed < 210; seed += 1) {
      const { bytes, samples } = randomFile(seed, 'vide');
      const { tracks } = readPlain(await flatten([bytes]));
      expect(tracks.map(({ trackId }) => trackId)).toEqual(tracks.map((_, index) => index + 1));
      const video = tracks.find(({ handler }) => handler === 'vide');
      expect(video && found(video)).toEqual(expected(samples));
    }
  });
});
