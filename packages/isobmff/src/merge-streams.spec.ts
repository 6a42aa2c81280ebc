import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { ascii, box, concat, u32, u8 } from './box-bytes.testkit.js';
import { makeFragment } from './fragment.testkit.js';
import { randomFile } from './fragment-file.testkit.js';
import { makeMoov } from './movie-box.testkit.js';
import { randomFrom } from './seeded-random.testkit.js';
import {
  mergeFragments,
  mergeFragmentsSync,
  mergeFragmentedStreams,
  type StreamMergeOptions,
} from './merge-streams.js';
import type { InputSpan, MergeOptions, MergeSpan } from './merge-spans.js';
import type { SynchronousSource } from './random-access-source.js';
import { intoPlace, late } from './random-access-source.testkit.js';
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
  const parts: Uint8Array[] = [];
  for await (const span of mergeFragments(late(video), late(audio), options)) {
    parts.push(bytesOfSpan([video, audio], span));
  }
  return concat(...parts);
}

function mergeAtOnce(video: Uint8Array, audio: Uint8Array, options?: MergeOptions): Uint8Array {
  const spans = [...mergeFragmentsSync(intoPlace(video), intoPlace(audio), options)];
  return concat(...spans.map((span) => bytesOfSpan([video, audio], span)));
}

function bytesOfSpan(inputs: readonly Uint8Array[], span: MergeSpan): Uint8Array {
  return 'bytes' in span ? span.bytes : pieceOf(inputs, span);
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
    '%s: every sample arrives unchanged, from files, from memory and from streams',
    async (name) => {
      const video = fixture(`${name}.video`);
      const audio = fixture(`${name}.audio`);
      const expected = { ...samplesOf(video), ...samplesOf(audio) };
      const merged = await mergeFiles(video, audio);
      expect(samplesOf(merged)).toEqual(expected);
      expect(readPlain(merged).tracks.map(({ trackId }) => trackId)).toEqual([1, 2]);
      expect(Buffer.compare(await mergeStreams(video, audio, 3000), merged)).toBe(0);
      expect(Buffer.compare(mergeAtOnce(video, audio), merged)).toBe(0);
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
      expect(Buffer.compare(mergeAtOnce(video.bytes, audio.bytes), merged)).toBe(0);
      const joint = await mergeStreams(video.bytes, audio.bytes, 500, { joint: true });
      expect(samplesOf(joint)).toEqual(expected);
      const jointAtOnce = mergeAtOnce(video.bytes, audio.bytes, { joint: true });
      expect(Buffer.compare(jointAtOnce, joint)).toBe(0);
      expect(boxesIn(merged).filter(({ type }) => type === 'moof')).toHaveLength(
        video.fragmentStarts.length + audio.fragmentStarts.length,
      );
    }
  });
});

test('what else a source can do does not matter', async () => {
  const [video, audio] = [fixture('bframes-elst.video'), fixture('bframes-elst.audio')];
  const source = {
    ...late(video),
    readInto: (target: Uint8Array, offset: number) =>
      Promise.resolve().then(() => {
        target.set(video.subarray(offset, offset + target.length));
      }),
  };
  const parts: Uint8Array[] = [];
  for await (const span of mergeFragments(source, audio)) {
    parts.push(bytesOfSpan([video, audio], span));
  }
  expect(Buffer.compare(concat(...parts), await mergeFiles(video, audio))).toBe(0);
});

test('a source that gives promises cannot be merged at once', () => {
  const audio = fixture('bframes-elst.audio');
  const source = { ...late(fixture('bframes-elst.video')) } as SynchronousSource;
  expect(() => [...mergeFragmentsSync(source, audio)]).toThrow(TypeError);
});

test('a source that gives fewer bytes than it has is an input that is cut', async () => {
  const audio = fixture('bframes-elst.audio');
  const source = late(fixture('bframes-elst.video'));
  const lying = {
    byteLength: source.byteLength,
    read: async (offset: number, length: number) =>
      (await source.read(offset, length)).subarray(0, 100),
  };
  const spans = mergeFragments(lying, audio);
  await expect(spans.next()).rejects.toMatchObject({ input: 'video', code: 'truncated' });
});

