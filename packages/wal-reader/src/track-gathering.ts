import { playerKey } from './player-key.js';
import type { PassedOverFile, Segment, Track } from './recorded-session.js';
import type { SegmentHeader } from './segment-header.js';
import { parseSegmentName } from './segment-name.js';

/** A file of the `wal` folder, of which only the beginning has been read. */
export interface WalFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly header: SegmentHeader;
}

/** Segments grouped by key, and what was passed over. */
export interface GatheredTracks<S extends Segment> {
  readonly tracks: readonly Track<S>[];
  readonly passedOver: readonly PassedOverFile[];
}

/**
 * Groups segment files into tracks by the keys in their headers, byte for byte.
 * @param toSegment adds to a segment what the caller needs to read it.
 */
export function gatherTracks<F extends WalFile, S extends Segment>(
  files: Iterable<F>,
  toSegment: (file: F, segment: Segment) => S,
): GatheredTracks<S> {
  const passedOver: PassedOverFile[] = [];
  const tracks = new Map<string, { key: ReturnType<typeof playerKey>; segments: S[] }>();
  for (const file of files) {
    const segmentName = parseSegmentName(file.name);
    const why = segmentName === null ? 'foreign-name' : whyPassedOver(file);
    if (segmentName === null || why !== null || file.header.kind !== 'whole') {
      passedOver.push(passedOverFile(file, why ?? 'foreign-content'));
      continue;
    }
    const key = playerKey(file.header.key);
    const segment = toSegment(file, {
      name: file.name,
      sequence: segmentName.sequence,
      sizeBytes: file.sizeBytes,
      recordsOffset: file.header.recordsOffset,
      headerDamaged: false,
    });
    const track = tracks.get(key.id);
    if (track === undefined) tracks.set(key.id, { key, segments: [segment] });
    else track.segments.push(segment);
  }
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

function passedOverFile(file: WalFile, why: PassedOverFile['why']): PassedOverFile {
  return { name: file.name, sizeBytes: file.sizeBytes, why, reason: REASONS[why] };
}

function whyPassedOver({ sizeBytes, header }: WalFile): PassedOverFile['why'] | null {
  if (sizeBytes === 0) return 'empty';
  if (header.kind === 'cut') return 'cut-header';
  if (header.kind !== 'whole') return 'foreign-content';
  return header.recordsOffset === sizeBytes ? 'no-records' : null;
}

function bySequence(a: Segment, b: Segment): number {
  return a.sequence - b.sequence || byText(a.name, b.name);
}

/** Not `localeCompare`: the order must be the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
