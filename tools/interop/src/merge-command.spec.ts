import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input, type InputTrack } from 'mediabunny';
import { createFile, MP4BoxBuffer } from 'mp4box';
import {
  decryptionKey,
  isEncrypted,
  type Kind,
  kinds,
  pairFile,
  pairNames,
} from './fragmented-pairs.js';
import { ffprobePackets, mediainfo, type ProbedPacket, run, voxmux } from './programs.js';

interface MergedTrack {
  readonly kind: Kind;
  readonly trackId: number;
  readonly durationSeconds: number;
  readonly samples: number;
}

interface Merged {
  readonly bytes: number;
  readonly tracks: readonly MergedTrack[];
}

describe.each(pairNames)('%s, merged', (name) => {
  // Of fragments that it can seek in, ffmpeg 5.1 takes the wrong initialisation vectors.
  const key = isEncrypted(name) ? ['-seekable', '0', '-decryption_key', decryptionKey] : [];
  /** The source's audio, which has runs without data_offset, by ffmpeg 5.1. */
  const isMisread = name === 'multi-trun';
  let folder: string;
  let sources: Record<Kind, ReadTrack>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-interop-'));
    sources = {
      video: await readPackets(pairFile(name, 'video'), 'video'),
      audio: await readPackets(pairFile(name, 'audio'), 'audio'),
    };
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function merge(layout: string, ...options: readonly string[]): { file: string; merged: Merged } {
    const file = join(folder, `${layout}${options.join('')}.mp4`);
    const { stdout } = voxmux(
      ...['merge', pairFile(name, 'video'), pairFile(name, 'audio'), '--out', file],
      ...['--layout', layout, '--json', '--force', ...options],
    );
    return { file, merged: JSON.parse(stdout) as Merged };
  }

  describe.each(['flat', 'fragmented'] as const)('%s', (layout) => {
    const resultKey = layout === 'fragmented' ? key : key.slice(2);
    let file: string;
    let merged: Merged;

    beforeAll(() => {
      ({ file, merged } = merge(layout));
    });

    test('the report tells what is in the file', () => {
      expect(merged.bytes).toBe(statSync(file).size);
      expect(merged.tracks.map(({ kind, trackId }) => [kind, trackId])).toEqual([
        ['video', 1],
        ['audio', 2],
      ]);
      for (const { kind, samples, durationSeconds } of merged.tracks) {
        expect(samples).toBe(sources[kind].packets.length);
        expect(durationSeconds).toBeCloseTo(totalDuration(sources[kind]), 5);
      }
    });

    test('mediabunny reads the packets of the sources, shifted alike if at all', async () => {
      const shifts: number[] = [];
      for (const kind of kinds) {
        const { packets } = await readPackets(file, kind);
        const source = sources[kind].packets;
        const [first] = packets;
        const [sourceFirst] = source;
        if (!first || !sourceFirst) throw new Error(`no ${kind} packets`);
        const shift = sourceFirst.timestamp - first.timestamp;
        shifts.push(shift);
        expect(packets.map(({ hash, type }) => [hash, type])).toEqual(
          source.map(({ hash, type }) => [hash, type]),
        );
        for (const [index, packet] of packets.entries()) {
          const original = source[index];
          // Times since 1970 are exact to less than a microsecond in a double.
          expect(packet.timestamp + shift).toBeCloseTo(original?.timestamp ?? NaN, 5);
          expect(packet.duration).toBeCloseTo(original?.duration ?? NaN, 6);
        }
      }
      expect(shifts[0]).toBeCloseTo(shifts[1] ?? NaN, 5);
      if (layout === 'fragmented') expect(shifts).toEqual([0, 0]);
    });

    test.each(isMisread ? (['video'] as const) : kinds)(
      'ffprobe reads the %s packets of the source',
      (kind) => {
        const [bare, ...edited] = [['-ignore_editlist', '1'], []].map((options) => ({
          source: probedPackets(pairFile(name, kind), kind, ...key, ...options),
          result: probedPackets(file, kind, ...resultKey, ...options),
        }));
        if (layout === 'fragmented') {
          for (const { source, result } of [bare, ...edited].flatMap((probed) => probed ?? [])) {
            expect(result.map(packetFacts)).toEqual(source.map(packetFacts));
          }
        } else {
          // Edits are applied to flat files, so that packets are comparable without them only.
          expect(fromZero(bare?.result ?? [])).toEqual(fromZero(bare?.source ?? []));
        }
      },
    );

    test('the configuration of the codecs stays', () => {
      for (const kind of kinds) {
        expect(codecFacts(file, kind, resultKey)).toEqual(
          codecFacts(pairFile(name, kind), kind, key),
        );
      }
    });

    test('ffmpeg decodes all of it without a complaint', () => {
      expect(decodedHashes(file, resultKey)).toMatch(/^0,v,SHA256=.*\n1,a,SHA256=.*\n$/);
    });

    test('MediaInfo sees two tracks of the right lengths', () => {
      const tracks = mediainfo(file);
      for (const kind of kinds) {
        const track = tracks.find((one) => one['@type']?.toLowerCase() === kind);
        expect(track).toBeDefined();
        // Of fragments it takes the duration of some only; edits count for it.
        if (layout === 'fragmented') continue;
        const difference = Number(track?.['Duration']) - totalDuration(sources[kind]);
        expect(Math.abs(difference)).toBeLessThan(0.1);
      }
      expect(tracks).toHaveLength(3);
    });

    test('mp4box.js sees two tracks with all samples', () => {
      const bytes = readFileSync(file);
      const reader = createFile();
      let wasReady = false;
      reader.onReady = () => {
        wasReady = true;
      };
      reader.onError = (module, message) => {
        throw new Error(`${module}: ${message}`);
      };
      reader.appendBuffer(
        MP4BoxBuffer.fromArrayBuffer(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
          0,
        ),
        true,
      );
      reader.flush();
      expect(wasReady).toBe(true);
      const { tracks } = reader.getInfo();
      expect(tracks.map(({ id }) => id)).toEqual([1, 2]);
      for (const [index, kind] of kinds.entries()) {
        const samples = reader.getTrackSamplesInfo(index + 1);
        expect(samples).toHaveLength(sources[kind].packets.length);
        // It lets the last sample go on to the end of the media, not for as long as its own duration.
        const [first] = samples;
        const last = samples.at(-1);
        if (!first || !last) throw new Error(`no ${kind} samples`);
        const lastStart = totalDuration(sources[kind]) - lastDuration(sources[kind]);
        expect((last.dts - first.dts) / first.timescale).toBeCloseTo(lastStart, 5);
      }
    });

    // It has no element that decrypts.
    if (!isEncrypted(name)) {
      test('GStreamer demultiplexes the bytes of every sample', () => {
        const target = (kind: Kind): string => join(folder, `${kind}.raw`);
        run('gst-launch-1.0', [
          ...['-q', 'filesrc', `location=${file}`, '!', 'qtdemux', 'name=demux'],
          ...['demux.video_0', '!', 'queue', '!', 'filesink', `location=${target('video')}`],
          ...['demux.audio_0', '!', 'queue', '!', 'filesink', `location=${target('audio')}`],
        ]);
        for (const kind of kinds) {
          const demultiplexed = readFileSync(target(kind));
          const { sizes, content } = sources[kind];
          const start = content.indexOf(demultiplexed);
          expect(start).toBeGreaterThanOrEqual(0);
          // It leaves out what lies in front of the first edit, and a last sample shorter than the others.
          expect(start).toBeLessThanOrEqual(sizes[0] ?? 0);
          const missing = content.length - start - demultiplexed.length;
          expect(missing).toBeLessThanOrEqual(sizes.at(-1) ?? 0);
        }
      });
    }
  });

  test('fragments with both tracks hold the same packets', async () => {
    const { file } = merge('fragmented', '--joint');
    for (const kind of kinds) {
      const { content } = await readPackets(file, kind);
      expect(content.equals(sources[kind].content)).toBe(true);
      // ffprobe 5.1 has the initialisation vectors of one part of a fragment only.
      if (isEncrypted(name) || (isMisread && kind === 'audio')) continue;
      expect(probedPackets(file, kind).map(packetFacts)).toEqual(
        probedPackets(pairFile(name, kind), kind).map(packetFacts),
      );
    }
    if (!isEncrypted(name)) expect(decodedHashes(file, key)).toMatch(/^0,v,SHA256=.*\n1,a,/);
  });

  test('fragmented, it decodes to what the sources decode to', () => {
    const { file } = merge('fragmented');
    const hashes = decodedHashes(file, key);
    for (const [index, kind] of kinds.entries()) {
      if (isMisread && kind === 'audio') continue;
      const source = decodedHashes(pairFile(name, kind), key);
      expect(hashes.split('\n')[index]).toBe(source.trim().replace(/^0/, String(index)));
    }
  });
});

