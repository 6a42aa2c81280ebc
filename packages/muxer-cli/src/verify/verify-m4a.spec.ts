import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { layoutOpusFile, type OpusFileOptions, readMovieOf, tagsOf } from '@voxmux/isobmff';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentProgress } from '../progress.js';
import { renderSession } from '../render/render-session.js';
import { openSessionSource } from '../render/session-source.js';
import type { DifferenceKind } from './difference.js';
import { createRecordingReader, type RecordingReader, recordingOf } from './recording.js';
import type { Verification } from './verification.js';
import { verifyFile } from './verify-file.js';

const sessionFolder = fileURLToPath(
  new URL('../../../../fixtures/sessions/two-players-minute', import.meta.url),
);

/** A rendered file, taken apart so that it can be put together wrongly. */
interface Parts {
  packets: Uint8Array[];
  durations: number[];
  options: Omit<OpusFileOptions, 'packetSizes' | 'packetDurations'>;
}

const isSilence = (packet: Uint8Array): boolean => packet.length === 3;

describe('verify', () => {
  const { signal } = new AbortController();
  let folder: string;
  let reader: RecordingReader;
  let original: Uint8Array;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
    const source = openSessionSource({ sessionFolder, startTime: undefined });
    reader = createRecordingReader(recordingOf(source), silentProgress, signal);
    const request = {
      sessionFolder,
      players: ['Alex'],
      formats: ['m4a'],
      bitDepth: '24',
      loudness: false,
      jobs: 1,
      outFolder: folder,
      start: 'session',
      startTime: undefined,
      timeZone: 'Europe/Berlin',
      frameRate: '50',
      force: false,
      verify: false,
      json: true,
    } as const;
    const report = await renderSession(request, silentProgress, signal);
    original = new Uint8Array(readFileSync(report.outputs[0]?.file ?? ''));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function verify(bytes: Uint8Array): Promise<Verification> {
    const file = join(folder, 'tampered.m4a');
    writeFileSync(file, bytes);
    return verifyFile(file, reader, silentProgress, signal);
  }

  function takeApart(): Parts {
    const movie = readMovieOf(original);
    const [audio, timecode] = movie.tracks;
    if (audio === undefined || timecode?.timecode?.startFrame === undefined)
      throw new Error('no tracks');
    const { sampleCount, offset, size, duration } = audio.samples();
    const places = Array.from({ length: sampleCount }, (_, sample) => sample);
    return {
      packets: places.map((sample) => {
        const at = offset[sample] ?? 0;
        return original.slice(at, at + (size[sample] ?? 0));
      }),
      durations: places.map((sample) => duration[sample] ?? 0),
      options: {
        channelCount: 1,
        timecode: { ...timecode.timecode, startFrame: timecode.timecode.startFrame },
        tags: tagsOf(movie.box),
      },
    };
  }

  function putTogether({ packets, durations, options }: Parts): Uint8Array {
    const layout = layoutOpusFile({
      ...options,
      packetSizes: Uint32Array.from(packets, ({ length }) => length),
      packetDurations: {
        sampleCount: new Uint32Array(durations.length).fill(1),
        sampleDelta: Uint32Array.from(durations),
      },
    });
    return Buffer.concat([layout.header, ...packets, layout.trailer]);
  }

  /** Changes bytes behind the type of a box, the first one of that type. */
  function patchBox(type: string, offset: number, bytes: readonly number[]): Uint8Array {
    const patched = Buffer.from(original);
    const at = patched.indexOf(type, 0, 'latin1');
    expect(at).toBeGreaterThan(0);
    patched.set(bytes, at + 4 + offset);
    return patched;
  }

  test('the file as rendered holds the recording', async () => {
    expect(await verify(original)).toMatchObject({
      player: 'Alex',
      difference: null,
      packets: 1424,
    });
  });

  test('so does the same file put together anew', async () => {
    expect((await verify(putTogether(takeApart()))).difference).toBeNull();
  });

  /** The tenth recorded packet of the third utterance or so: well inside speech. */
  const speech = ({ packets }: Parts): number =>
    packets.findIndex(
      (packet, at) =>
        at > 900 && [0, 1, 2, 3].every((next) => !isSilence(packets[at + next] ?? packet)),
    );
  const firstGapAfterSpeech = ({ packets }: Parts): number => {
    const start = packets.findIndex((packet) => !isSilence(packet));
    return packets.findIndex((packet, at) => at > start && isSilence(packet));
  };
  const lastSpeechBeforeGap = (parts: Parts): number => firstGapAfterSpeech(parts) - 1;
  const remove = (parts: Parts, at: number, count = 1): void => {
    parts.packets.splice(at, count);
    parts.durations.splice(at, count);
  };
  const insert = (parts: Parts, at: number, packet: Uint8Array): void => {
    parts.packets.splice(at, 0, packet);
    parts.durations.splice(at, 0, 960);
  };
  const at = (parts: Parts, place: number): Uint8Array => parts.packets[place] ?? new Uint8Array();

  const packetTampering: readonly [string, DifferenceKind, (parts: Parts) => void][] = [
    [
      'one bit of a packet',
      'packet-changed',
      (parts) => {
        const packet = at(parts, speech(parts));
        packet[20] = (packet[20] ?? 0) ^ 1;
      },
    ],
    [
      'a packet cut short',
      'packet-changed',
      (parts) => {
        const place = speech(parts);
        parts.packets[place] = at(parts, place).slice(0, -1);
      },
    ],
    [
      'a swapped pair',
      'packets-swapped',
      (parts) => {
        const place = speech(parts);
        parts.packets.splice(place, 2, at(parts, place + 1), at(parts, place));
      },
    ],
    [
      'a dropped packet',
      'packet-missing',
      (parts) => {
        remove(parts, speech(parts));
      },
    ],
    [
      'a doubled packet',
      'packet-repeated',
      (parts) => {
        insert(parts, speech(parts), at(parts, speech(parts)));
      },
    ],
    [
      'the last packet before a pause, doubled',
      'packet-repeated',
      (parts) => {
        insert(parts, firstGapAfterSpeech(parts), at(parts, lastSpeechBeforeGap(parts)));
      },
    ],
    [
      'the last packet before a pause, dropped',
      'packet-missing',
      (parts) => {
        remove(parts, lastSpeechBeforeGap(parts));
      },
    ],
    [
      'a packet replaced by silence',
      'packet-missing',
      (parts) => {
        parts.packets[speech(parts)] = Uint8Array.of(0xf8, 0xff, 0xfe);
      },
    ],
    [
      '20 ms less of silence',
      'silence-missing',
      (parts) => {
        remove(parts, firstGapAfterSpeech(parts));
      },
    ],
    [
      '20 ms more of silence',
      'silence-too-long',
      (parts) => {
        insert(parts, firstGapAfterSpeech(parts), Uint8Array.of(0xf8, 0xff, 0xfe));
      },
    ],
    [
      'sound in a pause',
      'silence-missing',
      (parts) => {
        parts.packets[firstGapAfterSpeech(parts) + 3] = at(parts, speech(parts));
      },
    ],
    [
      'a packet more at the end',
      'packet-repeated',
      (parts) => {
        insert(parts, parts.packets.length, at(parts, parts.packets.length - 1));
      },
    ],
    [
      'silence more at the end',
      'packet-unknown',
      (parts) => {
        insert(parts, parts.packets.length, Uint8Array.of(0xf8, 0xff, 0xfe));
      },
    ],
    [
      'the end cut off',
      'packet-missing',
      (parts) => {
        remove(parts, parts.packets.length - 3, 3);
      },
    ],
    [
      'a packet said to last longer',
      'packet-duration',
      (parts) => {
        parts.durations[speech(parts)] = 1920;
      },
    ],
  ];

  test.each(packetTampering)('catches %s, as %s, and says where', async (_, what, tamper) => {
    const parts = takeApart();
    tamper(parts);
    const { difference } = await verify(putTogether(parts));
    expect(difference).toMatchObject({
      what,
      packet: expect.any(Number) as unknown,
      timeSeconds: expect.any(Number) as unknown,
      fileOffset: expect.any(Number) as unknown,
    });
  });

  test('names the record of the log', async () => {
    const parts = takeApart();
    const place = speech(parts);
    const packet = at(parts, place);
    const asRecorded = packet.slice();
    packet[20] = (packet[20] ?? 0) ^ 1;
    const { difference } = await verify(putTogether(parts));
    const log = readFileSync(join(sessionFolder, 'wal', difference?.logFile ?? ''));
    const recorded = log.subarray(
      difference?.logOffset,
      (difference?.logOffset ?? 0) + packet.length,
    );
    expect(difference?.packet).toBe(place);
    expect(Buffer.compare(recorded, asRecorded)).toBe(0);
  });

  const withTags = (change: (facts: Map<string, string>) => void): Uint8Array => {
    const parts = takeApart();
    const facts = new Map(parts.options.tags?.freeform?.map(({ name, value }) => [name, value]));
    change(facts);
    const freeform = [...facts].map(([name, value]) => ({ mean: 'com.voxmux', name, value }));
    parts.options = { ...parts.options, tags: { ...parts.options.tags, freeform } };
    return putTogether(parts);
  };
  const withOptions = (change: Partial<Parts['options']>): Uint8Array => {
    const parts = takeApart();
    parts.options = { ...parts.options, ...change };
    return putTogether(parts);
  };
  const withText = (change: Partial<NonNullable<OpusFileOptions['tags']>>): Uint8Array =>
    withOptions({ tags: { ...takeApart().options.tags, ...change } });
  const withTimecode = (change: Partial<NonNullable<OpusFileOptions['timecode']>>): Uint8Array => {
    const { timecode } = takeApart().options;
    if (timecode === undefined) throw new Error('no timecode');
    return withOptions({ timecode: { ...timecode, ...change } });
  };

  const headerTampering: readonly [string, DifferenceKind, () => Uint8Array][] = [
    ['an edit list that skips nothing', 'edit-list', () => patchBox('elst', 12, [0, 0, 0, 0])],
    ['an edit list that ends early', 'edit-list', () => patchBox('elst', 8, [0, 0, 0, 9])],
    ['another pre-skip', 'codec-configuration', () => patchBox('dOps', 2, [0x0f, 0])],
    ['another channel count', 'codec-configuration', () => withOptions({ channelCount: 2 })],
    ['a wrong media duration', 'duration', () => patchBox('mdhd', 16, [0, 0, 0, 1])],
    ['a wrong movie duration', 'duration', () => patchBox('mvhd', 16, [0, 0, 0, 1])],
    [
      'a roll distance that is too short',
      'sample-groups',
      () => patchBox('sgpd', 16, [0xff, 0xff]),
    ],
    ['a reference that leads elsewhere', 'timecode', () => patchBox('tref', 8, [0, 0, 0, 9])],
    [
      'no timecode track',
      'file-structure',
      () => {
        const parts = takeApart();
        const { timecode, ...options } = parts.options;
        return putTogether({ ...parts, options });
      },
    ],
    ['a timecode one frame late', 'timecode', () => withTimecode({ startFrame: 3511507 })],
    [
      'a timecode at another rate',
      'timecode',
      () => withTimecode({ frameDuration: 1920, numberOfFrames: 25 }),
    ],
    ['the name of another speaker', 'tag', () => withTags((facts) => facts.set('PLAYER', 'Steve'))],
    ['the name of nobody', 'tag', () => withTags((facts) => facts.set('PLAYER', 'Stephen'))],
    ['another session', 'tag', () => withTags((facts) => facts.set('SESSION_ID', 'x'))],
    ['another start', 'tag', () => withTags((facts) => facts.set('START_TIMESTAMP', '1'))],
    ['another duration', 'tag', () => withTags((facts) => facts.set('DURATION_MS', '1'))],
    ['another title', 'tag', () => withText({ title: 'Steve' })],
    ['another artist', 'tag', () => withText({ artist: 'Steve' })],
    ['another album', 'tag', () => withText({ album: 'Greatest Hits' })],
    ['another track number', 'tag', () => withText({ track: { number: 2, total: 2 } })],
    ['another zone', 'timecode', () => withTags((facts) => facts.set('TIME_ZONE', 'Asia/Tokyo'))],
    [
      'no facts at all',
      'timecode',
      () =>
        withTags((facts) => {
          facts.clear();
        }),
    ],
    ['a file cut in its middle', 'file-structure', () => original.slice(0, original.length / 2)],
    ['a file that is none', 'file-structure', () => new TextEncoder().encode('<html></html>')],
  ];

  test.each(headerTampering)('catches %s, as %s', async (_, what, tamper) => {
    const { difference } = await verify(tamper());
    expect(difference).toMatchObject({ what });
    expect(difference?.found).not.toBe(difference?.expected);
  });
});
