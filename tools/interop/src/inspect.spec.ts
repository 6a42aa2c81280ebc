import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { isEncrypted, kinds, pairFile, pairNames } from './fragmented-pairs.js';
import { ffprobe, mediainfo, run, voxmux } from './programs.js';

interface InspectedTrack {
  readonly trackId: number;
  readonly kind: string;
  readonly codec: string;
  readonly samples: number;
  readonly syncSamples: number;
  readonly sampleBytes: number;
  readonly timescale: number;
  readonly durationTicks: number;
  readonly width?: number;
  readonly height?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly edits: readonly { readonly durationSeconds: number }[];
  readonly timecode?: { readonly start: string };
}

interface InspectedBox {
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  readonly children?: readonly InspectedBox[];
}

interface Inspected {
  readonly layout: string;
  readonly fragments: number;
  readonly tracks: readonly InspectedTrack[];
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly boxes: readonly InspectedBox[];
  readonly damage: readonly unknown[];
}

function inspect(file: string): Inspected {
  return JSON.parse(voxmux('inspect', file, '--boxes', '--json').stdout) as Inspected;
}

/** Samples, sync samples and bytes of a file with one track, by ffprobe. */
function countedPackets(file: string): { samples: number; sync: number; bytes: number } {
  const { stdout } = run('ffprobe', [
    ...['-v', 'error', '-ignore_editlist', '1', '-show_entries', 'packet=size,flags'],
    ...['-of', 'csv=p=0', file],
  ]);
  const packets = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return {
    samples: packets.length,
    sync: packets.filter(([, flags]) => flags?.startsWith('K')).length,
    bytes: packets.reduce((sum, [size]) => sum + Number(size), 0),
  };
}

/** Type and place of all boxes that mp4box.js goes into. */
function boxesByMp4box(file: string): string[] {
  const bytes = readFileSync(file);
  const reader = createFile();
  reader.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0), true);
  reader.flush();
  return reader.boxes.map(({ type, start, size }) => `${type} ${String(start)} ${String(size)}`);
}

describe.each(pairNames.flatMap((name) => kinds.map((kind) => ({ name, kind }))))(
  '$name, $kind',
  ({ name, kind }) => {
    const file = pairFile(name, kind);
    let found: Inspected;

    beforeAll(() => {
      found = inspect(file);
    });

    test('has one track, and what ffprobe sees of it', () => {
      expect(found).toMatchObject({ layout: 'fragmented', damage: [] });
      const [track, ...others] = found.tracks;
      expect(others).toEqual([]);
      expect(track?.kind).toBe(kind);
      if (isEncrypted(name)) {
        const codec = kind === 'video' ? 'avc1' : 'mp4a';
        expect(track).toMatchObject({ codec, encryption: 'cenc' });
        return;
      }
      const { streams } = ffprobe(file);
      expect(streams).toHaveLength(1);
      const [stream] = streams;
      expect(track?.codec).toBe(stream?.codec_tag_string);
      expect(track?.timescale).toBe(Number(stream?.time_base.split('/')[1]));
      if (kind === 'audio') {
        expect(track?.sampleRate).toBe(Number(stream?.sample_rate));
      }
    });

    // ffprobe 5.1 misreads these: runs without data_offset, and encrypted files that it can seek in.
    if (!isEncrypted(name) && !(name === 'multi-trun' && kind === 'audio')) {
      test('has as many samples, sync samples and bytes as ffprobe reads', () => {
        const { samples, sync, bytes } = countedPackets(file);
        const [track] = found.tracks;
        expect(track).toMatchObject({ samples, sampleBytes: bytes });
        if (kind === 'video') expect(track?.syncSamples).toBe(sync);
      });
    }

    test('has the boxes that mp4box.js finds, one behind the other', () => {
      const boxes = found.boxes.map(
        ({ type, offset, size }) => `${type} ${String(offset)} ${String(size)}`,
      );
      expect(boxes).toEqual(boxesByMp4box(file));
      expect(found.fragments).toBe(boxes.filter((box) => box.startsWith('moof ')).length);
    });
  },
);

describe('a rendered session', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-interop-'));
    voxmux('render', '--out', folder, '--player', 'Alex', '--timezone', 'Europe/Berlin');
    file = join(folder, 'Alex.m4a');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('has the tracks, the timecode and the tags that ffprobe and MediaInfo see', () => {
    const { tracks, tags, layout } = inspect(file);
    const probe = ffprobe(file);
    expect(layout).toBe('flat');
    expect(tracks.map(({ codec }) => codec)).toEqual(
      probe.streams.map(({ codec_tag_string }) => codec_tag_string),
    );
    for (const [index, { timescale, durationTicks, edits }] of tracks.entries()) {
      const shown = edits[0] ? Math.round(edits[0].durationSeconds * timescale) : durationTicks;
      expect(shown).toBe(probe.streams[index]?.duration_ts);
      expect(timescale).toBe(Number(probe.streams[index]?.time_base.split('/')[1]));
    }
    const start = tracks[1]?.timecode?.start;
    expect(start).toBe(probe.streams[1]?.tags?.['timecode']);
    expect(start).toBe(
      mediainfo(file).find((track) => track['Type'] === 'Time code')?.['TimeCode_FirstFrame'],
    );
    for (const name of ['title', 'artist', 'album', 'date']) {
      expect(tags.find((tag) => tag.name === name)?.value).toBe(probe.format.tags?.[name]);
    }
  });

  test('is told apart from one that was cut, which ffprobe takes for whole', () => {
    const cut = join(folder, `cut-${basename(file)}`);
    run('sh', ['-c', 'head -c 100000 "$1" > "$2"', 'sh', file, cut]);
    // The index is intact, so that ffprobe has nothing to say.
    expect(ffprobe(cut).streams).toHaveLength(2);
    expect(() => voxmux('inspect', cut)).toThrow(
      /ended with 1:\nvoxmux: .* at byte \d+: found chunk \d+ of \d+, which ends at byte \d+/,
    );
  });
});