/** A packet as mediabunny reads it; times in seconds, edits applied. */
interface ReadPacket {
  readonly timestamp: number;
  readonly duration: number;
  readonly type: string;
  readonly hash: string;
}

/** The packets of a track, and all their bytes. */
interface ReadTrack {
  readonly packets: readonly ReadPacket[];
  readonly sizes: readonly number[];
  readonly content: Buffer;
}

async function readPackets(file: string, kind: Kind): Promise<ReadTrack> {
  const key = Buffer.from(decryptionKey, 'hex');
  const input = new Input({
    source: new FilePathSource(file),
    formats: ALL_FORMATS,
    formatOptions: { isobmff: { resolveKeyId: () => key } },
  });
  try {
    const track: InputTrack | null =
      kind === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack();
    if (!track) throw new Error(`${file} has no ${kind} track`);
    const packets: ReadPacket[] = [];
    const chunks: Uint8Array[] = [];
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const { timestamp, duration, type } = packet;
      packets.push({ timestamp, duration, type, hash: sha256(packet.data) });
      chunks.push(packet.data);
    }
    return { packets, sizes: chunks.map(({ length }) => length), content: Buffer.concat(chunks) };
  } finally {
    input.dispose();
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function totalDuration({ packets }: ReadTrack): number {
  return packets.reduce((sum, { duration }) => sum + duration, 0);
}

/** Of the sample that is decoded last. */
function lastDuration({ packets }: ReadTrack): number {
  return packets.at(-1)?.duration ?? NaN;
}

/** Without durations, which ffprobe guesses for the last packet of a fragment. */
function packetFacts({ pts, dts, size, flags, data_hash }: ProbedPacket): unknown {
  return { pts, dts, size, flags, data_hash };
}

/** Times counted from the first packet's decode time. */
function fromZero(packets: readonly ProbedPacket[]): unknown[] {
  const start = packets[0]?.dts ?? 0;
  return packets.map(({ pts, dts, size, flags, data_hash }) => ({
    pts: pts - start,
    dts: dts - start,
    size,
    flags: flags.slice(0, 1),
    data_hash,
  }));
}

/** Sources are probed once for both layouts. */
const probed = new Map<string, ProbedPacket[]>();

function probedPackets(file: string, kind: Kind, ...options: readonly string[]): ProbedPacket[] {
  const key = [file, kind, ...options].join(' ');
  const packets = probed.get(key) ?? ffprobePackets(file, kind.slice(0, 1), ...options);
  probed.set(key, packets);
  return packets;
}

interface ProbedCodec {
  readonly streams: readonly {
    readonly codec_name: string;
    readonly codec_tag_string: string;
    readonly channels?: number;
    readonly sample_rate?: string;
    readonly width?: number;
    readonly height?: number;
    readonly time_base: string;
    readonly extradata_hash?: string;
  }[];
}

function codecFacts(file: string, kind: Kind, options: readonly string[]): unknown {
  const { stdout } = run('ffprobe', [
    ...['-v', 'error', ...options, '-select_streams', kind.slice(0, 1), '-show_streams'],
    ...['-show_data_hash', 'sha256', '-of', 'json', file],
  ]);
  return (JSON.parse(stdout) as ProbedCodec).streams.map((stream) => {
    const { codec_name, codec_tag_string, channels, sample_rate, width, height } = stream;
    const { time_base, extradata_hash } = stream;
    return {
      ...{ codec_name, codec_tag_string, channels, sample_rate, width, height },
      ...{ time_base, extradata_hash },
    };
  });
}

/** A hash of every stream decoded; a complaint of ffmpeg is the test's failure. */
function decodedHashes(file: string, options: readonly string[]): string {
  const { stdout, stderr } = run('ffmpeg', [
    ...['-v', 'error', ...options, '-i', file, '-map', '0'],
    ...['-f', 'streamhash', '-hash', 'sha256', '-'],
  ]);
  expect(stderr).toBe('');
  return stdout;
}
