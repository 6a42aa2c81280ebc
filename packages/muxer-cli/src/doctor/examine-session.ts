import { readTracks } from '@voxmux/wal-reader/node';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { momentText } from '../moment-text.js';
import type { Progress } from '../progress.js';
import { shownPath } from '../user-path.js';
import type { DoctorReport, ExaminedTrack, PassedOverFacts, Verdict } from './doctor-report.js';
import { examineTrack, segmentBeginnings } from './examine-track.js';
import { indexWithProgress } from '../index-with-progress.js';
import {
  judgeManifest,
  type ManifestFinding,
  playersOf,
  readStoredManifest,
  type TrackEvidence,
} from './manifest-finding.js';
import { renderCommandText } from './render-command-text.js';

/**
 * Examines a recording: reads all of it, changes nothing.
 *
 * @throws CliError `NO_SESSION`; WalReaderError for what cannot be read; the signal's reason
 */
export async function examineSession(
  folder: string,
  timeZone: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<DoctorReport> {
  const stored = readStoredManifest(folder);
  const { tracks, passedOver } = readTracks(folder, playersOf(stored));
  if (stored.kind === 'missing' && !existsSync(join(folder, 'wal'))) {
    throw new CliError(`${folder} is no recording: it has neither session.json nor wal`, {
      code: 'NO_SESSION',
      hint: 'voxmux sessions DIR lists the recordings below a folder',
    });
  }
  const examined: ExaminedTrack[] = [];
  const evidence: TrackEvidence[] = [];
  for (const track of tracks) {
    const index = await indexWithProgress(track, progress, signal);
    const facts = examineTrack(track, index);
    examined.push(facts);
    const { player, kind } = facts;
    evidence.push({ player, kind, beginnings: segmentBeginnings(track, index) });
  }
  progress.end();

  const finding = judgeManifest(stored, evidence);
  const passedOverFacts = passedOver.map(({ name, sizeBytes, why, reason }): PassedOverFacts => ({
    ...{ file: name, bytes: sizeBytes, why, reason },
  }));
  const startMs = finding.manifest?.startTimestampMs ?? null;
  const startTime = startMs === null ? null : momentText(startMs, timeZone);
  const isRenderable = examined.some(({ packets }) => packets > 0) && startTime !== null;
  const needsStart = finding.startSource !== 'manifest';
  return {
    folder,
    verdict: verdictOf(examined, passedOverFacts, finding),
    timeZone,
    manifest: { ...finding, startTime },
    tracks: examined,
    passedOver: passedOverFacts,
    ...savedAndLost(examined),
    lastPacketEndMs: lastPacketEnd(examined),
    stillRecording: examined.some(({ segments }) =>
      segments.some(({ grewWhileRead }) => grewWhileRead),
    ),
    renderCommand: isRenderable
      ? renderCommandText(shownPath(folder), needsStart ? startTime : null)
      : null,
    repair: null,
  };
}

/** Kinds of damage that a crash leaves, or that take no packet away. */
const harmless: readonly string[] = ['torn-tail', 'stamp-range', 'headerless'];

function verdictOf(
  tracks: readonly ExaminedTrack[],
  passedOver: readonly PassedOverFacts[],
  { state }: ManifestFinding,
): Verdict {
  const regions = tracks.flatMap(({ segments }) => segments.flatMap(({ damage }) => damage));
  const isDamaged =
    regions.some(({ kind }) => !harmless.includes(kind)) ||
    tracks.some(
      ({ missingSegments, unlistedDamage }) => missingSegments.length + unlistedDamage > 0,
    ) ||
    passedOver.some(({ why }) => why === 'foreign-content') ||
    (state !== 'whole' && state !== 'no-end');
  if (isDamaged) return 'damaged';
  const isCrashed =
    state === 'no-end' ||
    regions.some(({ kind }) => kind === 'torn-tail') ||
    passedOver.some(({ why }) => why === 'empty' || why === 'cut-header' || why === 'no-records');
  if (tracks.some(({ packets }) => packets > 0)) return isCrashed ? 'crashed' : 'whole';
  return isCrashed && tracks.length + passedOver.length > 0 ? 'crashed' : 'empty';
}

function savedAndLost(tracks: readonly ExaminedTrack[]): Pick<DoctorReport, 'saved' | 'lost'> {
  const sum = (value: (track: ExaminedTrack) => number): number =>
    tracks.reduce((total, track) => total + value(track), 0);
  const regions = tracks
    .flatMap(({ segments }) => segments.flatMap(({ damage }) => damage))
    .filter(({ kind }) => kind !== 'stamp-range' && kind !== 'segment-header');
  return {
    saved: {
      packets: sum(({ packets }) => packets),
      packetBytes: sum(({ packetBytes }) => packetBytes),
      talkMs: sum(({ talkMs }) => talkMs),
    },
    lost: {
      bytes: regions.reduce((total, { length }) => total + length, 0),
      recordsAtLeast: regions.reduce((total, { recordsSeen }) => total + recordsSeen, 0),
    },
  };
}

function lastPacketEnd(tracks: readonly ExaminedTrack[]): number | null {
  const stamps = tracks.flatMap(({ lastStampMs }) => lastStampMs ?? []);
  // Packets of the recorder take 20 ms; where the last one began is known no better than that.
  return stamps.length === 0 ? null : Math.max(...stamps) + 20;
}
