/**
 * Writes a session as the recorder does: real Opus packets of the fixtures over and over, with
 * pauses and with jitter in the stamps. The same options give the same bytes.
 *
 *   npx nx build wal-reader && node --import ./tools/register.mjs tools/make-session.mts \
 *     --hours 10 --players 1 --out DIR [--headers output|input] [--seed N]
 *     [--segment-hours 16.8] [--no-pauses]
 *
 * `--hours` is how long each player speaks, 180,000 packets an hour; pauses come on top.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { segmentHash } from '@voxmux/wal-reader';
import { indexTrack, openSegments, openSession } from '@voxmux/wal-reader/node';

const { values: options } = parseArgs({
  options: {
    hours: { type: 'string', default: '10' },
    players: { type: 'string', default: '1' },
    out: { type: 'string' },
    headers: { type: 'string', default: 'output' },
    seed: { type: 'string', default: '1' },
    'segment-hours': { type: 'string', default: '16.8' },
    'no-pauses': { type: 'boolean', default: false },
  },
});

const PACKET_MS = 20;
const HOUR_MS = 3_600_000;
const JITTER_MS = 12;
const START_MS = Date.UTC(2026, 1, 14, 18, 30);
const BUFFER_SIZE = 1 << 22;

/** xorshift32: small, fast, and the same on every machine. */
function randomSource(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The packets of a fixture, one after the other, and where each begins. */
function realPackets(): { bytes: Uint8Array; starts: Uint32Array } {
  const folder = fileURLToPath(new URL('../fixtures/sessions/two-players-minute', import.meta.url));
  const [track] = openSession(folder).tracks;
  if (track === undefined) throw new Error(`${folder} has no track`);
  const index = indexTrack(track);
  const reader = openSegments(track);
  const bytes = new Uint8Array(index.payloadBytes);
  const starts = new Uint32Array(index.rowCount + 1);
  let at = 0;
  for (let row = 0; row < index.rowCount; row++) {
    starts[row] = at;
    const { baseOffset } = index.extents[0] ?? { baseOffset: 0 };
    const end = at + (index.size[row] ?? 0);
    reader.readInto(0, baseOffset + (index.offset[row] ?? 0), bytes.subarray(at, end));
    at = end;
  }
  starts[index.rowCount] = at;
  reader.close();
  return { bytes, starts };
}

/** What stands around the stamp in the header of a record. */
interface HeaderTemplate {
  readonly beforeStamp: Uint8Array;
  readonly afterStamp: Uint8Array;
}

const TEXT = new TextEncoder();

function text(value: string): number[] {
  const bytes = TEXT.encode(value);
  return [...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

function floats(...values: number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function metadataOf(player: string, uuid: string): number[] {
  const place = floats(125.5, 64, -304.25, -12.5, 90);
  const minecraft = [0, ...text(player), ...place, 0, 0, 0, 1, ...text(uuid), 0, 1, ...text(uuid)];
  return [1, ...minecraft, 1, 1, 1, ...floats(1.25), 0];
}

function headerTemplate(kind: string, player: string): HeaderTemplate {
  const format = [...varint(48000), 1];
  if (kind === 'input') {
    return { beforeStamp: Uint8Array.of(0, ...format, 1), afterStamp: Uint8Array.of(0, 0, 0) };
  }
  if (kind !== 'output') throw new Error('--headers is output or input');
  const speaker = metadataOf(player, '0d4bbbd2-5f0e-4a35-9a2b-6a4e1f0c9b7e');
  const afterStamp = Uint8Array.of(...speaker, 0, 0, 0, 1);
  return { beforeStamp: Uint8Array.of(1, ...format), afterStamp };
}

/** Writes the segments of one player into a folder; says how many bytes they take. */
function writePlayer(folder: string, player: string, seed: number): number {
  const random = randomSource(seed);
  const { bytes: packets, starts } = realPackets();
  const { beforeStamp, afterStamp } = headerTemplate(options.headers, player);
  const key = TEXT.encode(player);
  const segmentMs = Number(options['segment-hours']) * HOUR_MS;
  const packetCount = Math.round((Number(options.hours) * HOUR_MS) / PACKET_MS);
  const buffer = new Uint8Array(BUFFER_SIZE);
  const view = new DataView(buffer.buffer);
  let filled = 0;
  let written = 0;
  let sequence = 0;
  let descriptor = -1;
  let segmentEndMs = -1;

  const flush = () => {
    for (let done = 0; done < filled;) done += writeSync(descriptor, buffer, done, filled - done);
    written += filled;
    filled = 0;
  };
  const beginSegment = (nowMs: number) => {
    if (descriptor >= 0) {
      flush();
      closeSync(descriptor);
    }
    sequence += 1;
    const number = String(sequence).padStart(4, '0');
    descriptor = openSync(join(folder, `${player}-${segmentHash(key)}-${number}.log`), 'wx');
    segmentEndMs = nowMs + segmentMs;
    buffer.set(TEXT.encode('NANO-LOG'));
    view.setBigUint64(8, 0n, true);
    view.setBigUint64(16, BigInt(Math.floor((START_MS + segmentEndMs) / 1000)), true);
    view.setBigUint64(24, BigInt(key.length), true);
    buffer.set(key, 32);
    filled = 32 + key.length;
  };

  const signature = TEXT.encode('NANORC');
  let trueMs = 500 + Math.floor(random() * 5000);
  let leftInUtterance = 0;
  let source = Math.floor(random() * (starts.length - 1));
  for (let packet = 0; packet < packetCount; packet++) {
    if (leftInUtterance === 0) {
      leftInUtterance = 50 + Math.floor(random() * 400);
      if (!options['no-pauses'] && packet > 0) trueMs += 200 + Math.floor(random() * 1800);
    }
    leftInUtterance -= 1;
    if (trueMs >= segmentEndMs) beginSegment(trueMs);
    if (filled > BUFFER_SIZE - 4096) flush();

    const stamp = trueMs + Math.floor(random() * JITTER_MS);
    const recordAt = filled;
    buffer.set(signature, recordAt);
    let at = recordAt + 8;
    buffer.set(beforeStamp, at);
    at += beforeStamp.length;
    let rest = stamp;
    while (rest > 0x7f) {
      buffer[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    buffer[at++] = rest;
    buffer.set(afterStamp, at);
    at += afterStamp.length;
    view.setUint16(recordAt + 6, at - recordAt - 8, true);
    const from = starts[source] ?? 0;
    const to = starts[source + 1] ?? 0;
    view.setUint32(at, to - from, true);
    view.setUint32(at + 4, 0, true);
    at += 8;
    buffer.set(packets.subarray(from, to), at);
    filled = at + to - from;
    source = (source + 1) % (starts.length - 1);
    trueMs += PACKET_MS;
  }
  if (descriptor >= 0) {
    flush();
    closeSync(descriptor);
  }
  return written;
}

function writeManifest(folder: string, players: readonly string[]): void {
  const durationMs = Math.round(Number(options.hours) * HOUR_MS * 1.3);
  const manifest = {
    session_id: '019c5d6a-c843-7291-98cd-c310411e7ec2',
    start_timestamp: START_MS,
    end_timestamp: START_MS + durationMs,
    duration_ms: durationMs,
    emitter_player: 'Recorder',
    participants: players,
    created_at: String(Math.floor(START_MS / 1000)),
  };
  writeFileSync(join(folder, 'session.json'), JSON.stringify(manifest, null, 2));
}

if (options.out === undefined) throw new Error('--out DIR is missing');
const wal = join(options.out, 'wal');
mkdirSync(wal, { recursive: true });
const names = Array.from({ length: Number(options.players) }, (_, place) => `Player${place + 1}`);
let total = 0;
for (const [place, name] of names.entries()) {
  total += writePlayer(wal, name, Number(options.seed) * 1000 + place);
}
writeManifest(options.out, names);
stderr.write(`${options.out}: ${(total / 1e6).toFixed(1)} MB\n`);
