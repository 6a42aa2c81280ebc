import {
  encodeSegmentHeader,
  encodeSessionManifest,
  RECORDER_SEGMENT_SECONDS,
  type Track,
  type TrackIndex,
  wholeRecordRanges,
} from '@voxmux/wal-reader';
import {
  openSegments,
  openSession,
  readTracks,
  type SegmentFile,
  type SegmentFileReader,
} from '@voxmux/wal-reader/node';
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, errorCode } from '../cli-error.js';
import { createBreather } from '../interruption.js';
import { notWritten } from '../output-file.js';
import { createOutputFolder } from '../output-folder.js';
import { silentProgress, type Progress } from '../progress.js';
import { version } from '../version.js';
import type { DoctorReport, RepairFacts } from './doctor-report.js';
import { indexWithProgress } from '../index-with-progress.js';
import { playersOf, readStoredManifest } from './manifest-finding.js';
import type { LeftOutRange, RepairReport } from './repair-report.js';

const copyBufferSize = 1 << 20;

/**
 * Writes a clean copy of a recording: its whole records and nothing else, in the recorder's format,
 * with a valid manifest and a report of what was left out.
 *
 * @param report what was found in the recording
 * @param out folder to be made
 * @throws CliError if there is nothing to be saved or `out` cannot be; whatever keeps it from being
 *   written. Nothing is left of it then.
 */
