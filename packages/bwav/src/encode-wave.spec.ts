import { describe, expect, test } from '@jest/globals';
import wavefile from 'wavefile';
import { encodeWave } from './encode-wave.js';
import type { SampleFormat } from './wave-format.js';
import { readWave } from './wave-source.js';

const CASES = (['pcm16', 'pcm24', 'float32'] as const).flatMap((sampleFormat) =>
  [1, 2].map((channels): [SampleFormat, number] => [sampleFormat, channels]),
);
const FULL_SCALE: Readonly<Record<SampleFormat, number>> = {
  pcm16: 2 ** 15,
  pcm24: 2 ** 23,
  float32: 1,
};

describe('read by another library', () => {
  test.each(CASES)('%s × %i', (sampleFormat, channels) => {
    const channelData = Array.from({ length: channels }, (_, channel) =>
      Float32Array.from({ length: 481 }, (__, i) => 0.9 * Math.sin(i / (channel + 7))),
    );
    const { bytes } = encodeWave(
      {
        format: { sampleRate: 48000, channels, sampleFormat },
        dither: false,
        bext: {
          description: 'José',
          originator: 'voxmux',
          originatorReference: 'VOXMUX1',
          originationDate: '2026-07-04',
          originationTime: '14:03:07',
          timeReference: 2n ** 32n + 5n,
          loudness: { loudnessValue: -23 },
          codingHistory: [{ algorithm: 'OPUS', sampleRate: 48000 }, { algorithm: 'PCM' }],
        },
        iXml: { scene: '7', tracks: [{ name: 'José' }] },
        markers: [{ frame: 48, label: 'joined' }],
      },
      channelData,
    );
    const file = new wavefile.WaveFile(bytes);
    expect(file.container).toBe('RIFF');
    expect(file.fmt).toMatchObject({ numChannels: channels, sampleRate: 48000 });

    const bext = file.bext as Record<string, unknown>;
    const text = (name: string) => String(bext[name]).replace(/\0+$/u, '');
    expect(['description', 'originator', 'originatorReference'].map(text)).toEqual([
      'Jose',
      'voxmux',
      'VOXMUX1',
    ]);
    expect([text('originationDate'), text('originationTime')]).toEqual(['2026-07-04', '14:03:07']);
    expect(bext).toMatchObject({
      timeReference: [5, 1],
      version: 2,
      loudnessValue: 0x10000 - 2300,
      loudnessRange: 0x7fff,
      codingHistory: 'A=OPUS,F=48000\r\nA=PCM\r\n',
    });
    expect(file.getiXML().trimEnd()).toBe(readWave(bytes).iXml?.text);
    expect(file.listCuePoints()).toMatchObject([{ position: 1, label: 'joined' }]);

    // Interleaved here, so that mono and stereo are compared alike.
    const stored = Array.from(file.getSamples(true, Float64Array));
    const scale = FULL_SCALE[sampleFormat];
    const worst = stored.map((value, i) => {
      const sample = channelData[i % channels]?.[Math.floor(i / channels)] ?? Number.NaN;
      return Math.abs(value - sample * scale);
    });
    expect(stored).toHaveLength(481 * channels);
    expect(Math.max(...worst)).toBeLessThanOrEqual(sampleFormat === 'float32' ? 0 : 0.5);
  });
});

test('no samples are a file too', () => {
  const format = { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' } as const;
  const { bytes, tally } = encodeWave({ format }, [new Float32Array(0)]);
  expect(readWave(bytes)).toMatchObject({ data: { frameCount: 0 }, damage: [] });
  expect(tally.peak).toBe(0);
});

test('samples for every channel are needed', () => {
  const format = { sampleRate: 48000, channels: 2, sampleFormat: 'pcm24' } as const;
  expect(() => encodeWave({ format }, [new Float32Array(3)])).toThrow(
    'channelData: expected at least 2, found 1 channels',
  );
});
