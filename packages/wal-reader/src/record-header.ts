import type { PostcardCursor } from './postcard-cursor.js';
import { createPostcardCursor } from './postcard-cursor.js';

/** Games, in the order of their indices in the format, as all variants below. */
export const PLAYER_GAMES = ['minecraft', 'hytale', 'generic'] as const;
/** Dimensions of Minecraft. */
export const MINECRAFT_DIMENSIONS = ['overworld', 'the_end', 'nether', 'death'] as const;
/** Dimensions of Hytale. */
export const HYTALE_DIMENSIONS = ['orbis', 'death'] as const;
/** Games that generic data may come from. */
export const GENERIC_GAMES = ['minecraft', 'hytale'] as const;

/** A place in the world of a game. */
export interface Coordinates {
  /** In blocks, as the game counts them. */
  readonly x: number;
  /** In blocks, as the game counts them; height in Minecraft and Hytale. */
  readonly y: number;
  /** In blocks, as the game counts them. */
  readonly z: number;
}

/** Where a player looks: two angles. */
export interface Orientation {
  /** The first angle, as the game gives it. */
  readonly x: number;
  /** The second angle, as the game gives it. */
  readonly y: number;
}

/** What every game says of a player. */
interface AnyPlayer {
  /** Name of the player in the game. */
  readonly name: string;
  /** Where the player is. */
  readonly coordinates: Coordinates;
  /** Where the player looks. */
  readonly orientation: Orientation;
}

/** A player as Minecraft knows them. */
export interface MinecraftPlayer extends AnyPlayer {
  /** Tells the games apart. */
  readonly game: 'minecraft';
  /** The dimension that the player is in; `death` while dead. */
  readonly dimension: (typeof MINECRAFT_DIMENSIONS)[number];
  /** Whether the player hears nobody. */
  readonly deafen: boolean;
  /** Whether the player is a spectator. */
  readonly spectator: boolean;
  /** The world that the player is in. */
  readonly worldUuid: string | null;
  /** Another name that the player goes by. */
  readonly alternativeIdentity: string | null;
  /** The player's account. */
  readonly playerUuid: string | null;
}

/** A player as Hytale knows them. */
export interface HytalePlayer extends AnyPlayer {
  /** Tells the games apart. */
  readonly game: 'hytale';
  /** The world that the player is in. */
  readonly worldUuid: string | null;
  /** The dimension that the player is in; `death` while dead. */
  readonly dimension: (typeof HYTALE_DIMENSIONS)[number];
  /** Whether the player hears nobody. */
  readonly deafen: boolean;
  /** Whether the player is a spectator. */
  readonly spectator: boolean;
  /** The player's account. */
  readonly playerUuid: string | null;
}

/** A player of a game that has no description of its own. */
export interface GenericPlayer extends AnyPlayer {
  /** Tells the games apart. */
  readonly game: 'generic';
  /** The game that the generic data come from. */
  readonly of: (typeof GENERIC_GAMES)[number];
}

/** A player as a game knows them. */
export type PlayerData = MinecraftPlayer | HytalePlayer | GenericPlayer;

/** What is known of a player at the moment of a packet. */
export interface PlayerMetadata {
  /** What the game says of the player; null if it says nothing. */
  readonly playerData: PlayerData | null;
  /** Whether the player is heard from a place in the world; null if that is not said. */
  readonly spatial: boolean | null;
  /** What the listener had set for the player; it has not been applied to the packet. */
  readonly gainSettings: { readonly gain: number; readonly muted: boolean } | null;
}

/** Header of a packet of the local microphone. */
export interface InputHeader {
  /** Tells the two kinds of header apart. */
  readonly kind: 'input';
  /** In Hz, of the capture side; Opus itself always runs at 48 kHz. */
  readonly sampleRate: number;
  /** Channels of the capture device, which says nothing of how the packet is coded. */
  readonly channels: number;
  /** Milliseconds after the session's start. */
  readonly relativeTimestampMs: number | null;
  /** The local player. */
  readonly emitterMetadata: PlayerMetadata;
}

