import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ditherStates, nextDither, triangularNoise } from './dither.js';
import { createSampleEncoder, type SampleEncoderOptions } from './sample-encoder.js';
import { blockAlign, type SampleFormat } from './wave-format.js';

/** A float as the exact fraction mantissa / 2^shift. */
function exactFraction(value: number): { mantissa: bigint; shift: bigint } {
  let shift = 0n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    shift++;
  }
  return { mantissa: BigInt(scaled), shift };
}

/** Rounding by the definition, in whole numbers: the nearest, of two equally near the even one. */
function exactInteger(sample: number, bits: bigint): number {
  const { mantissa, shift } = exactFraction(sample);
  const numerator = mantissa << (bits - 1n);
  const divisor = 1n << shift;
  let floor = numerator / divisor;
  if (floor * divisor > numerator) floor--;
  const twice = 2n * (numerator - floor * divisor);
  const up = twice > divisor || (twice === divisor && floor % 2n !== 0n);
  const nearest = up ? floor + 1n : floor;
  const limit = 1n << (bits - 1n);
  if (nearest >= limit) return Number(limit - 1n);
  return Number(nearest < -limit ? -limit : nearest);
}

function encodeAll(options: SampleEncoderOptions, channelData: readonly Float32Array[]) {
  const encoder = createSampleEncoder(options);
  const frameCount = channelData[0]?.length ?? 0;
  const output = Buffer.alloc(frameCount * blockAlign(options.format));
  encoder.encode(channelData, 0, frameCount, output, 0);
  return { output, tally: encoder.tally };
}

const options = (sampleFormat: SampleFormat, channels = 1): SampleEncoderOptions => ({
  format: { sampleRate: 48000, channels, sampleFormat },
  dither: false,
});

/** Floats where rounding is hard: between steps, on halves, and beyond the range. */
const hardFloat = (bits: number) =>
  fc.oneof(
    fc.float({ noNaN: true, min: -2, max: 2 }),
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc
      .integer({ min: -(2 ** bits), max: 2 ** bits })
      .map((halves) => Math.fround(halves / 2 ** bits)),
  );

describe('conversion', () => {
  test('24 bits: nearest, halves to even, limited', () => {
    fc.assert(
      fc.property(fc.array(hardFloat(24), { maxLength: 50 }), (values) => {
        const { output } = encodeAll(options('pcm24'), [Float32Array.from(values)]);
        values.forEach((value, i) => {
          expect(output.readIntLE(3 * i, 3)).toBe(exactInteger(value, 24n));
        });
      }),
    );
  });

  test('16 bits without dither: the same', () => {
    fc.assert(
      fc.property(fc.array(hardFloat(16), { maxLength: 50 }), (values) => {
        const { output } = encodeAll(options('pcm16'), [Float32Array.from(values)]);
        values.forEach((value, i) => {
          expect(output.readInt16LE(2 * i)).toBe(exactInteger(value, 16n));
        });
      }),
    );
  });

  test('float: as it is', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true }), (values) => {
        const { output } = encodeAll(options('float32'), [values]);
        values.forEach((value, i) => {
          expect(output.readFloatLE(4 * i)).toBe(value);
        });
      }),
    );
  });

  test.each<[SampleFormat, string]>([
    ['pcm16', '0000 ff7f 0080 ff7f 0080 0000 0040 ff7f'],
    ['pcm24', '000000 ffff7f 000080 ffff7f 000080 000000 000040 ffff7f'],
    ['float32', '00000000 0000803f 000080bf 0000c03f 000000c0 00000000 0000003f 0000807f'],
  ])('%s at its limits', (sampleFormat, expected) => {
    const samples = Float32Array.of(0, 1, -1, 1.5, -2, NaN, 0.5, Infinity);
    const { output, tally } = encodeAll(options(sampleFormat), [samples]);
    expect(output.toString('hex')).toBe(expected.replaceAll(' ', ''));
    expect(tally).toEqual({
      clippedSamples: sampleFormat === 'float32' ? 0 : 4,
      invalidSamples: 1,
      peak: Infinity,
    });
  });
});

