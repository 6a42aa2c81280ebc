import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { OpusDecoder } from 'opus-decoder';
import wavefile from 'wavefile';
import { ffprobe, mediainfo, type MediaInfoTrack, run, voxmux } from './programs.js';
import { sessionNames, sessionsFolder, sessionTruth } from './session-truth.js';

interface RenderedWave {
  readonly player: string;
  readonly format: string;
  readonly file: string;
  readonly channels: number;
  readonly frames: number;
  readonly timeReference: number;
  readonly timecode: string;
  readonly bytes: number;
}

const preSkipSamples = 312;

/** How samples are stored, what readers call it, and how far rounding and dither may move one. */
const depths = [
  { name: '16', codec: 'pcm_s16le', bits: 16, tolerance: 1.5 / 2 ** 15 },
  { name: '24', codec: 'pcm_s24le', bits: 24, tolerance: 0.5 / 2 ** 23 },
  // A decoder's silence is not quite zero: 2e-34.
  { name: '32f', codec: 'pcm_f32le', bits: 32, tolerance: 1e-30 },
];

describe.each(sessionNames)('%s, rendered to Broadcast WAV', (name) => {
  const { manifest, players } = sessionTruth(name);
  /** The frame at or before the session's start, at 50 frames a second, in UTC. */
  const startMs = Math.floor(manifest.start_timestamp / 20) * 20;
  const timeReference = (startMs % 86_400_000) * 48;
  const startTime = new Date(startMs).toISOString();
  const timecode = `${startTime.slice(11, 19)}:${String((startMs % 1000) / 20).padStart(2, '0')}`;
  let folder: string;
  const rendered = new Map<string, RenderedWave>();
  const audio = new Map<
    string,
    { readonly decoded: Float32Array; readonly played: Float32Array }
  >();

  const renderedTrack = (player: string, depth: string): RenderedWave =>
    rendered.get(`${depth} ${player}`) ?? fail(`${player} at ${depth}`);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-bwav-'));
    for (const { name: depth } of depths) {
      const { stdout } = voxmux(
        ...['render', join(sessionsFolder, name), '--format', 'm4a,bwav', '--bit-depth', depth],
        ...['--out', join(folder, depth), '--timezone', 'UTC', '--json'],
      );
      const { outputs } = JSON.parse(stdout) as { outputs: RenderedWave[] };
      for (const track of outputs.filter(({ format }) => format === 'bwav')) {
        rendered.set(`${depth} ${track.player}`, track);
      }
    }
    for (const player of Object.keys(players)) {
      const { file, channels } = renderedTrack(player, '24');
      const m4a = m4aBeside(file);
      audio.set(player, { decoded: await decodeEveryPacket(m4a, channels), played: play(m4a) });
    }
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  describe.each(Object.keys(players))('%s', (player) => {
    describe.each(depths)('$name bits', ({ name: depth, codec, bits, tolerance }) => {
      let track: RenderedWave;

      beforeAll(() => {
        track = renderedTrack(player, depth);
      });

      test('ffprobe: format, length, time reference and history', () => {
        const { streams, format } = ffprobe(track.file);
        expect(streams).toHaveLength(1);
        expect(streams[0]).toMatchObject({
          codec_name: codec,
          sample_rate: '48000',
          channels: track.channels,
          duration_ts: track.frames,
        });
        const mode = track.channels === 1 ? 'mono' : 'stereo';
        const tags = format.tags ?? {};
        expect(tags).toMatchObject({
          time_reference: String(timeReference),
          date: startTime.slice(0, 10),
          creation_time: startTime.slice(11, 19),
          encoded_by: expect.stringMatching(/^voxmux \d/) as unknown,
          originator_reference: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
          comment: expect.stringContaining(manifest.session_id) as unknown,
        });
        expect(tags['coding_history']?.split('\r\n')).toEqual([
          `A=OPUS,F=48000,M=${mode},T=recorded packets`,
          expect.stringMatching(`^A=PCM,F=48000,W=${bits},M=${mode},T=voxmux `),
          '',
        ]);
        expect(track.timeReference).toBe(timeReference);
        expect(statSync(track.file).size).toBe(track.bytes);
      });

      test('MediaInfo: the same instant as the timecode of the M4A', () => {
        const wave = mediaInfoTrack(track.file, 'Audio');
        expect(wave).toMatchObject({
          Format: 'PCM',
          Channels: String(track.channels),
          SamplingRate: '48000',
          BitDepth: String(bits),
          SamplingCount: String(track.frames),
          Delay_Source: 'Container (bext)',
        });
        const m4aTimecode = mediaInfoTrack(m4aBeside(track.file), 'Other')['TimeCode_FirstFrame'];
        expect(m4aTimecode).toBe(timecode);
        const [hours, minutes, seconds, frames] = m4aTimecode?.split(':').map(Number) ?? [];
        expect(Number(wave['Delay'])).toBeCloseTo(
          (hours ?? NaN) * 3600 + (minutes ?? NaN) * 60 + (seconds ?? NaN) + (frames ?? NaN) / 50,
          6,
        );
      });

      test('SoX agrees on format and length', () => {
        const info = (option: string): string => run('soxi', [option, track.file]).stdout.trim();
        expect([info('-r'), info('-c'), info('-s'), info('-b')]).toEqual([
          '48000',
          String(track.channels),
          String(track.frames),
          String(bits),
        ]);
      });

      test('wavefile: bext and iXML agree, and name the speaker as it is', () => {
        const wave = new wavefile.WaveFile(readFileSync(track.file));
        expect(wave.fmt).toMatchObject({
          sampleRate: 48000,
          numChannels: track.channels,
          bitsPerSample: bits,
        });
        expect(wave.bext).toMatchObject({
          chunkId: 'bext',
          version: 2,
          timeReference: [timeReference % 2 ** 32, Math.floor(timeReference / 2 ** 32)],
          originationDate: startTime.slice(0, 10),
          originationTime: startTime.slice(11, 19),
          // Not measured: "not set" of EBU Tech 3285 v2.
          loudnessValue: 0x7fff,
          loudnessRange: 0x7fff,
          maxTruePeakLevel: 0x7fff,
          maxMomentaryLoudness: 0x7fff,
          maxShortTermLoudness: 0x7fff,
        });
        const iXml = readFileSync(track.file).toString('utf8', 0, 8192);
        const element = (tag: string): string[] =>
          [...iXml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(
            ([, text]) => text ?? '',
          );
        expect(element('PROJECT')).toEqual([manifest.session_id]);
        expect(element('TAPE')).toEqual([manifest.session_id]);
        expect(element('SCENE')).toEqual([
          new Date(manifest.start_timestamp).toISOString().slice(0, 10),
        ]);
        expect(element('TAKE')).toEqual([expect.stringMatching(/^\d+$/)]);
        expect(element('TIMECODE_RATE')).toEqual(['50/1']);
        expect(element('TIMECODE_FLAG')).toEqual(['NDF']);
        expect(element('AUDIO_BIT_DEPTH')).toEqual([String(bits)]);
        const [high] = element('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI');
        const [low] = element('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO');
        expect(Number(high) * 2 ** 32 + Number(low)).toBe(timeReference);
        expect(element('NAME')).toEqual(
          track.channels === 1 ? [player] : [`${player} L`, `${player} R`],
        );
      });

      test('each sample is that of a decoder which is given every packet of the M4A', () => {
        const { decoded } = audio.get(player) ?? fail(player);
        const samples = play(track.file);
        expect(samples.length).toBe(track.frames * track.channels);
        expect(samples.length).toBe(decoded.length);
        expect(largestDifference(samples, decoded)).toBeLessThanOrEqual(tolerance);
      });
    });

    test('ffmpeg plays the M4A as the WAV, sample by sample', () => {
      const { played } = audio.get(player) ?? fail(player);
      const { file, channels } = renderedTrack(player, '32f');
      const samples = play(file);
      expect(played.length).toBe(samples.length);
      // Versions of libopus fade differently from hybrid packets to others, for 5 ms; all else is
      // within one step of 16 bits, or a little more in the loudest stereo.
      const step = 2 ** -15;
      let beyond = 0;
      for (let at = 0; at < samples.length; at++) {
        if (Math.abs((samples[at] ?? NaN) - (played[at] ?? NaN)) > step) beyond += 1;
      }
      expect(beyond / samples.length).toBeLessThan(0.0005);
      expect(largestDifference(samples, played)).toBeLessThan(16 * step);
      // One sample off would be a hundred times as much.
      expect(largestDifference(samples.subarray(channels), played)).toBeGreaterThan(64 * step);
    });
  });
});

function m4aBeside(wave: string): string {
  return wave.replace(/\.wav$/, '.m4a');
}

function mediaInfoTrack(file: string, type: string): MediaInfoTrack {
  return mediainfo(file).find((track) => track['@type'] === type) ?? fail(`${type} of ${file}`);
}

/** What ffmpeg plays of a file, by libopus where it is Opus: its own decoder puts SILK 2 samples off. */
function play(file: string): Float32Array {
  const opus = file.endsWith('.m4a') ? ['-c:a', 'libopus', '-request_sample_fmt', 'flt'] : [];
  const { status, stdout, stderr } = spawnSync(
    'ffmpeg',
    ['-v', 'error', ...opus, '-i', file, '-f', 'f32le', '-'],
    { maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(stderr.toString());
  return new Float32Array(new Uint8Array(stdout).buffer);
}

/** All packets of an M4A decoded one by one, silence too, without the pre-skip; interleaved. */
async function decodeEveryPacket(file: string, channels: number): Promise<Float32Array> {
  const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
  const track = (await input.getPrimaryAudioTrack()) ?? fail('audio track');
  const decoder = new OpusDecoder({ channels });
  await decoder.ready;
  const pieces: Float32Array[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const { channelData, samplesDecoded } = decoder.decodeFrame(packet.data);
    const piece = new Float32Array(samplesDecoded * channels);
    for (const [channel, samples] of channelData.entries()) {
      for (const [at, sample] of samples.entries()) piece[at * channels + channel] = sample;
    }
    pieces.push(piece);
  }
  input.dispose();
  const all = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all.subarray(preSkipSamples * channels);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = Math.abs((a[at] ?? NaN) - (b[at] ?? NaN));
    if (Number.isNaN(difference)) return NaN;
    if (difference > largest) largest = difference;
  }
  return largest;
}

function fail(what: string): never {
  throw new Error(`${what} is missing`);
}
