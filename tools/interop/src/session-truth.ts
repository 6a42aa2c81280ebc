import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const sessionsFolder = fileURLToPath(new URL('../../../fixtures/sessions', import.meta.url));

export const sessionNames = [
  'two-players-minute',
  'three-players-stereo',
  'rotated-segments',
  'crashed-tail',
  'mid-corruption',
  'shared-stamps',
] as const;

/** Stamp in ms, length in bytes, first 16 hex digits of SHA-256, true capture time in ms. */
type TrueRecord = readonly [number, number, string, number];

interface TruePlayer {
  readonly count: number;
  readonly readable?: number;
  readonly packet_samples_48k: number | readonly (readonly [number, number])[];
  readonly stereo_coded_packets: number;
  readonly records: readonly TrueRecord[];
  readonly duplicates?: readonly (readonly [number, number])[];
  readonly lost?: readonly number[];
  readonly damaged?: readonly number[];
}

export interface SessionTruth {
  readonly manifest: { readonly session_id: string; readonly start_timestamp: number };
  readonly players: Readonly<Record<string, TruePlayer>>;
}

export function sessionTruth(name: string): SessionTruth {
  return JSON.parse(readFileSync(`${sessionsFolder}/truth/${name}.json`, 'utf8')) as SessionTruth;
}

export interface ExpectedPacket {
  readonly hash: string | undefined;
  readonly size: number;
  readonly trueMs: number;
}

/**
 * What a whole rendering holds, in order: every record that can be read, sorted by stamp, repeated
 * packets once. The hash is undefined where the recorded bytes themselves were damaged.
 */
export function expectedPackets(player: TruePlayer): ExpectedPacket[] {
  const torn = player.lost ? player.count : (player.readable ?? player.count);
  const leftOut = new Set([
    ...(player.lost ?? []),
    ...(player.duplicates ?? []).map(([row]) => row),
  ]);
  const damaged = new Set(player.damaged ?? []);
  return player.records
    .map(([stamp, size, hash, trueMs], row) => ({
      row,
      stamp,
      size,
      hash: damaged.has(row) ? undefined : hash,
      trueMs,
    }))
    .filter(({ row }) => row < torn && !leftOut.has(row))
    .sort((a, b) => a.stamp - b.stamp);
}
