import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BroadcastExtension } from './broadcast-extension.js';
import { encodeWave } from './encode-wave.js';
import type { SampleFormat, WaveFormat } from './wave-format.js';
import { finishWave, planWave, type WavePlanOptions } from './wave-plan.js';
import { readWave } from './wave-source.js';

const MONO_24: WaveFormat = { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' };
const ANA: BroadcastExtension = {
  description: 'Ana',
  originator: 'voxmux',
  originationDate: '2026-07-04',
  originationTime: '14:03:07',
  timeReference: 2428186560,
  version: 1,
  codingHistory: [
    { algorithm: 'PCM', sampleRate: 48000, wordLength: 24, mode: 'mono', text: 'voxmux' },
  ],
};
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the reference file comes out byte for byte', () => {
  const samples = Float32Array.of(0, 1 - 2 ** -23, -1, 2 ** -23);
  const { bytes, notes, tally } = encodeWave({ format: MONO_24, bext: ANA, reserveDs64: false }, [
    samples,
  ]);
  expect(hex(bytes.subarray(0, 44))).toBe(
    '52494646b602000057415645666d7420100000000100010080bb00008032020003001800626578747e020000',
  );
  expect(hex(bytes.subarray(682))).toBe('646174610c000000000000ffff7f000080010000');
  expect(bytes).toHaveLength(702);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    'adf47286d1b27e051c32b922aeb78dbd14f09679b2cb27cb6b9c6ac19650a974',
  );
  expect(notes).toEqual([]);
  expect(tally).toEqual({ clippedSamples: 0, invalidSamples: 0, peak: 1 });
});

describe('RF64', () => {
  test('the header of 4999999998 bytes of audio', () => {
    const { header, container } = planWave({
      format: MONO_24,
      bext: ANA,
      frameCount: 4999999998 / 3,
    });
    expect(container).toBe('RF64');
    expect(hex(header.subarray(0, 48))).toBe(
      '52463634ffffffff57415645647336341c000000ccf4052a01000000fef1052a01000000aa50576300000000' +
        '00000000',
    );
    expect(hex(header.subarray(-8))).toBe('64617461ffffffff');
  });

  test('begins where 32 bits end', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.boolean(), (around, iXml) => {
        const options: WavePlanOptions = { format: MONO_24, bext: ANA, ...(iXml && { iXml: {} }) };
        const open = planWave(options);
        const room = 0xffffffff + 8 - open.dataOffset;
        const frameCount = Math.floor(room / 3) + around;
        const { byteLength, container } = finishWave(open, frameCount);
        expect(container).toBe(byteLength - 8 > 0xffffffff ? 'RF64' : 'RIFF');
        expect(planWave({ ...options, frameCount }).container).toBe(container);
      }),
    );
  });

  test('cannot be had without room for ds64', () => {
    const options = { format: MONO_24, reserveDs64: false };
    expect(() => planWave({ ...options, frameCount: 2 ** 32 })).toThrow(
      expect.objectContaining({ code: 'too-large', chunk: 'data' }),
    );
    expect(() => finishWave(planWave(options), 2 ** 32)).toThrow(
      /expected at most 4 GiB without a reserved ds64, found 12884901/u,
    );
    expect(finishWave(planWave(options), 1e9).container).toBe('RIFF');
  });

  test('a fact of more frames than 32 bits says so', () => {
    const format: WaveFormat = { ...MONO_24, sampleFormat: 'float32' };
    const { header, sizeFieldPlaces } = planWave({ format, frameCount: 2 ** 33 });
    const fact = sizeFieldPlaces.fact ?? 0;
    expect(hex(header.subarray(fact - 8, fact + 4))).toBe('6661637404000000ffffffff');
  });
});

const planOptions: fc.Arbitrary<WavePlanOptions> = fc.record(
  {
    format: fc.record({
      sampleRate: fc.constantFrom(44100, 48000, 96000),
      channels: fc.integer({ min: 1, max: 5 }),
      sampleFormat: fc.constantFrom<SampleFormat>('pcm16', 'pcm24', 'float32'),
    }),
    bext: fc.record({
      timeReference: fc.maxSafeNat(),
      description: fc.string({ maxLength: 20 }),
      codingHistory: fc.string({ maxLength: 9 }),
    }),
    iXml: fc.record({ project: fc.string({ unit: 'grapheme', maxLength: 9 }) }),
    markers: fc.array(fc.record({ frame: fc.nat(), label: fc.string({ maxLength: 9 }) })),
  },
  { requiredKeys: ['format'] },
);

describe('planWave and finishWave', () => {
  test('a file of unknown length, patched at its end, is the file of known length', () => {
    const frames = fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 2 ** 40 }));
    fc.assert(
      fc.property(planOptions, frames, frames, (options, frameCount, guessed) => {
        const known = planWave({ ...options, frameCount });
        for (const plan of [planWave(options), planWave({ ...options, frameCount: guessed })]) {
          const header = plan.header.slice();
          const ending = finishWave(plan, frameCount);
          for (const { offset, bytes } of ending.patches) header.set(bytes, offset);
          expect(hex(header)).toBe(hex(known.header));
          expect(ending.container).toBe(known.container);
        }
        expect(finishWave(known, frameCount).patches).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('everything is even, and the audio of a file with iXML begins at a multiple of 4', () => {
    fc.assert(
      fc.property(planOptions, fc.nat(99), (options, frameCount) => {
        const plan = planWave({ ...options, frameCount });
        const { byteLength, trailer } = finishWave(plan, frameCount);
        expect(byteLength % 2).toBe(0);
        expect(trailer.every((byte) => byte === 0) && trailer.length < 2).toBe(true);
        expect(plan.dataOffset).toBe(plan.header.length);
        expect(plan.dataOffset % (options.iXml ? 4 : 2)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('an open file reads as unfinished, with all of its audio', () => {
    const { header, dataOffset } = planWave({ format: MONO_24, bext: ANA });
    const bytes = new Uint8Array(dataOffset + 3 * 100 + 2);
    bytes.set(header);
    const { data, damage, bext } = readWave(bytes);
    expect(data).toEqual({ offset: dataOffset, byteLength: 300, frameCount: 100 });
    expect(bext?.timeReference).toBe(2428186560n);
    expect(damage.map(({ code, chunk }) => `${chunk} ${code}`)).toEqual([
      'data unfinished',
      'RIFF unfinished',
      'data disagreement',
    ]);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses %p frames', (frameCount) => {
    expect(() => planWave({ format: MONO_24, frameCount })).toThrow(/frameCount: expected/u);
    expect(() => finishWave(planWave({ format: MONO_24 }), frameCount)).toThrow(/frameCount/u);
  });

  test('more than can be counted is refused', () => {
    expect(() => planWave({ format: MONO_24, frameCount: 2 ** 52 })).toThrow(/below 2\^53/u);
  });
});
