import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

import { NO_STAMP, SAMPLES_PER_UNIT } from '../packet-index.js';
import type { TrackIndex } from '../packet-index.js';
import type { SegmentFile } from './segment-files.js';
import { openSegments } from './segment-files.js';
import { openSession } from './session-folder.js';
import { indexTrack } from './track-index.js';
import type { Track } from '../recorded-session.js';
import { extentOf } from '../packet-emitter.js';

interface TruthPlayer {
  readonly kind: 'Input' | 'Output';
  readonly sample_rate: number;
  readonly channels: number;
  readonly count: number;
  readonly packet_samples_48k: number | readonly (readonly [number, number])[];
  readonly stereo_coded_packets: number;
  readonly records: readonly (readonly [number | null, number, string, number])[];
  readonly sha256_by_time: string;
  readonly sha256_by_time_readable?: string;
  readonly sha256_by_time_undamaged?: string;
  readonly readable?: number;
  readonly torn?: { file: string; whole_records_end: number; file_size: number };
  readonly lost?: readonly number[];
  readonly damaged?: readonly number[];
  readonly duplicates?: readonly (readonly [number, number])[];
  readonly corrupted?: readonly { file: string; offset: number; length: number }[];
}

interface Truth {
  readonly manifest: {
    readonly session_id: string;
    readonly start_timestamp: number;
    readonly end_timestamp: number | null;
    readonly duration_ms: number | null;
    readonly emitter_player: string;
    readonly participants: readonly string[];
    readonly created_at: string;
  };
  readonly players: Readonly<Record<string, TruthPlayer>>;
}

const SESSIONS = [
  'two-players-minute',
  'three-players-stereo',
  'rotated-segments',
  'crashed-tail',
  'mid-corruption',
  'shared-stamps',
];

function fixture(path: string): string {
  return fileURLToPath(new URL(`../../../../fixtures/sessions/${path}`, import.meta.url));
}

function truthOf(session: string): Truth {
  return JSON.parse(readFileSync(fixture(`truth/${session}.json`), 'utf8')) as Truth;
}

function packetsOf(track: Track<SegmentFile>, index: TrackIndex): Uint8Array[] {
  const reader = openSegments(track);
  const packets = Array.from({ length: index.rowCount }, (_, row) => {
    const { segment, baseOffset } = extentOf(index.extents, row);
    const packet = new Uint8Array(index.size[row] ?? 0);
    reader.readInto(segment, baseOffset + (index.offset[row] ?? 0), packet);
    return packet;
  });
  reader.close();
  return packets;
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

function hashByTime(
  index: TrackIndex,
  packets: readonly Uint8Array[],
  without: ReadonlySet<number>,
) {
  const stamps = Array.from(index.stampMs, (stamp) => (stamp === NO_STAMP ? 0 : stamp));
  const order = packets
    .map((_, row) => row)
    .filter((row) => !without.has(row))
    .sort((a, b) => (stamps[a] ?? 0) - (stamps[b] ?? 0));
  return sha256(...order.map((row) => packets[row] ?? new Uint8Array()));
}

function durationsOf(player: TruthPlayer): number[] {
  const { packet_samples_48k: durations, count } = player;
  if (typeof durations === 'number') return Array<number>(count).fill(durations);
  return durations.flatMap(([length, duration]) => Array<number>(length).fill(duration));
}

describe.each(SESSIONS)('%s', (name) => {
  const truth = truthOf(name);
  const session = openSession(fixture(name));

  test('has the manifest and the players that were recorded', () => {
    expect(session.manifest).toEqual({
      sessionId: truth.manifest.session_id,
      startTimestampMs: truth.manifest.start_timestamp,
      endTimestampMs: truth.manifest.end_timestamp,
      durationMs: truth.manifest.duration_ms,
      emitterPlayer: truth.manifest.emitter_player,
      participants: truth.manifest.participants,
      createdAt: truth.manifest.created_at,
    });
    expect(session.tracks.map(({ key }) => key.text)).toEqual(Object.keys(truth.players).sort());
    expect(session.passedOver).toEqual([]);
  });

  test.each(Object.keys(truth.players))('has every record of %s', (key) => {
    const player = truth.players[key];
    const track = session.tracks.find((candidate) => candidate.key.text === key);
    if (player === undefined || track === undefined) throw new Error(`${key} is missing`);
    const index = indexTrack(track);
    const packets = packetsOf(track, index);

    const lost = new Set(player.lost ?? []);
    const torn = player.torn === undefined ? 0 : 1;
    const readable = player.records.slice(0, player.count - torn);
    const expected = readable.filter((_, place) => !lost.has(place));
    const damagedRows = new Set(
      player.damaged?.map((place) => expected.indexOf(readable[place] ?? [0, 0, '', 0])),
    );
    const sound = expected.map((_, row) => row).filter((row) => !damagedRows.has(row));

    expect(index.rowCount).toBe(player.readable ?? player.count);
    expect(Array.from(index.stampMs)).toEqual(expected.map(([stamp]) => stamp ?? NO_STAMP));
    expect(Array.from(index.size)).toEqual(expected.map(([, size]) => size));
    expect(sound.map((row) => sha256(packets[row] ?? new Uint8Array()).slice(0, 16))).toEqual(
      sound.map((row) => expected[row]?.[2]),
    );
    const allDurations = durationsOf(player).slice(0, player.count - torn);
    expect(Array.from(index.durationUnits, (units) => units * SAMPLES_PER_UNIT)).toEqual(
      allDurations.filter((_, place) => !lost.has(place)),
    );
    if (torn === 0 && lost.size === 0) {
      expect(index.stereoPacketCount).toBe(player.stereo_coded_packets);
    }
    expect(index.duplicates.map(({ row, originalRow }) => [row, originalRow])).toEqual(
      player.duplicates ?? [],
    );
    expect(index.formats).toEqual([
      {
        kind: player.kind === 'Input' ? 'input' : 'output',
        sampleRate: player.sample_rate,
        channels: player.channels,
        firstRow: 0,
        rowCount: index.rowCount,
      },
    ]);
    expect(hashByTime(index, packets, damagedRows)).toBe(
      player.sha256_by_time_readable ?? player.sha256_by_time_undamaged ?? player.sha256_by_time,
    );
  });

  test.each(Object.keys(truth.players))('names what is wrong with %s, and nothing else', (key) => {
    const player = truth.players[key];
    const track = session.tracks.find((candidate) => candidate.key.text === key);
    if (player === undefined || track === undefined) throw new Error(`${key} is missing`);
    const { damage } = indexTrack(track);
    const torn = player.torn === undefined ? [] : [player.torn];
    const corrupted = player.corrupted ?? [];
    expect(damage).toHaveLength(torn.length + corrupted.length);
    for (const { file, whole_records_end: offset, file_size: size } of torn) {
      expect(damage).toContainEqual(
        expect.objectContaining({ kind: 'torn-tail', file, offset, length: size - offset }),
      );
    }
    for (const { file, offset, length } of corrupted) {
      const [region] = damage;
      expect(region).toMatchObject({ kind: 'damaged', file });
      // What was overwritten may begin inside the packet before, where it cannot be noticed.
      expect(region?.offset).toBeLessThan(offset + length);
      expect((region?.offset ?? 0) + (region?.length ?? 0)).toBeGreaterThanOrEqual(offset + length);
      expect(region?.recordsSeen).toBeLessThanOrEqual(player.lost?.length ?? 0);
    }
  });
});
