import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeWave } from '@voxmux/bwav';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InspectReport, MovieReport, WaveReport } from '../inspect/inspect-report.js';
import { type Outcome, runVoxmux } from '../testing/voxmux-process.js';

const pairs = fileURLToPath(new URL('../../../../fixtures/fmp4/', import.meta.url));
const encrypted = join(pairs, 'cenc.video.mp4');
const encryptedBytes = readFileSync(encrypted);

describe('voxmux inspect', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const inspect = (args: readonly string[], input?: Uint8Array): Promise<Outcome> =>
    runVoxmux(folder, ['inspect', ...args], input);

  async function report<Report extends InspectReport>(file: string): Promise<Report> {
    const { status, stdout, stderr } = await inspect([file, '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as Report;
  }

  function give(name: string, bytes: Uint8Array | string): string {
    writeFileSync(join(folder, name), bytes);
    return name;
  }

  describe('a fragmented file', () => {
    test('as text', async () => {
      const { status, stdout, stderr } = await inspect([encrypted]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(/cenc\.video\.mp4: MP4, fragmented, 0:06\.000, 57 kB\n/);
      expect(stdout).toContain('\ntrack 1: video, avc1 (encrypted, cenc), 192x108\n');
      expect(stdout).toMatch(/^ {2}fragments {2}6$/m);
      expect(stdout).toMatch(/^ {2}samples {4}150, 6 sync, 52 kB, 69 kbit\/s$/m);
      expect(stdout).toMatch(/^ {2}edit {7}to the end, from tick 1024$/m);
      expect(stdout).not.toContain('moof');
    });

    test('as JSON', async () => {
      expect(await report<MovieReport>(encrypted)).toMatchObject({
        ...{ format: 'mp4', layout: 'fragmented', bytes: encryptedBytes.length, fragments: 6 },
        ...{ majorBrand: 'iso6', createdAt: null, damage: [] },
        durationSeconds: 6,
        tracks: [
          {
            ...{ trackId: 1, kind: 'video', codec: 'avc1', encryption: 'cenc', timescale: 12800 },
            ...{ durationTicks: 76800, samples: 150, syncSamples: 6, width: 192, height: 108 },
            edits: [{ durationSeconds: 0, mediaTime: 1024, mediaRate: 1 }],
          },
        ],
      });
    });

    test('with its boxes: offset, size, depth, fields', async () => {
      const { status, stdout } = await inspect([encrypted, '--boxes']);
      expect(status).toBe(0);
      const lines = stdout.split('\n');
      const boxes = lines.slice(
        lines.findIndex((line) => line.endsWith('offset        size  box')) + 1,
      );
      expect(boxes[0]).toMatch(/^ {10}0 {10}28 {2}ftyp {2}majorBrand=iso6/);
      expect(boxes.find((line) => line.includes('tfdt'))).toMatch(
        /^ {8}908 {10}20 {6}tfdt {2}version=1, baseMediaDecodeTime=0$/,
      );
      const atEnd = boxes.findLast((line) => line.includes('mdat'));
      const [offset, size] = (atEnd ?? '').trim().split(/ +/).map(Number);
      expect((offset ?? NaN) + (size ?? NaN)).toBe(encryptedBytes.length);
    });

    test('from standard input', async () => {
      const piped = await inspect(['-'], encryptedBytes);
      const { stdout } = await inspect([encrypted]);
      expect(piped.stdout.replace('standard input', encrypted)).toBe(stdout);
    });
  });

  test('a rendered file: timecode, edit, references and tags', async () => {
    await runVoxmux(folder, ['render', '--timezone', 'Europe/Berlin', '--player', 'Alex']);
    const facts = await report<MovieReport>('out/Alex.m4a');
    expect(facts).toMatchObject({ layout: 'flat', createdAt: '2026-02-14T18:30:05.000Z' });
    const [sound, timecode] = facts.tracks;
    expect(sound).toMatchObject({
      ...{ kind: 'audio', codec: 'Opus', encryption: null, channels: 1, sampleRate: 48000 },
      references: [{ type: 'tmcd', trackIds: [2] }],
    });
    expect(sound?.edits).toMatchObject([{ mediaTime: 312 }]);
    expect(timecode?.timecode).toMatchObject({ start: '19:30:05:06', frameRate: '50' });
    expect(facts.tags).toEqual(
      expect.arrayContaining([
        { name: 'title', value: 'Alex' },
        { name: 'track', value: '1 of 2' },
        { name: 'com.voxmux:PLAYER', value: 'Alex' },
      ]),
    );
    const { stdout } = await inspect(['out/Alex.m4a']);
    expect(stdout).toMatch(/^ {2}timecode {3}19:30:05:06 \(frame \d+\) at 50 frames\/s$/m);
    expect(stdout).toMatch(/^ {2}title {2,}Alex$/m);
  });

  test('a Broadcast WAV file: format, bext, iXML, markers, chunks', async () => {
    const { bytes } = encodeWave(
      {
        format: { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' },
        bext: {
          description: 'interview',
          originator: 'voxmux',
          originationDate: '2026-02-14',
          originationTime: '19:30:05',
          timeReference: 70205 * 48000 + 24000,
        },
        iXml: {
          project: 'film',
          timecodeRate: { numerator: 25, denominator: 1, dropFrame: false },
          tracks: [{ name: 'Alex' }],
        },
        markers: [{ frame: 48000, label: 'laughter' }],
      },
      [new Float32Array(96000)],
    );
    give('Alex.wav', bytes);
    expect(await report<WaveReport>('Alex.wav')).toMatchObject({
      ...{ format: 'wav', container: 'RIFF', channels: 1, sampleRate: 48000, bitsPerSample: 24 },
      ...{ frames: 96000, durationSeconds: 2, damage: [] },
      bext: {
        description: 'interview',
        timeReference: 70205 * 48000 + 24000,
        timeOfDay: '19:30:05.500',
      },
      iXml: { project: 'film', timecodeRate: '25', timecode: '19:30:05:12', tracks: ['Alex'] },
      markers: [{ frame: 48000, label: 'laughter' }],
    });
    const { stdout } = await inspect(['Alex.wav', '--boxes']);
    expect(stdout).toMatch(/^Alex\.wav: WAV \(RIFF\), 0:02\.000, 290 kB\n/);
    expect(stdout).toMatch(/^ {2}format {2}PCM 24 bit, 48000 Hz, 1 channel, 96000 frames$/m);
    expect(stdout).toMatch(/^ {2}timecode {2}19:30:05:12 at 25 frames\/s$/m);
    expect(stdout).toMatch(/^ {2}0:01\.000 {2}laughter$/m);
    expect(stdout).toMatch(/^ +\d+ +\d+ {2}bext$/m);
  });

  test('what a file says does not control the terminal', async () => {
    const bytes = Buffer.from(encryptedBytes);
    bytes.write('\u001b[31mred', bytes.indexOf('VideoHandler'), 'latin1');
    give('red.mp4', bytes);
    const { status, stdout } = await inspect(['red.mp4', '--boxes']);
    expect(status).toBe(0);
    expect(stdout).toContain('[31mred');
    expect(stdout).not.toContain('\u001b');
  });

  describe('damage', () => {
    test('a file cut within a fragment: what is whole, then where it ends', async () => {
      const secondFragment = encryptedBytes.indexOf('moof', encryptedBytes.indexOf('mdat')) - 4;
      give('cut.mp4', encryptedBytes.subarray(0, secondFragment + 100));
      const { status, stdout, stderr } = await inspect(['cut.mp4']);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^ {2}samples {4}25, 1 sync/m);
      expect(stdout).toContain(`! moof at byte ${String(secondFragment)}: found 100 bytes`);
      expect(stderr).toContain(`voxmux: cut.mp4: moof at byte ${String(secondFragment)}: `);
    });

    test('a file cut within the movie box: its boxes, then where it ends', async () => {
      give('cut.mp4', encryptedBytes.subarray(0, 500));
      const { status, stdout } = await inspect(['cut.mp4']);
      expect(status).toBe(1);
      expect(stdout).toMatch(/^cut\.mp4: MP4 without a readable movie box, 500 B\n/);
      expect(stdout).toMatch(/ 0 {10}28 {2}ftyp /);
      expect(stdout).toContain('! moov at byte 28: found 472 bytes');
    });

    test('a box larger than the one around it: where it is', async () => {
      const bytes = Buffer.from(encryptedBytes);
      bytes.writeUInt32BE(0x7fffffff, bytes.indexOf('stbl') - 4);
      give('broken.mp4', bytes);
      const { status, stdout, stderr } = await inspect(['broken.mp4']);
      expect(status).toBe(1);
      expect(stdout).toContain('moov');
      expect(stderr).toMatch(/^voxmux: broken\.mp4: moov\S* at byte \d+: found .*2147483647/);
    });

    test.each<[what: string, bytes: string, message: RegExp]>([
      ['HTML', '<!doctype html><p>hello', /^voxmux: input: file at byte 0: found an HTML page, /],
      ['nothing', '', /^voxmux: input: file at byte 0: found an empty file, /],
      ['a WAVE file without format', 'RIFF\u0004\0\0\0WAVE', /^voxmux: input: fmt /],
    ])('%s: one line', async (_, bytes, message) => {
      give('input', bytes);
      const { status, stdout, stderr } = await inspect(['input']);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    });

    test('the report of a damaged file is JSON, too', async () => {
      give('cut.mp4', encryptedBytes.subarray(0, 500));
      const { status, stdout } = await inspect(['cut.mp4', '--json']);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        ...{ layout: null, tracks: [], boxes: [{ type: 'ftyp', offset: 0, size: 28 }] },
        damage: [{ code: 'truncated', offset: 28 }],
      });
    });
  });

  test('a folder, a missing file: one line and a hint', async () => {
    expect((await inspect(['.'])).stderr).toMatch(
      /^voxmux: .*: is a folder, not a file\n {2}hint: /,
    );
    expect((await inspect(['gone'])).stderr).toMatch(
      /^voxmux: .*gone: no such file or folder\n {2}hint: /,
    );
  });
});
