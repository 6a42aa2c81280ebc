import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BwavError } from './bwav-error.js';
import { encodeWave } from './encode-wave.js';
import type { SampleFormat } from './wave-format.js';
import { planWave } from './wave-plan.js';
import type { WaveFile } from './wave-reader.js';
import { readWave, readWaveFrom, type WaveSource } from './wave-source.js';

const SAMPLE_FORMATS: readonly SampleFormat[] = ['pcm16', 'pcm24', 'float32'];

/** A chunk by its name and bytes in hex; the size can lie. */
function chunk(id: string, payload: string, size?: number): Buffer {
  const bytes = Buffer.from(payload.replaceAll(' ', ''), 'hex');
  const header = Buffer.from(`${id}\0\0\0\0`);
  header.writeUInt32LE(size ?? bytes.length, 4);
  return Buffer.concat([header, bytes, Buffer.alloc(bytes.length % 2)]);
}

function riff(
  parts: readonly Buffer[],
  { id = 'RIFF', size }: { id?: string; size?: number } = {},
) {
  const body = Buffer.concat([Buffer.from('WAVE'), ...parts]);
  return Buffer.concat([chunk(id, '', size ?? body.length), body]);
}

const FMT = chunk('fmt ', '0100 0100 80bb0000 80320200 0300 1800');
const DATA = chunk('data', '000000 ffff7f 000080 010000');
const codes = ({ damage }: WaveFile) => damage.map((fault) => `${fault.chunk} ${fault.code}`);

function sampleFile(sampleFormat: SampleFormat = 'pcm24'): Uint8Array {
  return encodeWave(
    {
      format: { sampleRate: 48000, channels: 1, sampleFormat },
      bext: { description: 'Ana', timeReference: 2428186560, codingHistory: 'A=PCM' },
      iXml: { scene: '7', tracks: [{ name: 'Ana' }] },
      markers: [{ frame: 1, label: 'joined' }],
    },
    [Float32Array.of(0, 0.5, -0.5)],
  ).bytes;
}

describe('a whole file', () => {
  test.each(SAMPLE_FORMATS)('%s', (sampleFormat) => {
    const bytes = sampleFile(sampleFormat);
    const file = readWave(bytes);
    expect(file).toMatchObject({
      container: 'RIFF',
      byteLength: bytes.length,
      format: { sampleFormat, channels: 1, sampleRate: 48000 },
      data: { frameCount: 3 },
      bext: { description: 'Ana', timeReference: 2428186560n, codingHistory: 'A=PCM\r\n' },
      iXml: { scene: '7', timestampSamplesSinceMidnight: 2428186560n },
      markers: [{ frame: 1, label: 'joined' }],
      damage: [],
    });
    expect(file.chunks.map(({ id }) => id)).toEqual([
      'JUNK',
      'fmt ',
      ...(sampleFormat === 'float32' ? ['fact'] : []),
      'bext',
      'iXML',
      'cue ',
      'LIST',
      'data',
    ]);
  });

  test('from a source that answers later, asking only for what is not audio', async () => {
    const bytes = sampleFile();
    const { data } = readWave(bytes);
    const source: WaveSource = {
      byteLength: bytes.length,
      read: async (offset, length) => {
        expect(offset + length).toBeLessThanOrEqual(data.offset);
        return Promise.resolve(bytes.slice(offset, offset + length));
      },
    };
    await expect(readWaveFrom(source)).resolves.toEqual(readWave(bytes));
  });

  test('a source that gives too little is an error', async () => {
    const bytes = sampleFile();
    const source = {
      byteLength: bytes.length + 9,
      read: (at: number, n: number) => bytes.slice(at, at + n),
    };
    await expect(readWaveFrom(source)).rejects.toMatchObject({ code: 'truncated', chunk: 'file' });
  });

  test('unknown chunks and chunks behind the audio', () => {
    const late = chunk('bext', '416e61' + '00'.repeat(599));
    const file = readWave(riff([FMT, chunk('abcd', '0102 03'), DATA, late, chunk('_PMX', '00')]));
    expect(file.chunks).toEqual([
      { id: 'fmt ', offset: 12, byteLength: 16 },
      { id: 'abcd', offset: 36, byteLength: 3 },
      { id: 'data', offset: 48, byteLength: 12 },
      { id: 'bext', offset: 68, byteLength: 602 },
      { id: '_PMX', offset: 678, byteLength: 1 },
    ]);
    expect(file.bext?.description).toBe('Ana');
    expect(file.damage).toEqual([]);
  });

  test('the audio before its format', () => {
    expect(readWave(riff([DATA, FMT])).data).toEqual({ offset: 20, byteLength: 12, frameCount: 4 });
  });

  test('no audio is no damage', () => {
    const whole = riff([FMT, chunk('data', ''), chunk('abcd', '494e464f00')]);
    for (const bytes of [whole, whole.subarray(0, -1)]) {
      const file = readWave(bytes);
      expect(file.data.frameCount).toBe(0);
      expect(codes(file)).toEqual(bytes === whole ? [] : ['RIFF truncated']);
    }
  });
});

