import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MergeReport } from '../merge/merge-report.js';
import { serveFiles, type ServedFile } from '../testing/file-server.js';
import { type Outcome, runVoxmux, startVoxmux } from '../testing/voxmux-process.js';

const pairs = fileURLToPath(new URL('../../../../fixtures/fmp4/', import.meta.url));
const video = join(pairs, 'bframes-elst.video.mp4');
const audio = join(pairs, 'bframes-elst.audio.mp4');
const videoBytes = readFileSync(video);
const audioBytes = readFileSync(audio);

describe('voxmux merge', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const merge = (args: readonly string[], input?: Uint8Array): Promise<Outcome> =>
    runVoxmux(folder, ['merge', ...args], input);

  async function report(args: readonly string[], input?: Uint8Array): Promise<MergeReport> {
    const { status, stdout, stderr } = await merge([...args, '--json'], input);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as MergeReport;
  }

  const written = (): string[] => readdirSync(folder).sort();
  const output = (name = 'film.mp4'): Buffer => readFileSync(join(folder, name));

  function give(name: string, bytes: Uint8Array | string): string {
    writeFileSync(join(folder, name), bytes);
    return name;
  }

  test('writes a flat file with the index in front, and says what is in it', async () => {
    const { status, stdout, stderr } = await merge([video, audio, '--out', 'film.mp4']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^film\.mp4: flat, 0:06\.037, 92 kB\n/);
    expect(stdout).toMatch(/^ {2}video {2}avc1 {2}192x108 .* 150 samples .*video\.mp4 \(55 kB\)$/m);
    expect(stdout).toMatch(/^ {2}audio {2}mp4a {2}48000 Hz, 2 channels .* 283 samples /m);
    expect(written()).toEqual(['film.mp4']);
    const file = output().toString('latin1');
    expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'));
    expect(file).not.toContain('moof');
  });

  test('prints the report and nothing else under --json', async () => {
    const facts = await report([video, audio, '--out', 'film.mp4', '--layout', 'fragmented']);
    expect(facts).toMatchObject({
      file: join(folder, 'film.mp4'),
      layout: 'fragmented',
      bytes: output().length,
      fragments: 10,
      swapped: false,
      leftOut: [],
      tracks: [
        {
          ...{ kind: 'video', input: video, inputBytes: videoBytes.length, trackId: 1 },
          ...{ codec: 'avc1', timescale: 12800, durationTicks: 76800, samples: 150 },
          ...{ width: 192, height: 108 },
        },
        {
          ...{ kind: 'audio', input: audio, inputBytes: audioBytes.length, trackId: 2 },
          ...{ codec: 'mp4a', timescale: 48000, durationTicks: 289792, samples: 283 },
          ...{ channels: 2, sampleRate: 48000 },
        },
      ],
    });
    expect(facts.durationSeconds).toBeCloseTo(289792 / 48000, 9);
  });

  test('holds both tracks in each fragment with --joint', async () => {
    const facts = await report([
      video,
      audio,
      '--out',
      'film.mp4',
      '--layout',
      'fragmented',
      '--joint',
    ]);
    expect(facts.fragments).toBeLessThan(10);
    expect(facts.tracks.map(({ samples }) => samples)).toEqual([150, 283]);
  });

  test('forgives that the audio comes first, and says so', async () => {
    await report([video, audio, '--out', 'film.mp4']);
    const { stdout } = await merge([audio, video, '--out', 'swapped.mp4']);
    expect(stdout).toContain('The audio was given first');
    expect(output('swapped.mp4')).toEqual(output());
  });

  test.each(['flat', 'fragmented'])('takes one input from standard input, %s', async (layout) => {
    const options = ['--layout', layout];
    await report([video, audio, '--out', 'film.mp4', ...options]);
    const facts = await report(['-', audio, '--out', 'piped.mp4', ...options], videoBytes);
    expect(facts.tracks.map(({ input }) => input)).toEqual(['standard input', audio]);
    expect(output('piped.mp4')).toEqual(output());
    await report([video, '-', '--out', 'other.mp4', ...options], audioBytes);
    expect(output('other.mp4')).toEqual(output());
  });

  test('keeps a file that exists unless forced', async () => {
    give('film.mp4', 'mine');
    const { status, stderr } = await merge([video, audio, '--out', 'film.mp4']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^voxmux: .*film\.mp4 exists already and was kept\n {2}hint: .*--force/);
    expect(output().toString()).toBe('mine');
    await report([video, audio, '--out', 'film.mp4', '--force']);
    expect(written()).toEqual(['film.mp4']);
  });

  test('never writes over an input', async () => {
    give('video.mp4', videoBytes);
    const { status, stderr } = await merge(['video.mp4', audio, '--out', 'video.mp4', '--force']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^voxmux: video\.mp4: --out is one of the inputs\n/);
    expect(output('video.mp4')).toEqual(videoBytes);
  });

  test('a folder as --out, a missing input: one line and a hint', async () => {
    mkdirSync(join(folder, 'films'));
    expect((await merge([video, audio, '--out', 'films'])).stderr).toMatch(
      /^voxmux: films: --out is a folder\n {2}hint: /,
    );
    expect((await merge([video, 'gone.mp4', '--out', 'film.mp4'])).stderr).toMatch(
      /^voxmux: audio input .*gone\.mp4: no such file or folder\n {2}hint: check the path\n$/,
    );
    expect((await merge(['films', audio, '--out', 'film.mp4'])).stderr).toMatch(
      /^voxmux: video input films: is a folder, not a file\n/,
    );
    expect(written()).toEqual(['films']);
  });

  test('a missing input beside standard input: nobody waits for the rest of that', async () => {
    const { child, ended } = startVoxmux(folder, ['merge', '-', 'gone.mp4', '--out', 'film.mp4']);
    child.stdin?.write(videoBytes);
    const { status, stderr } = await ended;
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^voxmux: audio input .*gone\.mp4: no such file or folder\n {2}hint: .*\n$/,
    );
    expect(written()).toEqual([]);
  });

  describe('an input that cannot be used', () => {
    const transportStream = new Uint8Array(188 * 4).map((_, at) => (at % 188 === 0 ? 0x47 : 0));

    async function refusal(args: readonly string[]): Promise<{ line: string; hint: string }> {
      const { status, stdout, stderr } = await merge([...args, '--out', 'film.mp4']);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(written()).not.toContain('film.mp4');
      const [line = '', hint = '', ...more] = stderr.split('\n');
      expect(more).toEqual(['']);
      return { line, hint };
    }

    test.each<[name: string, bytes: Uint8Array | string, found: string, hint: string]>([
      [
        'WebM',
        Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81),
        'a Matroska or WebM file',
        'choose an MP4 format',
      ],
      ['HTML', '<!DOCTYPE html><title>403</title>', 'an HTML page', 'may have expired'],
      ['a playlist', '#EXTM3U\n#EXT-X-VERSION:7\n', 'an HLS playlist', 'download the video'],
      ['JSON', '{"error": "not found"}', 'a JSON text', 'sent a message'],
      ['MPEG-TS', transportStream, 'an MPEG transport stream', 'ffmpeg -i'],
      ['nothing', '', 'an empty file', 'download it again'],
    ])('%s', async (_, bytes, found, hint) => {
      give('input.mp4', bytes);
      const asVideo = await refusal(['input.mp4', audio]);
      expect(asVideo.line).toContain(
        `voxmux: video input input.mp4: file at byte 0: found ${found}`,
      );
      expect(asVideo.hint).toMatch(/^ {2}hint: /);
      expect(asVideo.hint).toContain(hint);
      const asAudio = await refusal([video, 'input.mp4', '--layout', 'fragmented']);
      expect(asAudio.line).toBe(asVideo.line.replace('video input', 'audio input'));
    });

    test.each(['flat', 'fragmented'])('no moov, or no fragments, %s', async (layout) => {
      const firstFragment = videoBytes.indexOf('moof') - 4;
      give('segments.mp4', videoBytes.subarray(firstFragment));
      const headless = await refusal(['segments.mp4', audio, '--layout', layout]);
      expect(headless.line).toContain(
        'voxmux: video input segments.mp4: file at byte 0: found a moof',
      );
      expect(headless.hint).toContain('cat init.mp4');
      give('init.mp4', videoBytes.subarray(0, firstFragment));
      const empty = await refusal(['init.mp4', audio, '--layout', layout]);
      expect(empty.line).toContain(
        `voxmux: video input init.mp4: file of ${String(firstFragment)} bytes: found no fragment`,
      );
      expect(empty.hint).toContain('append the media segments');
    });

    test('two tracks', async () => {
      await report([video, audio, '--out', 'both.mp4', '--layout', 'fragmented']);
      const { status, stderr } = await merge(['both.mp4', audio, '--out', 'film.mp4']);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^voxmux: video input both\.mp4: moov at byte \d+: found 2 tracks \(video avc1, audio mp4a\), expected one video track\n {2}hint: /,
      );
    });

    test('a flat file, which has no fragments', async () => {
      await report([video, audio, '--out', 'both.mp4']);
      const { status, stderr } = await merge([video, 'both.mp4', '--out', 'film.mp4']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^voxmux: audio input both\.mp4: moov at byte \d+: found 2 tracks/);
    });

    test('two of video', async () => {
      const { status, stderr } = await merge([video, video, '--out', 'film.mp4']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^voxmux: audio input .*: moov at byte \d+: found no audio track/);
    });
  });

  describe('a download that was cut', () => {
    const cut = videoBytes.length - 1000;

    test.each(['flat', 'fragmented'])('is reported, %s', async (layout) => {
      give('cut.mp4', videoBytes.subarray(0, cut));
      const { status, stderr } = await merge([
        'cut.mp4',
        audio,
        '--out',
        'film.mp4',
        '--layout',
        layout,
      ]);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^voxmux: video input cut\.mp4: \w+ at byte \d+: found .*\n {2}hint: .*--keep-whole-fragments\n$/,
      );
      expect(written()).toEqual(['cut.mp4']);
    });

    test.each(['flat', 'fragmented'])('gives what is whole when asked to, %s', async (layout) => {
      give('cut.mp4', videoBytes.subarray(0, cut));
      const args = ['cut.mp4', audio, '--layout', layout, '--keep-whole-fragments', '--out'];
      const facts = await report([...args, 'film.mp4']);
      expect(facts.leftOut).toEqual([
        {
          kind: 'video',
          input: 'cut.mp4',
          code: 'truncated',
          offset: expect.any(Number) as unknown,
          reason: expect.stringContaining(' at byte ') as unknown,
        },
      ]);
      // Of six fragments of 25 pictures the last is gone.
      expect(facts.tracks.map(({ samples }) => samples)).toEqual([125, 283]);
      const { stdout } = await merge([...args, 'again.mp4']);
      expect(stdout).toMatch(/^video input cut\.mp4: .* at byte \d+/m);
    });
  });

  describe('from a server', () => {
    const names = ['v.mp4', 'a.mp4'] as const;

    async function mergeServed(
      served: Omit<ServedFile, 'bytes'>,
      ...options: readonly string[]
    ): Promise<{
      outcome: Outcome;
      requests: readonly { path: string; range: string | undefined }[];
    }> {
      const server = await serveFiles({
        'v.mp4': { bytes: videoBytes, ...served },
        'a.mp4': { bytes: audioBytes },
      });
      try {
        const [v, a] = names.map((name) => `${server.origin}/${name}`);
        const outcome = await merge([v ?? '', a ?? '', '--out', 'served.mp4', ...options]);
        return { outcome, requests: server.requests };
      } finally {
        await server.close();
      }
    }

    test.each<[what: string, served: Omit<ServedFile, 'bytes'>]>([
      ['that has no ranges', {}],
      ['that says no length', { hasLength: false }],
      ['that has ranges', { ranges: true }],
    ])('%s', async (_, served) => {
      await report([video, audio, '--out', 'film.mp4']);
      const { outcome } = await mergeServed(served);
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      expect(outcome.stdout).toMatch(/from http:\/\/127\.0\.0\.1:\d+\/v\.mp4/);
      expect(output('served.mp4')).toEqual(output());
      expect(written()).toEqual(['film.mp4', 'served.mp4']);
    });

    test('that cuts the connection again and again, but has ranges', async () => {
      await report([video, audio, '--out', 'film.mp4']);
      const { outcome, requests } = await mergeServed({ ranges: true, cutAfter: 20_000 });
      expect(outcome).toMatchObject({ status: 0, stderr: '' });
      expect(output('served.mp4')).toEqual(output());
      expect(requests.filter(({ path }) => path === 'v.mp4').map(({ range }) => range)).toEqual([
        'bytes=0-',
        'bytes=20000-',
        'bytes=40000-',
      ]);
    });

    test.each<[what: string, served: Omit<ServedFile, 'bytes'>, message: RegExp]>([
      [
        '404',
        { status: 404 },
        /the server answered 404 Not Found, expected 200 or 206\n {2}hint: /,
      ],
      ['403', { status: 403 }, /the server answered 403 Forbidden.*\n {2}hint: .*expire/],
      ['500', { status: 500 }, /the server answered 500 .*\n {2}hint: .*later/],
      ['204', { status: 204 }, /the server answered 204 /],
      [
        'a cut connection',
        { cutAfter: 20_000 },
        /the download was cut at byte 20000 of 54582: .*\n {2}hint: /,
      ],
    ])('that answers with %s', async (_, served, message) => {
      const { outcome } = await mergeServed(served);
      expect(outcome).toMatchObject({ status: 1, stdout: '' });
      expect(outcome.stderr).toMatch(/^voxmux: video input http:\/\/127\.0\.0\.1:\d+\/v\.mp4: /);
      expect(outcome.stderr).toMatch(message);
      expect(written()).toEqual([]);
    });

    test('that is not there', async () => {
      const server = await serveFiles({});
      await server.close();
      const { status, stderr } = await merge([
        video,
        `${server.origin}/a.mp4?key=1`,
        '--out',
        'film.mp4',
      ]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^voxmux: audio input http:[^?\n]*\/a\.mp4: .*refused.*\n {2}hint: /);
      expect(written()).toEqual([]);
    });
  });

  test('Ctrl-C: ends by the signal and leaves nothing behind', async () => {
    const { child, ended } = startVoxmux(folder, ['merge', '-', audio, '--out', 'film.mp4']);
    // More than a pipe holds: when all of it is gone, the command is reading. The input stays open.
    await new Promise<void>((resolve) => {
      child.stdin?.write(Buffer.alloc(1 << 20, videoBytes), () => {
        resolve();
      });
    });
    child.kill('SIGINT');
    expect((await ended).signal).toBe('SIGINT');
    expect(written()).toEqual([]);
  });

  describe('usage', () => {
    test.each([
      [['merge', video, audio]],
      [['merge', video, '--out', 'film.mp4']],
      [['merge', '-', '-', '--out', 'film.mp4']],
      [['merge', video, audio, '--out', '-']],
      [['merge', video, audio, '--out', 'film.mp4', '--joint']],
      [['merge', video, audio, '--out', 'film.mp4', '--layout', 'round']],
    ])('%j is wrong: exit 2, one line and a hint', async (args) => {
      const { status, stdout, stderr } = await runVoxmux(folder, args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^voxmux: [^\n]+\n/);
      expect(stderr).toContain('hint: ');
      expect(written()).toEqual([]);
    });

    test('help has examples', async () => {
      const { status, stdout } = await merge(['--help']);
      expect(status).toBe(0);
      expect(stdout).toContain('Examples:');
    });
  });
});
