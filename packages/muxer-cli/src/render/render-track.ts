import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { SilenceEncoder } from '@voxmux/opus-silence';
import {
  createPacketEmitter,
  type DamagedRegion,
  estimatePlacement,
  layOutSamples,
  type Placement,
  planTimeline,
  SAMPLES_PER_UNIT,
  type TimelinePlan,
  type Track,
} from '@voxmux/wal-reader';
import { openSegments, type SegmentFile } from '@voxmux/wal-reader/node';
import { indexWithProgress } from '../index-with-progress.js';
import { createBreather } from '../interruption.js';
import { createOutputFile, type OutputFile } from '../output-file.js';
import type { Progress } from '../progress.js';
import type { AudioFormatName } from './audio-format-name.js';
import type {
  FormatOptions,
  StamplessIndex,
  TrackRender,
  TrackWriter,
  WrittenFile,
} from './audio-format.js';
import { audioFormat } from './audio-formats.js';
import type {
  DamageFacts,
  OutputFacts,
  RejectedOutput,
  SessionFacts,
  SilentTrack,
  TrackFacts,
} from './render-report.js';
import { createStartClock } from './start-clock.js';
import { trackNotes } from './track-notes.js';
import { verifyWritten } from './verify-written.js';

/** One speaker to be rendered: plain data, so that it can be handed to another thread. */
export interface TrackTask {
  readonly session: SessionFacts;
  readonly frameRate: string;
  readonly track: Track<SegmentFile>;
  /** Place among the session's speakers, from 1. */
  readonly trackNumber: number;
  readonly trackCount: number;
  readonly start: 'session' | 'first-packet';
  readonly force: boolean;
  /** Whether files are compared with the recording before they get their names. */
  readonly verify: boolean;
  readonly outputs: readonly TrackOutput[];
  readonly formatOptions: FormatOptions;
}

export interface TrackOutput {
  readonly format: AudioFormatName;
  readonly path: string;
}

export type TrackResult =
  | {
      readonly kind: 'rendered';
      readonly outputs: readonly OutputFacts[];
      readonly rejected: readonly RejectedOutput[];
    }
  | { readonly kind: 'silent'; readonly track: SilentTrack };

/**
 * Renders one speaker: index, timeline, layout, copy, and verification if it is asked for.
 *
 * All formats are written from one pass over the packets, and their files appear together at the
 * end. A file that turns out not to hold the recording does not appear.
 *
 * @throws what keeps a file from being written; no file of this speaker appears then
 */
