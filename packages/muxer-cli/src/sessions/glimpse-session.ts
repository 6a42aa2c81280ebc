import {
  SAMPLES_PER_UNIT,
  sampleHead,
  sampleTail,
  SEGMENT_HEAD_SIZE,
  type SegmentSample,
  segmentExpirySeconds,
  type Track,
} from '@voxmux/wal-reader';
import { openSegments, readTracks, type SegmentFile } from '@voxmux/wal-reader/node';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Verdict } from '../doctor/doctor-report.js';
import {
  judgeManifest,
  type ManifestFinding,
  playersOf,
  readStoredManifest,
  type TrackEvidence,
} from '../doctor/manifest-finding.js';
import { momentText } from '../moment-text.js';
import type { ListedSession } from './sessions-report.js';

/** Bytes read at the beginning and at the end of a track: some dozens of records. */
const sampleSize = 1 << 14;

const samplesPerMillisecond = 48;

/**
 * Says what a recording looks like from outside: its manifest, the headers of its segments, and a
 * few records at the beginning and the end of each track.
 *
 * @throws WalReaderError for what cannot be read
 */
export function glimpseSession(folder: string, timeZone: string): ListedSession {
  const stored = readStoredManifest(folder);
  const { tracks, passedOver } = readTracks(folder, playersOf(stored));
  const glimpses = tracks.map(glimpseTrack);
  const finding = judgeManifest(
    stored,
    glimpses.map(({ evidence }) => evidence),
  );
  const { manifest, startSource } = finding;
  const startMs = manifest?.startTimestampMs ?? null;
  const lastStampMs = glimpses.reduce<number | null>(
    (last, { lastStampMs: own }) => (own === null ? last : Math.max(last ?? 0, own)),
    null,
  );
  const durationMs = manifest?.durationMs ?? null;
  return {
    folder,
    id: startSource === 'manifest' ? (manifest?.sessionId ?? null) : null,
    startTimestampMs: startMs,
    startTime: startMs === null ? null : momentText(startMs, timeZone),
    startIsEstimate: startMs !== null && startSource !== 'manifest',
    lengthMs: durationMs ?? lastStampMs,
    lengthIsEstimate: durationMs === null && lastStampMs !== null,
    players: tracks.map(({ key }) => key.text),
    talkMsEstimate: Math.round(glimpses.reduce((sum, { talkMs }) => sum + talkMs, 0)),
    bytes:
      (statSync(join(folder, 'session.json'), { throwIfNoEntry: false })?.size ?? 0) +
      [...tracks.flatMap(({ segments }) => segments), ...passedOver]
        .map(({ sizeBytes }) => sizeBytes)
        .reduce((sum, size) => sum + size, 0),
    segments: tracks.reduce((sum, { segments }) => sum + segments.length, 0),
    state: stateOf(finding, tracks, passedOver, glimpses),
  };
}

interface TrackGlimpse {
  readonly evidence: TrackEvidence;
  readonly lastStampMs: number | null;
  readonly talkMs: number;
  readonly endsWhole: boolean;
}

function glimpseTrack(track: Track<SegmentFile>): TrackGlimpse {
  const { key, segments } = track;
  const reader = openSegments(track);
  const bytesAt = (place: number, position: number, size: number): Uint8Array => {
    const target = new Uint8Array(Math.max(0, size));
    return target.subarray(0, reader.readInto(place, position, target));
  };
  try {
    const first = segments[0];
    const place = segments.length - 1;
    const last = segments[place];
    if (first === undefined || last === undefined) throw new RangeError('a track has a segment');
    const head = sampleHead(bytesAt(0, first.recordsOffset, sampleSize));
    const tailAt = Math.max(last.recordsOffset, last.sizeBytes - sampleSize);
    const tail = sampleTail(bytesAt(place, tailAt, last.sizeBytes - tailAt));
    const expiresSeconds = segmentExpirySeconds(bytesAt(0, 0, SEGMENT_HEAD_SIZE));
    const { firstStampMs } = head;
    const isKnown = firstStampMs !== null && expiresSeconds !== null && !first.headerDamaged;
    const isSampledWhole = segments.length === 1 && tailAt === first.recordsOffset;
    const recordBytes = segments.reduce(
      (sum, { sizeBytes, recordsOffset }) => sum + sizeBytes - recordsOffset,
      0,
    );
    return {
      evidence: {
        player: key.text,
        kind: head.kind ?? tail.kind,
        beginnings: isKnown ? [{ sequence: first.sequence, expiresSeconds, firstStampMs }] : [],
      },
      lastStampMs: tail.lastStampMs ?? head.lastStampMs,
      talkMs: talkEstimate(recordBytes, isSampledWhole ? [tail] : [head, tail]),
      endsWhole: tail.endsWhole,
    };
  } finally {
    reader.close();
  }
}

/** Milliseconds of speech in so many bytes of records, judged by samples of them. */
function talkEstimate(recordBytes: number, samples: readonly SegmentSample[]): number {
  const bytes = samples.reduce((sum, sample) => sum + sample.recordBytes, 0);
  const units = samples.reduce((sum, sample) => sum + sample.packetUnits, 0);
  if (bytes === 0) return 0;
  return (recordBytes / bytes) * ((units * SAMPLES_PER_UNIT) / samplesPerMillisecond);
}

function stateOf(
  { state }: ManifestFinding,
  tracks: readonly Track<SegmentFile>[],
  passedOver: readonly { readonly why: string }[],
  glimpses: readonly TrackGlimpse[],
): Verdict {
  const remains = passedOver.filter(({ why }) => why !== 'foreign-name');
  if (tracks.length + remains.length === 0) return 'empty';
  const isDamaged =
    (state !== 'whole' && state !== 'no-end') ||
    remains.some(({ why }) => why === 'foreign-content') ||
    tracks.some(({ segments }) => segments.some(({ headerDamaged }) => headerDamaged));
  if (isDamaged) return 'damaged';
  const isCrashed =
    state === 'no-end' || remains.length > 0 || glimpses.some(({ endsWhole }) => !endsWhole);
  return isCrashed ? 'crashed' : 'whole';
}
