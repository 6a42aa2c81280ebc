import type { SegmentPlan } from './broken-segment-header.js';
import { BROKEN_HEAD_SIZE, isSoundHeader, recoverSegment } from './broken-segment-header.js';
import type { PlayerKey } from './player-key.js';
import { playerKey } from './player-key.js';
import type { PassedOverFile, Segment, Track } from './recorded-session.js';
import { readSegmentHeader, SEGMENT_HEAD_SIZE } from './segment-header.js';
import { parseSegmentName } from './segment-name.js';

/** A file of the `wal` folder, of which only the beginning has been read. */
export interface WalFile {
  /** File name inside the `wal` folder. */
  readonly name: string;
  /** Size of the whole file. */
  readonly sizeBytes: number;
  /** As {@link headSize} asks for it; nothing of a file that is not named as a segment is. */
  readonly head: Uint8Array;
}

/** Segments grouped by key, and what was passed over. */
export interface GatheredTracks<S extends Segment> {
  /** Those who have audio, in the order of their names. */
  readonly tracks: readonly Track<S>[];
  /** Files that give no records. */
  readonly passedOver: readonly PassedOverFile[];
}

/**
 * How many bytes of a file's beginning are needed, given those that have been read.
 * @returns no more than `head.length` if they suffice.
 */
export function headSize(name: string, sizeBytes: number, head: Uint8Array): number {
  if (parseSegmentName(name) === null) return 0;
  const usual = Math.min(sizeBytes, SEGMENT_HEAD_SIZE);
  const isSound = isSoundHeader(readSegmentHeader(head, sizeBytes), head);
  return head.length < usual || isSound ? usual : Math.min(sizeBytes, BROKEN_HEAD_SIZE);
}

/**
 * Groups segment files into tracks by the keys in their headers, byte for byte.
 * @param toSegment adds to a segment what the caller needs to read it.
 * @param players names from the manifest: a segment whose header is broken may be one of theirs.
 */
export function gatherTracks<F extends WalFile, S extends Segment>(
  files: Iterable<F>,
  toSegment: (file: F, segment: Segment) => S,
  players: readonly string[] = [],
): GatheredTracks<S> {
  const passedOver: PassedOverFile[] = [];
  const tracks = new Map<string, { key: PlayerKey; segments: S[] }>();
  const unsound: (() => void)[] = [];

  function add(file: F, sequence: number, { key, recordsOffset, headerDamaged }: SegmentPlan) {
    const { name, sizeBytes } = file;
    if (recordsOffset === sizeBytes) {
      passOver(file, 'no-records');
      return;
    }
    const owner = playerKey(key);
    const track = tracks.get(owner.id) ?? { key: owner, segments: [] };
    tracks.set(owner.id, track);
    const segment = { name, sequence, sizeBytes, recordsOffset, headerDamaged };
    track.segments.push(toSegment(file, segment));
  }
  function passOver({ name, sizeBytes }: F, why: PassedOverFile['why']) {
    passedOver.push({ name, sizeBytes, why, reason: REASONS[why] });
  }
  function knownKeys(): Uint8Array[] {
    const named = players.map((player) => new TextEncoder().encode(player));
    return [...named, ...[...tracks.values()].map(({ key }) => key.bytes)];
  }

  for (const file of files) {
    const segmentName = parseSegmentName(file.name);
    const header = readSegmentHeader(file.head, file.sizeBytes);
    if (segmentName === null) {
      passOver(file, 'foreign-name');
    } else if (file.sizeBytes === 0) {
      passOver(file, 'empty');
    } else if (header.kind === 'whole' && isSoundHeader(header, file.head)) {
      add(file, segmentName.sequence, { ...header, headerDamaged: false });
    } else {
      // Seen to when the keys of all others are known.
      unsound.push(() => {
        const { hash, name, sequence } = segmentName;
        const presumed = new TextEncoder().encode(name);
        const plan = recoverSegment(file.head, header, hash, knownKeys(), presumed);
        if (plan !== null) add(file, sequence, plan);
        else passOver(file, header.kind === 'cut' ? 'cut-header' : 'foreign-content');
      });
    }
  }
  for (const seeTo of unsound) seeTo();
  for (const { segments } of tracks.values()) segments.sort(bySequence);
  return {
    tracks: [...tracks.values()].sort((a, b) => byText(a.key.id, b.key.id)),
    passedOver: passedOver.sort((a, b) => byText(a.name, b.name)),
  };
}

const REASONS: Readonly<Record<PassedOverFile['why'], string>> = {
  'foreign-name': 'not named as a segment',
  'foreign-content': 'does not begin as a segment',
  empty: 'an empty file',
  'cut-header': 'cut off inside its header',
  'no-records': 'a header and no records',
};

function bySequence(a: Segment, b: Segment): number {
  return a.sequence - b.sequence || byText(a.name, b.name);
}

/** Not `localeCompare`: the order must be the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