function fail(what: string): never {
  throw new Error(`no ${what}`);
}

describe('streams', () => {
  const video = fixture('bframes-elst.video');
  const audio = fixture('bframes-elst.audio');

  /** Counts what is pulled from it, and whether it was cancelled. */
  function watched(bytes: Uint8Array, chunkSize: number) {
    const seen = { pulled: 0, cancelled: undefined as unknown };
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (seen.pulled >= bytes.length) {
            controller.close();
            return;
          }
          const chunk = bytes.slice(seen.pulled, seen.pulled + chunkSize);
          seen.pulled += chunk.length;
          controller.enqueue(chunk);
        },
        cancel(reason) {
          seen.cancelled = reason;
        },
      },
      { highWaterMark: 0 },
    );
    return { seen, stream };
  }

  test('nothing is pulled before it is needed', async () => {
    const [one, two] = [watched(video, 512), watched(audio, 512)];
    const reader = mergeFragmentedStreams(one.stream, two.stream).getReader();
    await Promise.resolve();
    expect([one.seen.pulled, two.seen.pulled]).toEqual([0, 0]);
    let written = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      written += next.value.length;
      const ahead = one.seen.pulled + two.seen.pulled - written;
      expect(ahead).toBeLessThan(8 * 1024);
    }
    expect(one.seen.pulled).toBe(video.length);
    expect(two.seen.pulled).toBe(audio.length);
  });

  test('who gives up the result gives up both inputs', async () => {
    const [one, two] = [watched(video, 512), watched(audio, 512)];
    const reader = mergeFragmentedStreams(one.stream, two.stream).getReader();
    await reader.read();
    await reader.cancel('enough');
    expect([one.seen.cancelled, two.seen.cancelled]).toEqual(['enough', 'enough']);
  });

  test('an input that fails or is cut makes the result fail, and closes the other', async () => {
    const two = watched(audio, 512);
    const failing = new ReadableStream<Uint8Array>({
      pull() {
        throw new RangeError('connection lost');
      },
    });
    const reader = mergeFragmentedStreams(failing, two.stream).getReader();
    await expect(reader.read()).rejects.toThrow('connection lost');
    expect(two.seen.cancelled).toBeInstanceOf(RangeError);
    await expect(mergeStreams(video.slice(0, -100), audio, 700)).rejects.toMatchObject({
      code: 'truncated',
      input: 'video',
    });
  });

  test('whole fragments of a cut stream are kept if asked for', async () => {
    const notices: unknown[] = [];
    const merged = await mergeStreams(video.slice(0, -3000), audio, 700, {
      keepWholeFragments: true,
      onNotice: (notice) => notices.push(notice),
    });
    const { vide = [], soun = [] } = samplesOf(merged);
    const { vide: all = [] } = samplesOf(video);
    expect(vide.length).toBeLessThan(all.length);
    expect(vide).toEqual(all.slice(0, vide.length));
    expect(soun).toEqual(samplesOf(audio)['soun']);
    expect(notices).toMatchObject([{ code: 'truncated', input: 'video' }]);
  });

  test('media data in front of its moof is held up to a limit', async () => {
    const start = concat(
      box('ftyp', ascii('iso6'), u32(0)),
      makeMoov({ handler: 'vide', trackId: 1, timescale: 1000 }),
    );
    const [one] = randomFile(1, 'vide').samples;
    const sample = { ...(one ?? fail('sample')), auxiliary: u8(), descriptionIndex: 1 };
    const fragment = makeFragment({
      trackId: 1,
      sequenceNumber: 1,
      decodeTime: 0n,
      samples: [{ ...sample, data: new Uint8Array(200_000).fill(7) }],
      position: start.length,
      trex: { duration: 0, size: 0, flags: 0 },
      random: randomFrom(1),
      place: 'before',
    });
    const bytes = concat(start, fragment);
    const { vide = [] } = samplesOf(await mergeStreams(bytes, audio, 10_000));
    expect(vide).toEqual(samplesOf(bytes)['vide']);
    const failure = mergeStreams(bytes, audio, 10_000, { heldBytesLimit: 100_000 });
    await expect(failure).rejects.toThrow(/merge it from a file/);
  });
});