describe('encode', () => {
  test('interleaves, and writes nothing beside its bytes', () => {
    const encoder = createSampleEncoder(options('pcm16', 3));
    const channels = [1, 2, 3].map((n) => Float32Array.of(9, n / 32768, (n + 3) / 32768, 9));
    const output = new Uint8Array(16).fill(0xee);
    expect(encoder.encode(channels, 1, 2, output, 2)).toBe(12);
    expect(Buffer.from(output).toString('hex')).toBe('eeee010002000300040005000600eeee');
    expect(encoder.tally.peak).toBe(6 / 32768);
  });

  test('the bytes do not depend on the division into calls', () => {
    const formats = fc.constantFrom<SampleFormat>('pcm16', 'pcm24', 'float32');
    const blocks = fc.array(fc.nat(40), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(formats, blocks, fc.integer(), (sampleFormat, lengths, dither) => {
        const frameCount = lengths.reduce((sum, length) => sum + length, 0);
        const channels = [0.3, 1.1].map((amplitude) =>
          Float32Array.from({ length: frameCount }, (_, i) => amplitude * Math.sin(i)),
        );
        const all = { ...options(sampleFormat, 2), dither };
        const whole = encodeAll(all, channels);

        const encoder = createSampleEncoder(all);
        const output = new Uint8Array(whole.output.length);
        let frame = 0;
        let at = 0;
        for (const length of lengths) {
          at += encoder.encode(channels, frame, length, output, at);
          frame += length;
        }
        expect(Buffer.from(output).equals(whole.output)).toBe(true);
        expect(encoder.tally).toEqual(whole.tally);
      }),
    );
  });

  test.each<[string, Float32Array[], number, number, string]>([
    ['a channel missing', [new Float32Array(9)], 9, 99, 'channelData: expected at least 2'],
    ['a short channel', [new Float32Array(9), new Float32Array(8)], 9, 99, 'found 8 samples'],
    ['a short output', [new Float32Array(9), new Float32Array(9)], 9, 35, 'found 35 bytes'],
  ])('%s is refused', (_, channels, frameCount, bytes, message) => {
    const encoder = createSampleEncoder(options('pcm16', 2));
    const encode = () => encoder.encode(channels, 0, frameCount, new Uint8Array(bytes), 0);
    expect(encode).toThrow(message);
    expect(encode).toThrow(expect.objectContaining({ code: 'invalid-value' }));
  });
});

describe('dither', () => {
  const SAMPLES = 200000;

  test('triangular: between −1 and 1, mean 0, variance 1/6, each sample for itself', () => {
    let state = ditherStates(0, 1)[0] ?? 0;
    let sum = 0;
    let squares = 0;
    let lagged = 0;
    let previous = 0;
    let largest = 0;
    for (let i = 0; i < SAMPLES; i++) {
      state = nextDither(state);
      const noise = triangularNoise(state);
      largest = Math.max(largest, Math.abs(noise));
      sum += noise;
      squares += noise * noise;
      lagged += noise * previous;
      previous = noise;
    }
    expect(largest).toBeGreaterThan(0.99);
    expect(largest).toBeLessThan(1);
    expect(sum / SAMPLES).toBeCloseTo(0, 2);
    expect(squares / SAMPLES).toBeCloseTo(1 / 6, 2);
    expect(lagged / SAMPLES).toBeCloseTo(0, 2);
  });

  test.each([0, 0.25, 0.5, 0.8])(
    'a level of %p steps keeps its mean and gets the same noise',
    (level) => {
      const samples = new Float32Array(SAMPLES).fill(level / 32768);
      const { output } = encodeAll({ ...options('pcm16'), dither: 7 }, [samples]);
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < SAMPLES; i++) {
        const error = output.readInt16LE(2 * i) - level;
        sum += error;
        squares += error * error;
      }
      expect(sum / SAMPLES).toBeCloseTo(0, 2);
      // 1/6 of the noise and 1/12 of rounding, whatever the signal.
      expect(squares / SAMPLES).toBeCloseTo(1 / 4, 2);
    },
  );

  test('the same seed gives the same bytes, another one others, and so do channels', () => {
    const silence = [new Float32Array(500), new Float32Array(500)];
    const encode = (dither: number) =>
      encodeAll({ ...options('pcm16', 2), dither }, silence).output;
    expect(encode(1).equals(encode(1))).toBe(true);
    expect(encode(1).equals(encode(2))).toBe(false);
    const frames = Array.from({ length: 500 }, (_, i) => i);
    const output = encode(1);
    expect(frames.some((i) => output.readInt16LE(4 * i) !== output.readInt16LE(4 * i + 2))).toBe(
      true,
    );
  });

  test('on by default for 16 bits only', () => {
    const silence = [new Float32Array(100)];
    const { dither: _, ...undithered } = options('pcm16');
    expect(encodeAll(undithered, silence).output.some((byte) => byte !== 0)).toBe(true);
    const in24 = encodeAll({ format: { ...undithered.format, sampleFormat: 'pcm24' } }, silence);
    expect(in24.output.every((byte) => byte === 0)).toBe(true);
  });
});
