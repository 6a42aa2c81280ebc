import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

import { openSegments } from './node/segment-files.js';
import { openSession } from './node/session-folder.js';
import { indexTrack } from './node/track-index.js';
import { readRecordHeader } from './stored-record.js';
import { NO_HEADER, walkRecordHeader } from './record-header-walk.js';
import { decodeRecordHeader } from './record-header.js';
import { WalReaderError } from './wal-reader-error.js';

const FIXTURES = new URL('../../../fixtures/sessions/', import.meta.url);

const SESSIONS = ['two-players-minute', 'three-players-stereo', 'rotated-segments', 'crashed-tail'];

/** Names as in the encoding to names as in the decoded header. */
function renamed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase()),
      name === 'player_data' ? renamedPlayer(part) : renamed(part),
    ]),
  );
}

function renamedPlayer(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [game, player] = Object.entries(value as Record<string, unknown>)[0] ?? ['', null];
  return { game: game.toLowerCase(), ...(renamed(player) as object) };
}

describe.each(SESSIONS)('the first header of each player of %s', (name) => {
  const truth = JSON.parse(readFileSync(new URL(`truth/${name}.json`, FIXTURES), 'utf8')) as {
    players: Record<string, { kind: string; first_header: unknown }>;
  };
  const session = openSession(fileURLToPath(new URL(name, FIXTURES)));

  test.each(Object.keys(truth.players))('%s', (player) => {
    const track = session.tracks.find(({ key }) => key.text === player);
    if (track === undefined) throw new Error('no such track');
    const reader = openSegments(track);
    const header = readRecordHeader(indexTrack(track), 0, reader);
    reader.close();
    expect(header).toEqual({
      kind: truth.players[player]?.kind.toLowerCase(),
      ...(renamed(truth.players[player]?.first_header) as object),
    });
  });
});

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../gu) ?? [], (byte) => parseInt(byte, 16));
}

const NOBODY = '00 00 00';
const PLACE = '0000803f 00000040 00004040 00008040 0000a040';
const ANN = '03 416e6e';

const HEADERS: readonly (readonly [string, string, unknown])[] = [
  [
    'Input without a stamp',
    `00 80f702 02 00 ${NOBODY}`,
    {
      kind: 'input',
      sampleRate: 48000,
      channels: 2,
      relativeTimestampMs: null,
      emitterMetadata: { playerData: null, spatial: null, gainSettings: null },
    },
  ],
  [
    'Output with a Hytale and a Generic player',
    `01 c4d802 01 ff7f 01 01 ${ANN} ${PLACE} 01 02 7577 01 01 00 00 01 00 01 0000003f 01 ` +
      `01 02 ${ANN} ${PLACE} 01 00 00 00`,
    {
      kind: 'output',
      sampleRate: 44100,
      channels: 1,
      relativeTimestampMs: 16383,
      emitterMetadata: {
        playerData: {
          game: 'hytale',
          name: 'Ann',
          coordinates: { x: 1, y: 2, z: 3 },
          orientation: { x: 4, y: 5 },
          worldUuid: 'uw',
          dimension: 'death',
          deafen: true,
          spectator: false,
          playerUuid: null,
        },
        spatial: false,
        gainSettings: { gain: 0.5, muted: true },
      },
      listenerMetadata: {
        playerData: {
          game: 'generic',
          name: 'Ann',
          coordinates: { x: 1, y: 2, z: 3 },
          orientation: { x: 4, y: 5 },
          of: 'hytale',
        },
        spatial: null,
        gainSettings: null,
      },
      isSpatial: false,
    },
  ],
  [
    'Output with a Minecraft player that has everything',
    `01 80f702 01 00 01 00 ${ANN} ${PLACE} 02 01 01 01 01 61 01 01 62 01 01 63 00 00 ${NOBODY} 01`,
    {
      kind: 'output',
      sampleRate: 48000,
      channels: 1,
      relativeTimestampMs: 0,
      emitterMetadata: {
        playerData: {
          game: 'minecraft',
          name: 'Ann',
          coordinates: { x: 1, y: 2, z: 3 },
          orientation: { x: 4, y: 5 },
          dimension: 'nether',
          deafen: true,
          spectator: true,
          worldUuid: 'a',
          alternativeIdentity: 'b',
          playerUuid: 'c',
        },
        spatial: null,
        gainSettings: null,
      },
      listenerMetadata: { playerData: null, spatial: null, gainSettings: null },
      isSpatial: true,
    },
  ],
];

test.each(HEADERS)('decodes %s', (_, hex, header) => {
  expect(decodeRecordHeader(bytesOf(hex))).toEqual(header);
});

test.each(HEADERS)('walks over %s, and over nothing shorter', (_, hex) => {
  const bytes = bytesOf(hex);
  const view = new DataView(bytes.buffer);
  expect(walkRecordHeader(view, 0, bytes.length)).toBe(bytes.length);
  for (let length = 0; length < bytes.length; length++) {
    expect(walkRecordHeader(view, 0, length)).toBe(NO_HEADER);
    expect(() => decodeRecordHeader(bytes.subarray(0, length))).toThrow(WalReaderError);
  }
});

const BROKEN: readonly (readonly [string, string, string])[] = [
  ['a third variant', `02 80f702 01 00 ${NOBODY}`, 'RecordingHeader'],
  ['an option that is neither there nor not', `00 80f702 01 02 ${NOBODY}`, 'relative_timestamp_ms'],
  ['a bool of 2', `00 80f702 01 00 00 01 02 00`, 'emitter_metadata.spatial'],
  [
    'a fourth game',
    `00 80f702 01 00 01 03 ${ANN} ${PLACE} 00 00 00`,
    'emitter_metadata.player_data',
  ],
  [
    'a dimension that Hytale does not have',
    `00 80f702 01 00 01 01 ${ANN} ${PLACE} 00 02 00 00 00 00 00`,
    'emitter_metadata.player_data.dimension',
  ],
  [
    'a name longer than the header',
    `00 80f702 01 00 01 02 ffff03 416e6e ${PLACE} 00 00 00`,
    'emitter_metadata.player_data.name',
  ],
  ['a varint without an end', `00 80f7ffffffff`, 'sample_rate'],
];

test.each(BROKEN)('does not decode %s, and names the field', (_, hex, field) => {
  const bytes = bytesOf(hex);
  expect(() => decodeRecordHeader(bytes)).toThrow(
    expect.objectContaining({ code: 'record-header', field }),
  );
  expect(walkRecordHeader(new DataView(bytes.buffer), 0, bytes.length)).toBe(NO_HEADER);
});

test('lets pass what follows the last field', () => {
  const bytes = bytesOf(`00 80f702 01 00 ${NOBODY} ffff`);
  expect(decodeRecordHeader(bytes).kind).toBe('input');
  expect(walkRecordHeader(new DataView(bytes.buffer), 0, bytes.length)).toBe(bytes.length - 2);
});
