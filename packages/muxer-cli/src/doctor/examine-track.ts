import {
  estimatePlacement,
  NO_STAMP,
  SAMPLES_PER_UNIT,
  SEGMENT_HEAD_SIZE,
  type SegmentBeginning,
  segmentExpirySeconds,
  type Track,
  type TrackIndex,
} from '@voxmux/wal-reader';
import { openSegments, type SegmentFile } from '@voxmux/wal-reader/node';
import type { DamageFinding, ExaminedSegment, ExaminedTrack } from './doctor-report.js';

const samplesPerMillisecond = 48;

/** Says what an index tells of a track's state. */
export function examineTrack(track: Track<SegmentFile>, index: TrackIndex): ExaminedTrack {
  const { report } = estimatePlacement(index);
  const stamps = stampRange(index.stampMs);
  return {
    player: track.key.text,
    kind: index.formats[0]?.kind ?? null,
    packets: index.rowCount,
    packetBytes: index.payloadBytes,
    talkMs: (index.totalUnits * SAMPLES_PER_UNIT) / samplesPerMillisecond,
    firstStampMs: stamps?.first ?? null,
    lastStampMs: stamps?.last ?? null,
    unstampedPackets: index.unstampedCount,
    stalePackets: report.staleRows,
    latePackets: report.lateRows,
    movedPackets: report.movedRows,
    duplicatePackets: index.duplicates.length,
    estimatedErrorMs: report.estimatedErrorMs,
    missingSegments: missingNumbers(track.segments.map(({ sequence }) => sequence)),
    segments: examineSegments(track, index),
    unlistedDamage: index.unlistedDamageCount,
  };
}

function examineSegments(track: Track<SegmentFile>, index: TrackIndex): ExaminedSegment[] {
  const damage = track.segments.map((): DamageFinding[] => []);
  for (const region of index.damage) {
    const { kind, reason, offset, length, recordsSeen, stampBeforeMs, stampAfterMs } = region;
    damage[region.segment]?.push({
      ...{ kind, reason, offset, length, recordsSeen, stampBeforeMs, stampAfterMs },
    });
  }
  return track.segments.map(({ name, headerDamaged }, place) => {
    const scan = index.segments[place];
    return {
      file: name,
      bytes: scan?.sizeBytes ?? 0,
      packets: scan?.rowCount ?? 0,
      headerDamaged,
      grewWhileRead: scan?.grewWhileRead ?? false,
      damage: damage[place] ?? [],
    };
  });
}

/** Numbers that are left out, in runs. */
function missingNumbers(sequence: readonly number[]): string[] {
  const missing: string[] = [];
  let expected = 1;
  for (const number of sequence) {
    if (number > expected) {
      missing.push(number - 1 > expected ? `${expected}-${number - 1}` : String(expected));
    }
    expected = number + 1;
  }
  return missing;
}

function stampRange(stampMs: Uint32Array): { first: number; last: number } | null {
  let first = NO_STAMP;
  let last = -1;
  for (const stamp of stampMs) {
    if (stamp === NO_STAMP) continue;
    if (stamp < first) first = stamp;
    if (stamp > last) last = stamp;
  }
  return last < 0 ? null : { first, last };
}

/** When the segments of a track were begun, as far as their headers and first records tell. */
export function segmentBeginnings(
  track: Track<SegmentFile>,
  index: TrackIndex,
): SegmentBeginning[] {
  const damagedStarts = new Set(
    index.damage
      .filter(({ segment, offset }) => offset <= (track.segments[segment]?.recordsOffset ?? 0))
      .map(({ segment }) => segment),
  );
  const reader = openSegments(track);
  try {
    let row = 0;
    return track.segments.flatMap(({ sequence, headerDamaged }, place) => {
      const rowCount = index.segments[place]?.rowCount ?? 0;
      const firstStampMs = rowCount === 0 ? NO_STAMP : (index.stampMs[row] ?? NO_STAMP);
      row += rowCount;
      if (firstStampMs === NO_STAMP || headerDamaged || damagedStarts.has(place)) return [];
      const head = new Uint8Array(SEGMENT_HEAD_SIZE);
      const length = reader.readInto(place, 0, head);
      const expiresSeconds = segmentExpirySeconds(head.subarray(0, length));
      return expiresSeconds === null ? [] : [{ sequence, expiresSeconds, firstStampMs }];
    });
  } finally {
    reader.close();
  }
}
