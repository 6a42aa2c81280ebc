/**
 * Merges pairs of fragmented files with the library, in every layout, and asks ffprobe and ffmpeg what
 * they find; `merge-command.spec.ts` has more programs look at what the command writes. The pairs are NAME.video.mp4 and NAME.audio.mp4 in the fixtures, or in the folder that MERGE_PAIRS names.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  flattenFragments,
  mergeFragments,
  readMovieOf,
  type MergeSpan,
  type SampleColumns,
} from '@voxmux/isobmff';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ffprobePackets, run, type ProbedPacket } from './programs.js';

const folder =
  process.env['MERGE_PAIRS'] ?? fileURLToPath(new URL('../../../fixtures/fmp4/', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.video.mp4'))
  .map((name) => name.slice(0, -'.video.mp4'.length));

/** Sources that ffprobe 5.1 misreads: runs without data_offset; auxiliary data of another fragment. */
const misread = new Set(['multi-trun.audio', 'cenc.video', 'cenc.audio']);

/** Key of the fixture that is encrypted; ffmpeg decrypts fragments only where it cannot seek. */
const key = ['-decryption_key', '000102030405060708090a0b0c0d0e0f'];
const encrypted = new Set(['cenc']);

const sides = ['video', 'audio'] as const;
const layouts = ['fragmented', 'joint', 'flat'] as const;
type Layout = (typeof layouts)[number];

async function spansOf(inputs: [Uint8Array, Uint8Array], layout: Layout): Promise<MergeSpan[]> {
  if (layout === 'flat') return [...(await flattenFragments(inputs)).spans()];
  const spans: MergeSpan[] = [];
  for await (const span of mergeFragments(...inputs, { joint: layout === 'joint' }))
    spans.push(span);
  return spans;
}

async function write(
  inputs: [Uint8Array, Uint8Array],
  layout: Layout,
  file: string,
): Promise<void> {
  const spans = await spansOf(inputs, layout);
  const bytes = spans.map((span) =>
    'bytes' in span
      ? span.bytes
      : (inputs[span.input]?.subarray(span.offset, span.offset + span.byteLength) ?? fail('input')),
  );
  writeFileSync(file, Buffer.concat(bytes));
}

/** Columns of a packet list that do not depend on where the reader puts the origin. */
function relative(packets: readonly ProbedPacket[]): unknown[] {
  const [first] = packets;
  return packets.map(({ dts, pts, size, flags, data_hash }) => ({
    dts: dts - (first?.dts ?? 0),
    pts: pts - (first?.pts ?? 0),
    bytes: Number(size),
    isKey: flags.startsWith('K'),
    data_hash,
  }));
}

/** The same of the source, read by this package. */
function truthOf(file: Uint8Array, samples: SampleColumns): unknown[] {
  const shown = (sample: number): number =>
    (samples.decodeTime[sample] ?? 0) + (samples.compositionOffset?.[sample] ?? 0);
  return Array.from(samples.size, (bytes, sample) => {
    const offset = samples.offset[sample] ?? 0;
    const hash = createHash('sha256').update(file.subarray(offset, offset + bytes));
    return {
      dts: (samples.decodeTime[sample] ?? 0) - (samples.decodeTime[0] ?? 0),
      pts: shown(sample) - shown(0),
      bytes,
      isKey: samples.sync?.[sample] !== 0,
      data_hash: `SHA256:${hash.digest('hex')}`,
    };
  });
}

function complaints(name: string, layout: Layout, file: string): string {
  const options = encrypted.has(name)
    ? [...(layout === 'flat' ? [] : ['-seekable', '0']), ...key]
    : [];
  return run('ffmpeg', ['-v', 'error', ...options, '-i', file, '-f', 'null', '-']).stderr;
}

function fail(what: string): never {
  throw new Error(`${what} is missing`);
}

describe.each(names)('%s', (name) => {
  const sources = sides.map((side) => join(folder, `${name}.${side}.mp4`));
  const inputs = sources.map((file) => new Uint8Array(readFileSync(file)));
  const truths = inputs.map((file) => {
    const track = readMovieOf(file).tracks[0] ?? fail('track');
    return { track, samples: track.samples() };
  });
  let output: string;

  beforeAll(() => {
    output = mkdtempSync(join(tmpdir(), 'voxmux-merge-'));
  });
  afterAll(() => {
    rmSync(output, { recursive: true });
  });

  describe.each(layouts)('%s', (layout) => {
    let file: string;

    beforeAll(async () => {
      file = join(output, `${layout}.mp4`);
      await write([inputs[0] ?? fail('video'), inputs[1] ?? fail('audio')], layout, file);
    });

    test.each(sides)('ffprobe finds the packets of the %s unchanged', (side) => {
      const index = sides.indexOf(side);
      // What ffprobe makes of two encrypted trafs of one track in a moof is noise.
      if (layout === 'joint' && encrypted.has(name)) return;
      const selected = side.slice(0, 1);
      const seeking = encrypted.has(name) && layout !== 'flat' ? ['-seekable', '0'] : [];
      const packets = ffprobePackets(file, selected, '-ignore_editlist', '1', ...seeking);
      const { samples } = truths[index] ?? fail('truth');
      expect(relative(packets)).toEqual(truthOf(inputs[index] ?? fail('input'), samples));
      if (layout === 'flat' || misread.has(`${name}.${side}`)) return;
      const times = (list: readonly ProbedPacket[]) => list.map(({ pts, dts }) => [pts, dts]);
      const before = ffprobePackets(sources[index] ?? fail('source'), selected);
      expect(times(ffprobePackets(file, selected))).toEqual(times(before));
    });

    test('codec configurations are those of the sources', () => {
      const configurations = (path: string): unknown[] => {
        const { stdout } = run('ffprobe', [
          ...['-v', 'error', '-of', 'json', '-show_streams', '-show_data_hash', 'sha256'],
          ...(encrypted.has(name) ? key : []),
          path,
        ]);
        const { streams } = JSON.parse(stdout) as {
          streams: { codec_name: string; extradata_hash?: string; time_base: string }[];
        };
        return streams.map(({ codec_name, extradata_hash, time_base }) => [
          codec_name,
          extradata_hash,
          time_base,
        ]);
      };
      expect(configurations(file)).toEqual(sources.flatMap(configurations));
    });

    test('ffmpeg decodes it without a line of complaint', () => {
      if (layout === 'joint' && encrypted.has(name)) return;
      expect(complaints(name, layout, file)).toBe('');
    });
  });
});