describe('RF64', () => {
  const ds64 = (dataSize: string) =>
    chunk('ds64', `5400000000000000 ${dataSize} ${'00'.repeat(12)}`);
  const openData = chunk('data', '000000 ffff7f 000080 010000', 0xffffffff);

  test.each(['RF64', 'BW64'])('%s: the size is in ds64', (id) => {
    const parts = [ds64('0c00000000000000'), FMT, openData];
    const file = readWave(riff(parts, { id, size: 0xffffffff }));
    expect(file).toMatchObject({ container: id, data: { frameCount: 4 }, damage: [] });
  });

  test('a size in the chunk itself counts more', () => {
    const file = readWave(riff([ds64('0300000000000000'), FMT, DATA], { id: 'RF64' }));
    expect(file).toMatchObject({ data: { frameCount: 4 }, damage: [] });
  });

  test.each([
    ['no ds64', [FMT, openData], ['data unfinished', 'RF64 unfinished']],
    ['an empty ds64', [ds64('0000000000000000'), FMT, openData], ['data unfinished']],
    ['a size beyond the file', [ds64('0c00000001000000'), FMT, openData], ['data truncated']],
    ['a size beyond reason', [ds64('ffffffffffffffff'), FMT, openData], ['data truncated']],
  ])('%s: as far as the file goes', (_, parts, damage) => {
    const file = readWave(riff(parts, { id: 'RF64', size: 0xffffffff }));
    expect(file.data.frameCount).toBe(4);
    expect(codes(file)).toEqual(damage);
  });

  test('a header past 4 GiB', async () => {
    const { header } = planWave({
      format: { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' },
      frameCount: 2 ** 31,
    });
    const byteLength = header.length + 3 * 2 ** 31;
    const file = await readWaveFrom({
      byteLength,
      read: (offset, length) => header.subarray(offset, offset + length),
    });
    expect(file).toMatchObject({
      container: 'RF64',
      byteLength,
      data: { frameCount: 2 ** 31 },
      damage: [],
    });
  });
});

describe('damage', () => {
  const fourFrames = '000000 ffff7f 000080 010000';

  test.each<[string, Buffer, number, string[]]>([
    [
      'the recorder died, sizes 0',
      riff([FMT, chunk('data', `${fourFrames} 0000`, 0)], { size: 0 }),
      4,
      ['data unfinished', 'RIFF unfinished', 'data disagreement'],
    ],
    [
      'the recorder died, sizes all ones',
      riff([FMT, chunk('data', fourFrames, 0xffffffff)], { size: 0xffffffff }),
      4,
      ['data unfinished', 'RIFF unfinished'],
    ],
    [
      'only the size of the audio is 0',
      riff([FMT, chunk('data', fourFrames, 0)]),
      4,
      ['data unfinished'],
    ],
    [
      'the file is cut',
      riff([FMT, DATA]).subarray(0, -4),
      2,
      ['data truncated', 'RIFF truncated', 'data disagreement'],
    ],
    [
      'bytes behind the last chunk',
      riff([FMT, DATA, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]),
      4,
      ['RIFF not-a-chunk'],
    ],
    [
      'a tag behind the file',
      Buffer.concat([riff([FMT, DATA]), chunk('TAG ', '00')]),
      4,
      ['RIFF disagreement'],
    ],
    [
      'an odd chunk without its pad byte',
      riff([chunk('abcd', '010203').subarray(0, -1), FMT, DATA]),
      4,
      ['fmt  not-a-chunk'],
    ],
    ['no audio', riff([FMT]), 0, ['data missing-chunk']],
    ['a short bext', riff([FMT, chunk('bext', '416e6100'), DATA]), 4, ['bext short-chunk']],
    ['half a frame', riff([FMT, chunk('data', '0000000000')]), 1, ['data disagreement']],
    ['a frame of no bytes', riff([chunk('fmt ', '00'.repeat(16)), DATA]), 0, ['data disagreement']],
    [
      'a size of metadata that swallows the audio',
      riff([FMT, chunk('iXML', '', 2 ** 31), DATA]),
      0,
      ['iXML truncated', 'data missing-chunk'],
    ],
  ])('%s', (_, bytes, frameCount, expected) => {
    const file = readWave(bytes);
    expect(file.data.frameCount).toBe(frameCount);
    expect(codes(file)).toEqual(expected);
  });

  test('bext and iXML that say different times', () => {
    const bytes = sampleFile();
    const { chunks } = readWave(bytes);
    const at = (chunks.find(({ id }) => id === 'bext')?.offset ?? 0) + 8 + 338;
    bytes[at] = 0xff;
    const { damage } = readWave(bytes);
    expect(damage).toMatchObject([
      { code: 'disagreement', chunk: 'bext', expected: '2428186560 as in iXML' },
    ]);
  });

  test('metadata of hundreds of megabytes is not read', async () => {
    const head = riff([FMT, chunk('iXML', '', 3e8)], { size: 3e8 + 36 });
    const file = await readWaveFrom({
      byteLength: 3e8 + head.length,
      read: (offset, length) => {
        expect(length).toBeLessThan(1000);
        return head.subarray(offset, offset + length);
      },
    });
    expect(codes(file)).toEqual(['data missing-chunk', 'iXML too-large']);
  });

  test('an endless row of empty chunks ends', () => {
    const file = readWave(riff([FMT, Buffer.from('abcd\0\0\0\0'.repeat(20000))]));
    expect(file.chunks).toHaveLength(10000);
    expect(codes(file)).toEqual(['RIFF too-large', 'data missing-chunk']);
  });

  test.each<[string, Buffer, string, string]>([
    ['nothing', Buffer.alloc(0), 'not-wave', 'found nothing'],
    ['text', Buffer.from('hello'), 'not-wave', 'found 68 65 6c 6c 6f'],
    ['big-endian', riff([FMT, DATA], { id: 'RIFX' }), 'not-wave', 'RIFF at byte 0'],
    ['another RIFF', Buffer.from('RIFF\x04\0\0\0AVI '), 'not-wave', 'RIFF, RF64 or BW64'],
    ['no format', riff([DATA]), 'missing-chunk', 'fmt  at byte 32'],
    ['half a format', riff([chunk('fmt ', '0100 0100'), DATA]), 'short-chunk', 'found 4 bytes'],
  ])('%s is an error', (_, bytes, code, message) => {
    const read = () => readWave(bytes);
    expect(read).toThrow(BwavError);
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(message);
  });

  /** Reads, or fails as the package says it fails; all it reports lies in the file. */
  function readAnything(bytes: Uint8Array): void {
    try {
      const { data, chunks, damage } = readWave(bytes);
      const ends = [
        data.offset + data.byteLength,
        ...chunks.map(({ offset, byteLength }) => offset + 8 + byteLength),
        ...damage.map(({ offset }) => offset ?? Infinity),
      ];
      expect(Math.max(...ends)).toBeLessThanOrEqual(bytes.length);
    } catch (error) {
      if (!(error instanceof BwavError)) throw error;
      expect(['not-wave', 'missing-chunk', 'short-chunk']).toContain(error.code);
    }
  }

  test.each(SAMPLE_FORMATS)('%s cut at every byte', (sampleFormat) => {
    const bytes = sampleFile(sampleFormat);
    for (let length = 0; length < bytes.length; length++) readAnything(bytes.subarray(0, length));
    expect(readWave(bytes).damage).toEqual([]);
  });

  test('any bytes changed', () => {
    const whole = sampleFile();
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        readAnything(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('any chunks', () => {
    const id = fc.constantFrom(
      'fmt ',
      'data',
      'bext',
      'iXML',
      'cue ',
      'LIST',
      'ds64',
      'abcd',
      '\0\0\0\0',
    );
    const size = fc.constantFrom(undefined, 0, 1, 7, 0x7fffffff, 0xffffffff);
    const part = fc
      .tuple(id, fc.uint8Array({ maxLength: 40 }), size)
      .map(([name, payload, stated]) => chunk(name, Buffer.from(payload).toString('hex'), stated));
    const container = fc.constantFrom('RIFF', 'RF64', 'BW64');
    fc.assert(
      fc.property(container, fc.array(part, { maxLength: 6 }), size, (name, parts, stated) => {
        readAnything(
          riff([FMT, ...parts], { id: name, ...(stated !== undefined && { size: stated }) }),
        );
      }),
      { numRuns: 500 },
    );
  });
});