export async function repairSession(
  report: DoctorReport,
  out: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<RepairFacts> {
  const { folder, manifest: finding } = report;
  const { manifest } = finding;
  if (manifest === null) {
    throw new CliError(`${folder}: there is nothing to be saved, not even when it began`, {
      code: 'NOTHING_TO_REPAIR',
    });
  }
  const output = createOutputFolder(out, folder);
  try {
    const stored = readStoredManifest(folder);
    const { tracks, passedOver } = readTracks(folder, playersOf(stored));
    const wal = join(output.building, 'wal');
    mkdirSync(wal);
    const leftOut: LeftOutRange[] = [];
    const filesNotCopied = passedOver.map(({ name, reason }) => ({ file: name, reason }));
    const remarks: string[] = [];
    let packets = 0;
    let bytes = 0;
    for (const track of tracks) {
      const index = await indexWithProgress(track, progress, signal);
      const copy: TrackCopy = { track, index, wal, startTimestampMs: manifest.startTimestampMs };
      bytes += await copyTrack(copy, progress, signal);
      packets += index.rowCount;
      leftOut.push(...leftOutRanges(track, index));
      for (const [place, { rowCount }] of index.segments.entries()) {
        const file = track.segments[place]?.name;
        if (rowCount === 0 && file !== undefined) {
          filesNotCopied.push({ file, reason: 'no record in it is whole' });
        }
      }
      const outOfRange = index.damage.filter(({ kind }) => kind === 'stamp-range').length;
      if (outOfRange > 0) {
        remarks.push(
          `${track.key.text}: ${outOfRange} records with a stamp out of range were kept`,
        );
      }
      if (index.rowCount > 0) await checkCopy(output.building, track, index, manifest, signal);
    }
    progress.end();
    const json = stored.kind === 'valid' ? stored.bytes : encodeSessionManifest(manifest);
    writeDurably(join(output.building, 'session.json'), json);
    const repairReport: RepairReport = {
      repairedFrom: folder,
      voxmuxVersion: version,
      manifest: {
        origin: stored.kind === 'valid' ? 'copied' : 'concluded',
        problem: finding.problem,
        startSource: finding.startSource,
        startUncertaintyMs: finding.startUncertaintyMs,
      },
      packets,
      leftOut,
      filesNotCopied,
      remarks,
    };
    writeDurably(
      join(output.building, 'repair-report.json'),
      `${JSON.stringify(repairReport, undefined, 2)}\n`,
    );
    openSession(output.building);
    output.commit();
    const leftOutBytes = leftOut.reduce((sum, { length }) => sum + length, 0);
    return { folder: out, packets, bytes, leftOutBytes };
  } catch (error) {
    // An error on writing names no file.
    throw isWriteError(error) ? notWritten(out, error) : error;
  } finally {
    output.discard();
  }
}

interface TrackCopy {
  readonly track: Track<SegmentFile>;
  readonly index: TrackIndex;
  readonly wal: string;
  readonly startTimestampMs: number;
}

/** Copies the whole records of a track, segment by segment; says how many bytes that took. */
async function copyTrack(
  copy: TrackCopy,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const { track, index, wal } = copy;
  const breathe = createBreather(signal);
  const buffer = new Uint8Array(copyBufferSize);
  const reader = openSegments(track);
  let bytesDone = 0;
  progress.begin(
    `copying ${track.key.text}`,
    index.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  try {
    for (const [place, segment] of track.segments.entries()) {
      if ((index.segments[place]?.rowCount ?? 0) === 0) continue;
      const descriptor = openSync(join(wal, segment.name), 'wx');
      try {
        bytesDone += writeAll(descriptor, segmentHeader(copy, place, reader));
        for (const { offset, length } of wholeRecordRanges(index, place, segment, reader)) {
          for (let done = 0; done < length;) {
            const target = buffer.subarray(0, Math.min(buffer.length, length - done));
            if (reader.readInto(place, offset + done, target) < target.length)
              throw changed(segment);
            done += writeAll(descriptor, target);
            bytesDone += target.length;
            progress.update(bytesDone);
            await breathe();
          }
        }
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
  } finally {
    reader.close();
  }
  return bytesDone;
}

/** The header as it stands; a broken one is written anew. */
function segmentHeader(copy: TrackCopy, place: number, reader: SegmentFileReader): Uint8Array {
  const { track, index, startTimestampMs } = copy;
  const segment = track.segments[place];
  if (segment === undefined) throw new RangeError(`the track has no segment number ${place}`);
  if (!segment.headerDamaged) {
    const header = new Uint8Array(segment.recordsOffset);
    if (reader.readInto(place, 0, header) < header.length) throw changed(segment);
    return header;
  }
  const firstRow = index.segments.slice(0, place).reduce((row, { rowCount }) => row + rowCount, 0);
  const createdMs = startTimestampMs + (index.stampMs[firstRow] ?? 0);
  return encodeSegmentHeader(
    track.key.bytes,
    Math.floor(createdMs / 1000) + RECORDER_SEGMENT_SECONDS,
  );
}

function leftOutRanges(track: Track<SegmentFile>, index: TrackIndex): LeftOutRange[] {
  return index.damage
    .filter(({ kind }) => kind !== 'stamp-range')
    .map(({ file, offset, length, reason, recordsSeen }) => ({
      ...{ player: track.key.text, file, offset, length, reason, recordsSeen },
    }));
}

/** Reads the copy of a track as any reader would: it must give the same packets and no complaint. */
async function checkCopy(
  folder: string,
  { key }: Track<SegmentFile>,
  index: TrackIndex,
  { emitterPlayer, participants }: NonNullable<DoctorReport['manifest']['manifest']>,
  signal: AbortSignal,
): Promise<void> {
  const { tracks } = readTracks(folder, [emitterPlayer, ...participants]);
  const track = tracks.find((candidate) => candidate.key.id === key.id);
  const copy = track && (await indexWithProgress(track, silentProgress, signal));
  if (copy !== undefined && holdsTheSame(copy, index)) return;
  throw new CliError(`${key.text}: the copy does not read as the recording does; it was given up`, {
    code: 'REPAIR_DIFFERS',
    hint: 'render the recording itself: render passes over the same damage',
  });
}

function holdsTheSame(copy: TrackIndex, index: TrackIndex): boolean {
  return (
    copy.payloadBytes === index.payloadBytes &&
    copy.damage.every(({ kind }) => kind === 'stamp-range') &&
    equalColumns(copy.size, index.size) &&
    equalColumns(copy.stampMs, index.stampMs) &&
    equalColumns(copy.durationUnits, index.durationUnits)
  );
}

function equalColumns(
  a: Uint8Array | Uint16Array | Uint32Array,
  b: Uint8Array | Uint16Array | Uint32Array,
): boolean {
  return a.length === b.length && a.every((value, place) => value === b[place]);
}

function changed({ path }: SegmentFile): CliError {
  return new CliError(`${path} became shorter while it was read`, {
    code: 'segment-shrank',
    hint: 'something changes the recording; copy it, and work on the copy',
  });
}

function isWriteError(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EIO'].includes(errorCode(error) ?? '');
}

function writeDurably(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content, { flag: 'wx', flush: true });
}

function writeAll(descriptor: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done);
  return done;
}
