import { expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { answered, piecesAtHand, type Arrivals } from './arrival.js';
import { bytesOfFile } from './fragment-bytes.js';
import { randomFile } from './fragment-file.testkit.js';
import { readMovieFragment } from './fragment-moof.js';
import { readPlainFragment, writePlainFragment } from './fragment-plain.js';
import { openFragments, type InputFragment } from './fragment-reader.js';
import { writeMovieFragment } from './merge-moof.js';
import { randomAccessSource } from './random-access-source.js';

const folder = new URL('../../../fixtures/fmp4/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.mp4'));

/** The `moof` by the general writer, which knows nothing of plain fragments. */
function general(fragment: InputFragment, trackId: number, sequenceNumber: number): Uint8Array {
  const { payload } = fragment;
  const placed = { parts: fragment.parts(), payload, trackId, payloadStart: 0 };
  return writeMovieFragment([placed], sequenceNumber, 8);
}

function* fragmentsOf(file: Uint8Array, handler: 'vide' | 'soun'): Arrivals<void, InputFragment> {
  const reader = yield* openFragments(bytesOfFile(randomAccessSource(file)), handler);
  for (;;) {
    const fragment = yield* answered(() => reader.next());
    if (fragment === undefined) return;
    yield fragment;
  }
}

/** Compares both ways for every fragment of a file; returns how many are plain, and how many are not. */
function compare(file: Uint8Array, handler: 'vide' | 'soun'): [number, number] {
  const counts: [number, number] = [0, 0];
  for (const fragment of piecesAtHand(fragmentsOf(file, handler))) {
    const { plain } = fragment;
    counts[plain === undefined ? 1 : 0] += 1;
    if (plain === undefined) continue;
    const [track] = fragment.parts().tracks;
    expect(track).toMatchObject({
      sampleCount: plain.sampleCount,
      duration: plain.duration,
      decodeTime: BigInt(plain.decodeTime),
      defaults: plain.defaults,
    });
    expect(track?.runs.map(({ position, byteLength }) => [position, byteLength])).toEqual(
      plain.runs.map(({ position, byteLength }) => [position, byteLength]),
    );
    const written = writePlainFragment(plain, 7, 1234, 8);
    const expected = general(fragment, 7, 1234);
    expect(Buffer.compare(written?.subarray(0, -8) ?? new Uint8Array(), expected)).toBe(0);
  }
  return counts;
}

test('most fixtures are plain, and come out as by the general way', () => {
  const others = new Set<string>();
  for (const name of names) {
    const file = new Uint8Array(readFileSync(new URL(name, folder)));
    const [plain, other] = compare(file, name.includes('.video.') ? 'vide' : 'soun');
    if (other > 0) others.add(name);
    expect(plain + other).toBeGreaterThan(0);
  }
  expect([...others]).toEqual([
    ...['basedata-mfra.audio.mp4', 'basedata-mfra.video.mp4', 'cenc.audio.mp4', 'cenc.video.mp4'],
    'multi-trun.audio.mp4',
  ]);
});

test('fragments of every form: both ways agree wherever one is plain', () => {
  let plain = 0;
  for (let seed = 0; seed < 60; seed += 1) {
    const handler = seed % 2 === 0 ? 'vide' : 'soun';
    const [count] = compare(randomFile(seed, handler).bytes, handler);
    plain += count;
  }
  expect(plain).toBeGreaterThan(20);
});

test('a plain fragment with any bit changed is read alike both ways, or not as a plain one', () => {
  const file = new Uint8Array(readFileSync(new URL('dash-sidx.video.mp4', folder)));
  const at = Buffer.from(file).indexOf('moof') - 4;
  const size = new DataView(file.buffer).getUint32(at);
  const trackExtends = {
    ...{ version: 0, flags: 0, trackId: 1, defaultSampleDescriptionIndex: 1 },
    ...{ defaultSampleDuration: 0, defaultSampleSize: 0, defaultSampleFlags: 0 },
  };
  const byTrack = new Map([[1, trackExtends]]);
  for (let bit = 64; bit < Math.min(size, 160) * 8; bit += 1) {
    const moof = file.slice(at, at + size);
    moof[bit >> 3] = (moof[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const plain = readPlainFragment(moof, at, trackExtends);
    if (plain === undefined) continue;
    const [track] = readMovieFragment(moof, at, byTrack).tracks;
    expect(track?.runs.map(({ position, byteLength }) => [position, byteLength])).toEqual(
      plain.runs.map(({ position, byteLength }) => [position, byteLength]),
    );
    expect(track?.duration).toBe(plain.duration);
    expect(track?.decodeTime).toBe(BigInt(plain.decodeTime));
  }
});
