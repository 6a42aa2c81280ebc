import {
  estimateSessionStart,
  manifestRemains,
  type ManifestRemains,
  parseSessionManifest,
  type SegmentBeginning,
  type SessionManifest,
  timeOfSessionId,
  WalReaderError,
} from '@voxmux/wal-reader';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, explainError } from '../cli-error.js';

/** What session.json is worth, and what stands in its place. */
export interface ManifestFinding {
  /** `no-end`: valid, but the recording did not end in good order. */
  readonly state: 'whole' | 'no-end' | 'missing' | 'unreadable' | 'broken';
  /** What is wrong with it; null where nothing is. */
  readonly problem: string | null;
  /** As it stands, or as concluded; null if not even the start can be told. */
  readonly manifest: SessionManifest | null;
  /** Where the start comes from. */
  readonly startSource: StartSource | null;
  /** The true start lies within so many milliseconds before or after. */
  readonly startUncertaintyMs: number;
}

export type StartSource =
  'manifest' | 'rest-of-manifest' | 'session-id' | 'created-at' | 'segment-headers';

/** session.json as it was found. */
export type StoredManifest =
  | { readonly kind: 'valid'; readonly manifest: SessionManifest; readonly bytes: Uint8Array }
  | {
      readonly kind: 'missing' | 'unreadable' | 'broken';
      readonly problem: string;
      readonly remains: ManifestRemains;
    };

const nothing = new Uint8Array();

/** Reads session.json of a folder, whatever its state. */
export function readStoredManifest(folder: string): StoredManifest {
  const file = join(folder, 'session.json');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const isMissing = errorCode(error) === 'ENOENT';
    return {
      kind: isMissing ? 'missing' : 'unreadable',
      problem: isMissing ? 'session.json is missing' : explainError(error).message,
      remains: manifestRemains(nothing),
    };
  }
  try {
    return { kind: 'valid', manifest: parseSessionManifest(bytes, 'session.json'), bytes };
  } catch (error) {
    if (!(error instanceof WalReaderError)) throw error;
    return { kind: 'broken', problem: error.message, remains: manifestRemains(bytes) };
  }
}

/** Names of players that a manifest tells, valid or not. */
export function playersOf(stored: StoredManifest): readonly string[] {
  if (stored.kind === 'valid') {
    return [stored.manifest.emitterPlayer, ...stored.manifest.participants];
  }
  return stored.remains.emitterPlayer === null ? [] : [stored.remains.emitterPlayer];
}

/** What is known of a track when a manifest has to be made up. */
export interface TrackEvidence {
  readonly player: string;
  readonly kind: 'input' | 'output' | null;
  readonly beginnings: readonly SegmentBeginning[];
}

/** Judges the manifest, and concludes from the tracks what it ought to say. */
export function judgeManifest(
  stored: StoredManifest,
  tracks: readonly TrackEvidence[],
): ManifestFinding {
  if (stored.kind === 'valid') {
    const ended = stored.manifest.endTimestampMs !== null;
    return {
      state: ended ? 'whole' : 'no-end',
      problem: ended ? null : 'session.json has no end: the recording did not end in good order',
      manifest: stored.manifest,
      startSource: 'manifest',
      startUncertaintyMs: 0,
    };
  }
  const { kind: state, problem, remains } = stored;
  const start = concludeStart(remains, tracks);
  return {
    state,
    problem,
    manifest: start === null ? null : concludeManifest(remains, start.timestampMs, tracks),
    startSource: start?.source ?? null,
    startUncertaintyMs: start?.uncertaintyMs ?? 0,
  };
}

interface ConcludedStart {
  readonly timestampMs: number;
  readonly uncertaintyMs: number;
  readonly source: StartSource;
}

function concludeStart(
  { startTimestampMs, sessionId, createdAtSeconds }: ManifestRemains,
  tracks: readonly TrackEvidence[],
): ConcludedStart | null {
  if (startTimestampMs !== null) {
    return { timestampMs: startTimestampMs, uncertaintyMs: 0, source: 'rest-of-manifest' };
  }
  const timeOfId = sessionId === null ? null : timeOfSessionId(sessionId);
  if (timeOfId !== null) return { timestampMs: timeOfId, uncertaintyMs: 1, source: 'session-id' };
  const estimate = estimateSessionStart(tracks.map(({ beginnings }) => beginnings));
  if (createdAtSeconds !== null) {
    const earliest = createdAtSeconds * 1000;
    const isLikely =
      estimate !== null &&
      estimate.startTimestampMs >= earliest &&
      estimate.startTimestampMs < earliest + 1000;
    const timestampMs = isLikely ? estimate.startTimestampMs : earliest + 500;
    return { timestampMs, uncertaintyMs: 500, source: 'created-at' };
  }
  return estimate === null
    ? null
    : {
        timestampMs: estimate.startTimestampMs,
        uncertaintyMs: estimate.uncertaintyMs,
        source: 'segment-headers',
      };
}

function concludeManifest(
  { sessionId, emitterPlayer, endTimestampMs }: ManifestRemains,
  startTimestampMs: number,
  tracks: readonly TrackEvidence[],
): SessionManifest {
  const local = emitterPlayer ?? tracks.find(({ kind }) => kind === 'input')?.player ?? '';
  const hasEnd = endTimestampMs !== null && endTimestampMs >= startTimestampMs;
  return {
    sessionId: sessionId ?? sessionIdAt(startTimestampMs, tracks),
    startTimestampMs,
    endTimestampMs: hasEnd ? endTimestampMs : null,
    durationMs: hasEnd ? endTimestampMs - startTimestampMs : null,
    emitterPlayer: local,
    participants: tracks.map(({ player }) => player).filter((player) => player !== local),
    createdAt: String(Math.floor(startTimestampMs / 1000)),
  };
}

/** A UUID of version 7 (RFC 9562 §5.7), the same each time for the same recording. */
function sessionIdAt(startTimestampMs: number, tracks: readonly TrackEvidence[]): string {
  const time = startTimestampMs.toString(16).padStart(12, '0').slice(-12);
  const digits = createHash('sha256')
    .update(JSON.stringify([startTimestampMs, tracks]))
    .digest('hex');
  const variant = ((Number.parseInt(digits.slice(3, 4), 16) & 3) | 8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${digits.slice(0, 3)}`,
    `${variant}${digits.slice(4, 7)}`,
    digits.slice(7, 19),
  ].join('-');
}
