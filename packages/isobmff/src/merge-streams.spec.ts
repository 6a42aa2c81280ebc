import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { concat, randomFile, randomFrom } from './fragment-file.testkit.js';
import {
  mergeFragments,
  mergeFragmentedStreams,
  type StreamMergeOptions,
} from './merge-streams.js';
import type { InputSpan, MergeOptions } from './merge-spans.js';
import { boxesIn, fingerprint, readPlain } from './plain-reader.testkit.js';

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

function pieceOf(inputs: readonly Uint8Array[], { input, offset, byteLength }: InputSpan) {
  const piece = inputs[input]?.subarray(offset, offset + byteLength);
  if (piece?.length !== byteLength) throw new Error(`no ${byteLength} bytes at ${offset}`);
  return piece;
}

async function mergeFiles(
  video: Uint8Array,
  audio: Uint8Array,
  options?: MergeOptions,
): Promise<Uint8Array> {
  const inputs = [video, audio];
  const parts: Uint8Array[] = [];
  for await (const span of mergeFragments(video, audio, options)) {
    if ('bytes' in span) parts.push(span.bytes);
    else parts.push(pieceOf(inputs, span));
  }
  return concat(...parts);
}

async function* chunked(bytes: Uint8Array, seed: number, most: number): AsyncGenerator<Uint8Array> {
  const random = randomFrom(seed);
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + random(most + 1));
    yield Promise.resolve(bytes.slice(at, end));
    at = end;
  }
}

async function mergeStreams(
  video: Uint8Array,
  audio: Uint8Array,
  most: number,
  options?: StreamMergeOptions,
): Promise<Uint8Array> {
  const merged = mergeFragmentedStreams(chunked(video, 1, most), chunked(audio, 2, most), options);
  const parts: Uint8Array[] = [];
  const reader = merged.getReader();
  for (;;) {
    const next = await reader.read();
    if (next.done) return concat(...parts);
    parts.push(next.value);
  }
}

/** All that has to arrive of the samples of each track, by handler. */
function samplesOf(bytes: Uint8Array): Record<string, string[]> {
  return Object.fromEntries(
    readPlain(bytes).tracks.map(({ handler, samples }) => [handler, samples.map(fingerprint)]),
  );
}

describe('fixtures', () => {
  test.each(pairs)(
    '%s: every sample arrives unchanged, from files and from streams',
    async (name) => {
      const video = fixture(`${name}.video`);
      const audio = fixture(`${name}.audio`);
      const expected = { ...samplesOf(video), ...samplesOf(audio) };
      const merged = await mergeFiles(video, audio);
      expect(samplesOf(merged)).toEqual(expected);
      expect(readPlain(merged).tracks.map(({ trackId }) => trackId)).toEqual([1, 2]);
      expect(Buffer.compare(await mergeStreams(video, audio, 3000), merged)).toBe(0);
      expect(samplesOf(await mergeFiles(video, audio, { joint: true }))).toEqual(expected);
    },
  );
});

describe('files of every form', () => {
  test('keep every sample, its times, flags, description and auxiliary data', async () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const video = randomFile(seed, 'vide');
      const audio = randomFile(seed + 10_000, 'soun');
      const expected = {
        vide: video.samples.map(fingerprint),
        soun: audio.samples.map(fingerprint),
      };
      const merged = await mergeFiles(video.bytes, audio.bytes);
      expect(samplesOf(merged)).toEqual(expected);
      const most = seed % 10 === 0 ? 1 : [7, 100, 5000][seed % 3];
      expect(Buffer.compare(await mergeStreams(video.bytes, audio.bytes, most ?? 1), merged)).toBe(
        0,
      );
      const joint = await mergeStreams(video.bytes, audio.bytes, 500, { joint: true });
      expect(samplesOf(joint)).toEqual(expected);
      expect(boxesIn(merged).filter(({ type }) => type === 'moof')).toHaveLength(
        video.fragmentStarts.length + audio.fragmentStarts.length,
      );
    }
  });
});