export async function renderTrack(
  task: TrackTask,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrackResult> {
  const files: OutputFile[] = [];
  try {
    const written = await writeTrack(task, files, progress, signal);
    if (written.kind === 'silent') return written;
    // The index is out of use by now: verification makes one of its own.
    const differences = task.verify
      ? await verifyWritten(task, files, written.segmentBytes, progress, signal)
      : [];
    const outputs: OutputFacts[] = [];
    const rejected: RejectedOutput[] = [];
    for (const [place, facts] of written.outputs.entries()) {
      const { player, format, file } = facts;
      const difference = differences[place] ?? null;
      if (difference === null) {
        files[place]?.commit();
        outputs.push({ ...facts, verified: task.verify });
      } else {
        rejected.push({ player, format, file, difference });
      }
    }
    return { kind: 'rendered', outputs, rejected };
  } finally {
    for (const file of files) file.discard();
  }
}

type WrittenTrack =
  | {
      readonly kind: 'written';
      /** In the order of the task's outputs; not verified yet. */
      readonly outputs: readonly OutputFacts[];
      /** Bytes of each segment that were read; a recording that still runs has more by now. */
      readonly segmentBytes: readonly number[];
    }
  | { readonly kind: 'silent'; readonly track: SilentTrack };

/** @param files is given the files as they are opened; they are whole at the end, without their names */
async function writeTrack(
  task: TrackTask,
  files: OutputFile[],
  progress: Progress,
  signal: AbortSignal,
): Promise<WrittenTrack> {
  const { index, placement } = await placePackets(task, progress, signal);
  if (index.rowCount === 0) {
    const damage = index.damage.map(damageFacts);
    return { kind: 'silent', track: { player: task.track.key.text, damage } };
  }
  const { track, plan } = planTrack(task, index, placement);
  const breathe = createBreather(signal);
  const begun: { readonly file: OutputFile; readonly writer: TrackWriter }[] = [];
  for (const { format, path } of task.outputs) {
    const file = createOutputFile(path, { force: task.force });
    files.push(file);
    const output = { file, options: task.formatOptions, breathe };
    begun.push({ file, writer: await audioFormat(format).begin(track, output) });
  }
  await copyTrack(
    task,
    track,
    begun.map(({ writer }) => writer),
    progress,
    breathe,
  );
  const facts = trackFacts(track, plan);
  return {
    kind: 'written',
    outputs: begun.map(({ file, writer }) => outputFacts(facts, { file, ...writer.finish() })),
    segmentBytes: index.segments.map(({ sizeBytes }) => sizeBytes),
  };
}

/** With the packets placed, their stamps are given up: for each of them 4 bytes of memory. */
async function placePackets(
  task: TrackTask,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ index: StamplessIndex; placement: Placement }> {
  const { stampMs, ...index } = await indexWithProgress(task.track, progress, signal);
  return { index, placement: estimatePlacement({ ...index, stampMs }) };
}

function planTrack(
  task: TrackTask,
  index: StamplessIndex,
  placement: Placement,
): { track: TrackRender; plan: TimelinePlan } {
  const { session, trackNumber, trackCount } = task;
  const clock = createStartClock(session.startTimestampMs, session.timeZone, task.frameRate);
  const beginsAt = task.start === 'session' ? 0 : Math.max(0, placement.startSamples[0] ?? 0);
  const start = clock.fileStartAt(beginsAt);
  const plan = planTimeline(placement, {
    originSamples: start.originSamples,
    // A file no longer than the decoder's delay would be heard as nothing.
    longerThanSamples: OPUS_PRE_SKIP,
  });
  const channelCount = index.stereoPacketCount > 0 ? 2 : 1;
  const silence = new SilenceEncoder({ channels: channelCount });
  const track: TrackRender = {
    ...{ session, clock, trackNumber, trackCount, start, index, channelCount, silence },
    runs: plan,
    player: task.track.key.text,
    layout: layOutSamples(index, plan, silence),
    recordedPackets: plan.packetCount,
    silenceSamples: plan.silenceUnitsTotal * SAMPLES_PER_UNIT,
  };
  return { track, plan };
}

async function copyTrack(
  task: TrackTask,
  track: TrackRender,
  writers: readonly TrackWriter[],
  progress: Progress,
  breathe: () => Promise<void> | undefined,
): Promise<void> {
  const reader = openSegments(task.track);
  progress.begin(`writing ${track.player}`, track.layout.payloadBytes);
  let bytesDone = 0;
  try {
    const emitter = createPacketEmitter(track.index, track.runs, track.silence);
    for (let step = emitter.next(); step !== null; step = emitter.next()) {
      if (step.kind === 'read') {
        emitter.accept(reader.readInto(step.segment, step.position, step.target));
      } else {
        for (const writer of writers) await writer.write(step.bytes);
        bytesDone += step.bytes.length;
        progress.update(bytesDone);
      }
      await breathe();
    }
  } finally {
    reader.close();
  }
}

function outputFacts(
  { player, notes, ...facts }: Omit<TrackFacts, OwnFacts>,
  output: WrittenFile & { readonly file: OutputFile },
): OutputFacts {
  return {
    player,
    file: output.file.path,
    bytes: output.file.byteLength(),
    verified: false,
    ...output.facts,
    ...facts,
    notes: [...notes, ...output.notes],
  };
}

/** What is each file's own. */
type OwnFacts = 'file' | 'bytes' | 'verified';

/** What is true of all files of a track. */
function trackFacts(track: TrackRender, plan: TimelinePlan): Omit<TrackFacts, OwnFacts> {
  const { index, layout, start, clock } = track;
  return {
    player: track.player,
    channels: track.channelCount,
    sampleRate: 48000,
    durationSamples: layout.totalDurationSamples,
    preSkipSamples: OPUS_PRE_SKIP,
    packets: track.recordedPackets,
    silenceSamples: track.silenceSamples,
    gaps: gapCount(plan),
    timecode: start.timecode.text,
    frameRate: clock.frameRateName,
    timecodeRule: start.timecode.rule,
    startOffsetSamples: start.originSamples,
    estimatedErrorMs: plan.report.estimatedErrorMs,
    clockDriftPpm: plan.report.clockDriftPpm,
    duplicatePackets: plan.report.leftOutRows,
    damage: index.damage.map(damageFacts),
    notes: trackNotes(index, plan.report),
  };
}

/** Silences between packets: what stands in front of the first one is none. */
function gapCount({ runCount, silenceUnits, rowCounts }: TimelinePlan): number {
  let gaps = 0;
  for (let run = 1; run < runCount; run++) {
    if ((silenceUnits[run] ?? 0) > 0 && (rowCounts[run] ?? 0) > 0) gaps += 1;
  }
  return gaps;
}

function damageFacts({ file, offset, length, kind, reason }: DamagedRegion): DamageFacts {
  return { file, offset, length, kind, reason };
}
