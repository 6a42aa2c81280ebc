import type { PlayerData, PlayerMetadata, RecordHeader } from './record-header.js';
import {
  GENERIC_GAMES,
  HYTALE_DIMENSIONS,
  MINECRAFT_DIMENSIONS,
  PLAYER_GAMES,
} from './record-header.js';
import { WalReaderError } from './wal-reader-error.js';

const LARGEST_HEADER = 0xffff;

/**
 * Encodes the header of a segment, as nano-wal writes it.
 * @param key the player key.
 * @param expiresSeconds Unix time in whole seconds at which the segment was to end.
 */
export function encodeSegmentHeader(key: Uint8Array, expiresSeconds: number): Uint8Array {
  const header = new Uint8Array(32 + key.length);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode('NANO-LOG'));
  view.setBigUint64(16, BigInt(expiresSeconds), true);
  view.setBigUint64(24, BigInt(key.length), true);
  header.set(key, 32);
  return header;
}

/**
 * Encodes a whole record: signature, lengths, header and packet.
 * @throws WalReaderError `record-header` if the header takes more than 65535 bytes.
 */
export function encodeRecord(header: RecordHeader, packet: Uint8Array): Uint8Array {
  const headerBytes = encodeRecordHeader(header);
  if (headerBytes.length > LARGEST_HEADER) {
    throw new WalReaderError('record-header', 'the header of a record is too long', {
      found: `${headerBytes.length} bytes`,
      expected: `at most ${LARGEST_HEADER} bytes`,
    });
  }
  const record = new Uint8Array(16 + headerBytes.length + packet.length);
  const view = new DataView(record.buffer);
  record.set(new TextEncoder().encode('NANORC'));
  view.setUint16(6, headerBytes.length, true);
  record.set(headerBytes, 8);
  view.setBigUint64(8 + headerBytes.length, BigInt(packet.length), true);
  record.set(packet, 16 + headerBytes.length);
  return record;
}

/** Encodes the header of a record, which `decodeRecordHeader` decodes again. */
export function encodeRecordHeader(header: RecordHeader): Uint8Array {
  const { sampleRate, channels, relativeTimestampMs: stamp, emitterMetadata } = header;
  const isInput = header.kind === 'input';
  const bytes = [isInput ? 0 : 1, ...varint(sampleRate), ...varint(channels)];
  bytes.push(...(isInput ? option(stamp, varint) : varint(header.relativeTimestampMs)));
  bytes.push(...metadata(emitterMetadata));
  if (!isInput) bytes.push(...metadata(header.listenerMetadata), flag(header.isSpatial));
  return Uint8Array.from(bytes);
}

function metadata({ playerData, spatial, gainSettings }: PlayerMetadata): number[] {
  return [
    ...option(playerData, player),
    ...option(spatial, (isSpatial) => [flag(isSpatial)]),
    ...option(gainSettings, ({ gain, muted }) => [...f32(gain), flag(muted)]),
  ];
}

function player(data: PlayerData): number[] {
  const { coordinates, orientation } = data;
  const place = [coordinates.x, coordinates.y, coordinates.z, orientation.x, orientation.y];
  const game = PLAYER_GAMES.indexOf(data.game);
  const common = [game, ...string(data.name), ...f32(...place)];
  switch (data.game) {
    case 'minecraft':
      return [
        ...common,
        MINECRAFT_DIMENSIONS.indexOf(data.dimension),
        flag(data.deafen),
        flag(data.spectator),
        ...option(data.worldUuid, string),
        ...option(data.alternativeIdentity, string),
        ...option(data.playerUuid, string),
      ];
    case 'hytale':
      return [
        ...common,
        ...option(data.worldUuid, string),
        HYTALE_DIMENSIONS.indexOf(data.dimension),
        flag(data.deafen),
        flag(data.spectator),
        ...option(data.playerUuid, string),
      ];
    case 'generic':
      return [...common, GENERIC_GAMES.indexOf(data.of)];
  }
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function option<T>(value: T | null, encode: (value: T) => number[]): number[] {
  return value === null ? [0] : [1, ...encode(value)];
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

function string(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...varint(bytes.length), ...bytes];
}

function f32(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, place) => {
    view.setFloat32(4 * place, value, true);
  });
  return new Uint8Array(view.buffer);
}
