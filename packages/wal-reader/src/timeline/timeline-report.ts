import { delayWanderMs } from './delay-wander.js';
import type { LevelSpans } from './level-spans.js';
import type { OrderedTrack } from './ordered-track.js';
import type { OrderCursor } from './packet-order.js';
import { HELD_UP, isLag, isUsableStamp, NO_LAG } from './stamp-lags.js';
import type { StampNoise } from './stamp-noise.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/** What the planner found out about a track, and how sure it is. */
export interface TimelineReport {
  /**
   * Distance in milliseconds from the true time within which 95 % of the packets are expected to
   * lie, apart from a delay that all of them share; null if the track bears no stamps.
   */
  readonly estimatedErrorMs: number | null;
  /** Spread of single stamps (standard deviation without outliers) in milliseconds. */
  readonly jitterMs: number | null;
  /**
   * By how much the sender's clock is off in parts per million, positive if its speech falls
   * behind; null if no stretch of speech is long enough to tell.
   */
  readonly clockDriftPpm: number | null;
  /** No packet bears a stamp: all are laid one after the other from the session's start. */
  readonly unstamped: boolean;
  /** Packets without a usable stamp, placed by their neighbours. */
  readonly unstampedRows: number;
  /** Packets that bear a stamp from before the pause they follow, placed by other evidence. */
  readonly staleRows: number;
  /** Packets that arrived much later than their neighbours let expect. */
  readonly lateRows: number;
  /** Packets that were written late and have been put where their stamps belong. */
  readonly movedRows: number;
  /** Duplicates, which are left out. */
  readonly leftOutRows: number;
  /** Pauses in speech. */
  readonly pauses: number;
  /** Short gaps in the middle of speech, which lost packets leave. */
  readonly suspectedLosses: number;
  /** Times that a little silence was put into speech because the sender's clock is slow. */
  readonly insertionsInSpeech: number;
  /** By how much the wall clock was set back while recording, as far as it shows; mostly 0. */
  readonly clockSetBackMs: number;
}

/** What is reported of placed spans. */
export interface ReportedSpans {
  readonly pauses: number;
  readonly suspectedLosses: number;
  readonly insertionsInSpeech: number;
  readonly staleRows: number;
  readonly lateRows: number;
  readonly estimatedErrorMs: number;
}

/** Longer gaps in speech are taken for pauses. */
const LONGEST_LOSS_MS = 130;
/** Before a pause packets are smaller than this, compared with those some time before. */
const NEAR_SILENCE = 0.75;
/** Deviations of less are nothing worth reporting. */
const NOTEWORTHY_MS = 60;
const ERROR_BINS = 1000;

/** Looks at how the packets lie against their stamps. */
export function reportSpans(
  track: OrderedTrack,
  spans: LevelSpans,
  offsetMs: Float64Array,
  noise: StampNoise,
): ReportedSpans {
  const { columns, cursor, lagMs, order } = track;
  const wanderMs = delayWanderMs(spans, lagMs, noise.jitterMs);
  const noteworthyMs = Math.max(NOTEWORTHY_MS, 4 * noise.jitterMs);
  const packetsByError = new Uint32Array(ERROR_BINS);
  let pauses = 0;
  let suspectedLosses = 0;
  let insertionsInSpeech = 0;
  let staleRows = 0;
  let lateRows = 0;
  for (let span = 0; span < spans.positions.length; span++) {
    const first = spans.positions[span] ?? 0;
    const end = spans.positions[span + 1] ?? order.packetCount;
    const level = spans.levelMs[span] ?? 0;
    const rise = span > 0 ? (offsetMs[span] ?? 0) - (offsetMs[span - 1] ?? 0) : 0;
    const begins = spans.beginsStretch[span] === 1;
    if (rise >= MS_PER_UNIT) {
      if (!begins) insertionsInSpeech += 1;
      else if (rise <= LONGEST_LOSS_MS && speechGoesOn(columns, cursor, first))
        suspectedLosses += 1;
      else pauses += 1;
    }
    if (begins && span > 0 && !isLag(lagMs[first] ?? NO_LAG)) {
      staleRows += countStale(columns, cursor, lagMs, first, end, noteworthyMs);
    }
    const latestMs = level + noteworthyMs;
    if ((spans.highestMs[span] ?? 0) > latestMs) lateRows += countLate(track, first, end, latestMs);
    const spread =
      (2 * noise.jitterMs * noise.persistence) /
      Math.sqrt(Math.max(1, spans.stampCounts[span] ?? 0));
    const offLevel = Math.abs((offsetMs[span] ?? 0) - level);
    const error = offLevel + Math.hypot(spread, wanderMs) + MS_PER_UNIT / 2;
    const bin = Math.min(ERROR_BINS - 1, Math.ceil(error));
    packetsByError[bin] = (packetsByError[bin] ?? 0) + end - first;
  }
  let seen = 0;
  let estimatedErrorMs = 0;
  while (estimatedErrorMs < ERROR_BINS - 1) {
    seen += packetsByError[estimatedErrorMs] ?? 0;
    if (seen >= 0.95 * order.packetCount) break;
    estimatedErrorMs += 1;
  }
  return { pauses, suspectedLosses, insertionsInSpeech, staleRows, lateRows, estimatedErrorMs };
}

/** How many packets of a span have a lag over `latestMs`. */
function countLate(
  { columns, cursor, lagMs }: OrderedTrack,
  first: number,
  end: number,
  latestMs: number,
): number {
  let late = 0;
  let heldUpMs = 0;
  for (let position = end - 1; position >= first; position--) {
    let lag = lagMs[position] ?? NO_LAG;
    if (lag === HELD_UP) {
      // It waited for the one behind it, and so was late by its own duration more.
      heldUpMs += (columns.durationUnits[cursor.rowAt(position)] ?? 0) * MS_PER_UNIT;
      lag = heldUpMs;
    } else heldUpMs = lag;
    if (lag > latestMs) late += 1;
  }
  return late;
}

/**
 * How many packets at the beginning of a stretch bear a stamp from before it: one that is earlier
 * than that of the first packet whose stamp counts, by more than the packets between last.
 */
function countStale(
  { stampMs, durationUnits }: TimelineColumns,
  cursor: OrderCursor,
  lagMs: Int32Array,
  first: number,
  end: number,
  noteworthyMs: number,
): number {
  let position = first;
  while (position < end && !isLag(lagMs[position] ?? NO_LAG)) position += 1;
  if (position === end) return 0;
  let expectedMs = stampMs[cursor.rowAt(position)] ?? 0;
  let stale = 0;
  while (position > first) {
    position -= 1;
    const row = cursor.rowAt(position);
    const stamp = stampMs[row] ?? 0;
    expectedMs -= (durationUnits[row] ?? 0) * MS_PER_UNIT;
    if (isUsableStamp(stamp) && stamp < expectedMs - noteworthyMs) stale += 1;
  }
  return stale;
}

/** Whether the packets just before a position are as large as those some time before. */
function speechGoesOn({ size }: TimelineColumns, cursor: OrderCursor, position: number): boolean {
  const mean = (from: number, to: number): number => {
    let bytes = 0;
    for (let at = from; at < to; at++) bytes += size[cursor.rowAt(at)] ?? 0;
    return bytes / Math.max(1, to - from);
  };
  if (position < 4) return false;
  const before = mean(position - 3, position);
  return before >= NEAR_SILENCE * mean(Math.max(0, position - 24), position - 3);
}
