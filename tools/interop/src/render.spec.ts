import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { createFile, MP4BoxBuffer } from 'mp4box';
import {
  ffmpegComplaints,
  ffprobe,
  ffprobePackets,
  mediainfo,
  run,
  voxmux,
  type Probe,
} from './programs.js';
import { expectedPackets, sessionNames, sessionsFolder, sessionTruth } from './session-truth.js';

interface RenderedTrack {
  readonly player: string;
  readonly file: string;
  readonly durationSamples: number;
  readonly packets: number;
  readonly silenceSamples: number;
  readonly timecode: string;
  readonly bytes: number;
}

/** Priming samples of libopus, which the edit list skips. */
const preSkipSamples = 312;

/** The wall clock of the session's start, at 50 frames a second, in the zone that the tests render in. */
function expectedTimecode(startTimestamp: number): string {
  const time = new Date(startTimestamp).toISOString();
  const frame = Math.floor((startTimestamp % 1000) / 20);
  return `${time.slice(11, 19)}:${String(frame).padStart(2, '0')}`;
}

describe.each(sessionNames)('%s, rendered to M4A', (name) => {
  const truth = sessionTruth(name);
  const startTimecode = expectedTimecode(truth.manifest.start_timestamp);
  /** From the frame on which the files begin to the session's start. */
  const leadInSamples = (truth.manifest.start_timestamp % 20) * 48;
  let folder: string;
  let tracks: readonly RenderedTrack[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-interop-'));
    const { stdout } = voxmux(
      ...['render', join(sessionsFolder, name), '--out', folder, '--timezone', 'UTC', '--json'],
    );
    tracks = (JSON.parse(stdout) as { outputs: RenderedTrack[] }).outputs;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('every speaker has a file', () => {
    expect(tracks.map(({ player }) => player).sort()).toEqual(Object.keys(truth.players).sort());
    for (const { file, bytes } of tracks) expect(statSync(file).size).toBe(bytes);
  });

  describe.each(Object.keys(truth.players))('%s', (player) => {
    const expected = expectedPackets(truth.players[player] ?? fail(player));
    let track: RenderedTrack;
    let probe: Probe;

    beforeAll(() => {
      track = tracks.find((candidate) => candidate.player === player) ?? fail(player);
      probe = ffprobe(track.file);
    });

    test('ffprobe: one Opus and one timecode stream, the right timecode, the tags', () => {
      expect(probe.streams).toHaveLength(2);
      const stereo = (truth.players[player]?.stereo_coded_packets ?? 0) > 0;
      expect(probe.streams[0]).toMatchObject({
        codec_name: 'opus',
        sample_rate: '48000',
        channels: stereo ? 2 : 1,
        time_base: '1/48000',
        start_pts: 0,
        tags: { timecode: startTimecode },
      });
      expect(probe.streams[1]).toMatchObject({ codec_type: 'data', codec_tag_string: 'tmcd' });
      expect(probe.format.tags).toMatchObject({
        timecode: startTimecode,
        title: player,
        album: truth.manifest.session_id,
        SESSION_ID: truth.manifest.session_id,
        START_TIMESTAMP: String(truth.manifest.start_timestamp),
        PLAYER: player,
      });
    });

    test('ffprobe: the duration is right to the sample', () => {
      const packets = ffprobePackets(track.file, 'a', '-ignore_editlist', '1');
      const sum = packets.reduce((samples, { duration }) => samples + duration, 0);
      expect(sum).toBe(track.durationSamples);
      const presented = (track.durationSamples - preSkipSamples) / 48000;
      expect(Number(probe.format.duration)).toBeCloseTo(presented, 5);
    });

    test('every recorded packet is there bit for bit, once, in order, near its true time', () => {
      const packets = ffprobePackets(track.file, 'a', '-ignore_editlist', '1');
      // Recorded packets are never as small as those of silence.
      const speech = packets.filter(({ size }) => Number(size) > 3);
      expect(speech).toHaveLength(expected.length);
      expect(track.packets).toBe(expected.length);
      for (const [at, { hash, size }] of expected.entries()) {
        const found = speech[at] ?? fail(player);
        expect(Number(found.size)).toBe(size);
        if (hash !== undefined) expect(found.data_hash).toMatch(new RegExp(`^SHA256:${hash}`, 'i'));
      }
      const errors = speech.map(({ pts }, at) =>
        Math.abs((pts - leadInSamples) / 48 - (expected[at]?.trueMs ?? NaN)),
      );
      errors.sort((a, b) => a - b);
      expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(20);
    });

    test('ffmpeg decodes it without a word', () => {
      expect(ffmpegComplaints(track.file)).toBe('');
    });

    test('MediaInfo agrees', () => {
      const found = mediainfo(track.file);
      const audio = found.find((entry) => entry['@type'] === 'Audio') ?? fail('Audio');
      expect(audio).toMatchObject({ Format: 'Opus', SamplingRate: '48000' });
      expect(Number(audio['Duration'])).toBeCloseTo(track.durationSamples / 48000, 1);
      const timecode = found.find((entry) => entry['@type'] === 'Other') ?? fail('Other');
      expect(timecode).toMatchObject({
        Format: 'QuickTime TC',
        TimeCode_FirstFrame: startTimecode,
      });
      const general = found.find((entry) => entry['@type'] === 'General') ?? fail('General');
      expect(general).toMatchObject({ Title: player, Album: truth.manifest.session_id });
    });

    test('GStreamer finds the stream and plays it to the end', () => {
      const { stdout } = run('gst-discoverer-1.0', ['-v', track.file]);
      expect(stdout).toMatch(/audio(?:\/x-opus| #0|: Opus)/i);
      run('gst-launch-1.0', [
        ...[
          '-q',
          'filesrc',
          `location=${track.file}`,
          '!',
          'qtdemux',
          '!',
          'opusdec',
          '!',
          'fakesink',
        ],
      ]);
    });

    test('mediabunny reads the same packets', async () => {
      const input = new Input({ source: new FilePathSource(track.file), formats: ALL_FORMATS });
      const audio = (await input.getPrimaryAudioTrack()) ?? fail('audio track');
      expect(await audio.getCodec()).toBe('opus');
      expect(await audio.getSampleRate()).toBe(48000);
      let count = 0;
      let bytes = 0;
      for await (const packet of new EncodedPacketSink(audio).packets()) {
        if (packet.byteLength > 3) count++;
        bytes += packet.byteLength;
      }
      expect(count).toBe(expected.length);
      expect(bytes).toBeLessThan(track.bytes);
      input.dispose();
    });

    test('mp4box.js reads the same tracks', () => {
      const bytes = readFileSync(track.file);
      const file = createFile();
      const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(copy, 0));
      file.flush();
      const info = file.getInfo();
      expect(info.tracks).toHaveLength(2);
      expect(info.tracks[0]).toMatchObject({
        codec: 'Opus',
        timescale: 48000,
        movie_duration: track.durationSamples - preSkipSamples,
      });
      expect(info.tracks[0]?.duration).toBe(track.durationSamples);
      const [reference] = info.tracks[0]?.references ?? [];
      expect(reference?.type).toBe('tmcd');
      expect(Array.from(reference?.track_ids ?? [])).toEqual([2]);
    });
  });
});

function fail(what: string): never {
  throw new Error(`${what} is missing`);
}
