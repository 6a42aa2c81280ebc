import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { encodeRecord, encodeSegmentHeader, segmentHash } from '@voxmux/wal-reader';

const tools = fileURLToPath(new URL('..', import.meta.url));
const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** Runs another script of this folder. */
export function runTool(script: string, args: readonly string[]): void {
  const hook = join(tools, 'register.mjs');
  execFileSync(execPath, ['--import', hook, join(tools, script), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Makes a session in which each of two players speaks for so many hours. */
export function makeSession(folder: string, hours: number): void {
  runTool('make-session.mts', ['--hours', String(hours), '--players', '2', '--out', folder]);
}

/** Copies a session of the fixtures. */
export function copyFixture(name: string, folder: string): void {
  cpSync(join(fixtures, 'sessions', name), folder, { recursive: true });
}

/** Path of a segment whose name begins so. */
export function segmentPath(session: string, start: string): string {
  const name = readdirSync(join(session, 'wal')).find((file) => file.startsWith(start));
  if (name === undefined) throw new Error(`${session} has no segment of ${start}`);
  return join(session, 'wal', name);
}

/** Makes a fragmented video and audio file of about so many bytes each. */
export function makeFragments(folder: string, bytes: number): { video: string; audio: string } {
  const [video, audio] = ['video', 'audio'].map((kind) => {
    const out = join(folder, `${kind}.mp4`);
    const from = join(fixtures, `fmp4/real-shaka-sintel.${kind}.mp4`);
    runTool('make-fragments.mts', ['--from', from, '--bytes', String(bytes), '--out', out]);
    return out;
  });
  return { video: video ?? '', audio: audio ?? '' };
}

const startMs = 1771093805123;

/** A 20 ms packet (TOC 0x78, hybrid, mono, one frame) whose bytes tell its number. */
function packetOf(number: number): Uint8Array {
  const packet = new Uint8Array(40);
  for (let at = 0; at < packet.length; at++) packet[at] = (number * 31 + at * 7) & 0xff;
  packet[0] = 0x78;
  return packet;
}

/** So many records of 20 ms, from a number on. */
export function records(first: number, count: number): Uint8Array {
  return Buffer.concat(
    Array.from({ length: count }, (_, place) =>
      encodeRecord(
        {
          kind: 'input',
          sampleRate: 48000,
          channels: 1,
          relativeTimestampMs: (first + place) * 20,
          emitterMetadata: { playerData: null, spatial: null, gainSettings: null },
        },
        packetOf(first + place),
      ),
    ),
  );
}

export interface WrittenPlayer {
  readonly key: string;
  /** How the files are named; by default as the recorder does. */
  readonly name?: string;
  readonly segments: number;
  readonly recordsPerSegment: number;
}

/** Name of a player's segment file. */
export function segmentName({ key, name = key }: WrittenPlayer, sequence: number): string {
  const hash = segmentHash(new TextEncoder().encode(key));
  return `${name}-${hash}-${String(sequence).padStart(4, '0')}.log`;
}

/** The beginning of a player's segment file. */
export function segmentHeader({ key }: WrittenPlayer): Uint8Array {
  return encodeSegmentHeader(new TextEncoder().encode(key), Math.floor(startMs / 1000) + 60480);
}

/** Writes a session from nothing. */
export function writeSession(folder: string, players: readonly WrittenPlayer[]): void {
  mkdirSync(join(folder, 'wal'), { recursive: true });
  const manifest = {
    session_id: '019c5d6a-c843-7291-98cd-c310411e7ec2',
    start_timestamp: startMs,
    end_timestamp: null,
    duration_ms: null,
    emitter_player: players[0]?.key ?? '',
    participants: [],
    created_at: String(Math.floor(startMs / 1000)),
  };
  writeFileSync(join(folder, 'session.json'), JSON.stringify(manifest, null, 2));
  for (const player of players) {
    for (let place = 0; place < player.segments; place++) {
      const first = place * player.recordsPerSegment;
      writeFileSync(
        join(folder, 'wal', segmentName(player, place + 1)),
        Buffer.concat([segmentHeader(player), records(first, player.recordsPerSegment)]),
      );
    }
  }
}