/** Header of a packet heard from the network. */
export interface OutputHeader {
  /** Tells the two kinds of header apart. */
  readonly kind: 'output';
  /** In Hz, of the capture side; Opus itself always runs at 48 kHz. */
  readonly sampleRate: number;
  /** Channels of the capture device, which says nothing of how the packet is coded. */
  readonly channels: number;
  /** Milliseconds after the session's start at which the packet arrived. */
  readonly relativeTimestampMs: number;
  /** The one who spoke. */
  readonly emitterMetadata: PlayerMetadata;
  /** The local player. */
  readonly listenerMetadata: PlayerMetadata;
  /** Whether the packet was heard from a place in the world. */
  readonly isSpatial: boolean;
}

/** The header of a record: of the local microphone, or of a player heard from the network. */
export type RecordHeader = InputHeader | OutputHeader;

/**
 * Decodes the header of a record in full; what follows its last field is let pass.
 * @param bytes the header alone, without the record's framing.
 * @throws WalReaderError `record-header`, with the field and its offset in the header.
 */
export function decodeRecordHeader(bytes: Uint8Array): RecordHeader {
  const cursor = createPostcardCursor(bytes);
  const kind = cursor.variant('RecordingHeader', ['input', 'output']);
  const sampleRate = cursor.varint('sample_rate', 32);
  const channels = cursor.varint('channels', 16);
  const stamp = 'relative_timestamp_ms';
  if (kind === 'input') {
    return {
      kind,
      sampleRate,
      channels,
      relativeTimestampMs: cursor.option(stamp, () => cursor.varint(stamp, 64)),
      emitterMetadata: readMetadata(cursor, 'emitter_metadata'),
    };
  }
  return {
    kind,
    sampleRate,
    channels,
    relativeTimestampMs: cursor.varint(stamp, 64),
    emitterMetadata: readMetadata(cursor, 'emitter_metadata'),
    listenerMetadata: readMetadata(cursor, 'listener_metadata'),
    isSpatial: cursor.bool('is_spatial'),
  };
}

// The properties below are evaluated in the order in which they are written, which is the order
// of the fields in the encoding.

function readMetadata(cursor: PostcardCursor, field: string): PlayerMetadata {
  const gain = `${field}.gain_settings`;
  const spatial = `${field}.spatial`;
  const player = `${field}.player_data`;
  return {
    playerData: cursor.option(player, () => readPlayer(cursor, player)),
    spatial: cursor.option(spatial, () => cursor.bool(spatial)),
    gainSettings: cursor.option(gain, () => ({
      gain: cursor.f32(`${gain}.gain`),
      muted: cursor.bool(`${gain}.muted`),
    })),
  };
}

function readPlayer(cursor: PostcardCursor, field: string): PlayerData {
  const game = cursor.variant(field, PLAYER_GAMES);
  const player: AnyPlayer = {
    name: cursor.string(`${field}.name`),
    coordinates: readCoordinates(cursor, `${field}.coordinates`),
    orientation: readOrientation(cursor, `${field}.orientation`),
  };
  const text = (name: string) => {
    const path = `${field}.${name}`;
    return cursor.option(path, () => cursor.string(path));
  };
  const flag = (name: string) => cursor.bool(`${field}.${name}`);
  const choice = <V extends string>(name: string, names: readonly V[]) =>
    cursor.variant(`${field}.${name}`, names);
  switch (game) {
    case 'minecraft':
      return {
        game,
        ...player,
        dimension: choice('dimension', MINECRAFT_DIMENSIONS),
        deafen: flag('deafen'),
        spectator: flag('spectator'),
        worldUuid: text('world_uuid'),
        alternativeIdentity: text('alternative_identity'),
        playerUuid: text('player_uuid'),
      };
    case 'hytale':
      return {
        game,
        ...player,
        worldUuid: text('world_uuid'),
        dimension: choice('dimension', HYTALE_DIMENSIONS),
        deafen: flag('deafen'),
        spectator: flag('spectator'),
        playerUuid: text('player_uuid'),
      };
    case 'generic':
      return { game, ...player, of: choice('game', GENERIC_GAMES) };
  }
}

function readCoordinates(cursor: PostcardCursor, field: string): Coordinates {
  return {
    x: cursor.f32(`${field}.x`),
    y: cursor.f32(`${field}.y`),
    z: cursor.f32(`${field}.z`),
  };
}

function readOrientation(cursor: PostcardCursor, field: string): Orientation {
  return { x: cursor.f32(`${field}.x`), y: cursor.f32(`${field}.y`) };
}
