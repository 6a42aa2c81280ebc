import type { OrderCursor } from './packet-order.js';
import { medianOfFew } from './robust-location.js';
import { HELD_UP, isLag, isUsableStamp, NO_LAG } from './stamp-lags.js';
import type { StampNoise } from './stamp-noise.js';
import type { TimelineColumns } from './timeline-columns.js';
import { MS_PER_UNIT } from './timeline-columns.js';

/**
 * A boundary may lie among so many lags on either side instead, from which the levels there are
 * taken too; with packets that have none, among so many packets.
 */
const SIDE = 24;
const WINDOW = 160;
/** So many lags on either side show whether a boundary is clear. */
const CLEAR_SIDE = 6;
/** Weight of a packet's size, where its stamp says nothing. */
const SIZE_WEIGHT = 1;
/** Sizes tell speech from near silence if they differ by so much. */
const LEAST_CONTRAST = 1.2;
/** Lateness of packets that were held up is judged on this scale. */
const LONG_STALL_MS = 600;
const IMPOSSIBLE = 10;

/** What the boundaries are looked for in. */
export interface BoundaryEvidence {
  readonly columns: TimelineColumns;
  readonly cursor: OrderCursor;
  readonly lagMs: Int32Array;
  readonly noise: StampNoise;
  /** Stamps belong to the first packet of a run only. */
  readonly sharedStamps: boolean;
}

/** Lag and size of the packets around a boundary. */
interface Neighbourhood {
  readonly lagMs: Float64Array;
  readonly size: Uint16Array;
  /** Lags on one side of the boundary. */
  readonly side: Int32Array;
}

/**
 * Moves each boundary between two stretches to where it explains the packets on both sides best.
 * Where stamps do not tell, as with the stale ones after a pause, near silence belongs to the end
 * of what was said before and louder packets to the beginning of what follows.
 * @param positions First packets of the stretches; overwritten.
 */
export function settleBoundaries(evidence: BoundaryEvidence, positions: Uint32Array): void {
  const scratch: Neighbourhood = {
    lagMs: new Float64Array(2 * WINDOW),
    size: new Uint16Array(2 * WINDOW),
    side: new Int32Array(SIDE),
  };
  let previous = positions[0] ?? 0;
  if (positions.length > 0) positions[0] = 0;
  for (let stretch = 1; stretch < positions.length; stretch++) {
    const boundary = positions[stretch] ?? 0;
    const next = positions[stretch + 1] ?? evidence.lagMs.length;
    const settled = settleBoundary(
      evidence,
      scratch,
      Math.max(previous, positions[stretch - 1] ?? 0),
      boundary,
      next,
    );
    previous = boundary;
    positions[stretch] = settled;
  }
}

/** The best boundary near `boundary`, behind `previous` and before the last stamp before `next`. */
function settleBoundary(
  evidence: BoundaryEvidence,
  scratch: Neighbourhood,
  previous: number,
  boundary: number,
  next: number,
): number {
  const { lagMs } = evidence;
  if (isClear(evidence, previous, boundary, next)) return boundary;
  let lags = 0;
  let from = boundary;
  while (from > previous && lags < SIDE && boundary - from < WINDOW) {
    from -= 1;
    const lag = lagMs[from] ?? NO_LAG;
    if (isLag(lag)) scratch.side[lags++] = lag;
  }
  // The packet that the stretch before rests on stays there.
  if (from === previous) from += 1;
  if (lags === 0) return boundary;
  const before = medianOfFew(scratch.side, lags);
  lags = 0;
  let to = boundary;
  let end = boundary;
  while (end < next && lags < SIDE && end - boundary < WINDOW) {
    const lag = lagMs[end] ?? NO_LAG;
    end += 1;
    if (!isLag(lag)) continue;
    scratch.side[lags++] = lag;
    to = end;
  }
  const after = medianOfFew(scratch.side, lags);
  if (to - 1 <= from || after <= before) return boundary;

  gather(evidence, scratch, from, to, boundary);
  const loudness = sizeScale(evidence, from, to, boundary);
  const { jitterMs } = evidence.noise;
  // Against everything being after the boundary.
  let balance = 0;
  let best = 0;
  let bestAt = from;
  for (let position = from; position < to - 1; position++) {
    const lag = scratch.lagMs[position - from] ?? 0;
    const loud = SIZE_WEIGHT * loudness(scratch.size[position - from] ?? 0);
    if (Number.isNaN(lag)) balance += loud;
    else if (lagMs[position] === HELD_UP) {
      balance += loud + heldUpCost(lag - before, jitterMs) - heldUpCost(lag - after, jitterMs);
    } else if (lagMs[position - 1] === HELD_UP) {
      // The last one of a burst is an observation, but may itself be as late as stalls are long.
      balance +=
        Math.min(lagCost(lag - before, jitterMs), 4 + 4 * heldUpCost(lag - before, jitterMs)) -
        lagCost(lag - after, jitterMs);
    } else balance += lagCost(lag - before, jitterMs) - lagCost(lag - after, jitterMs);
    if (balance <= best) {
      best = balance;
      bestAt = position + 1;
    }
  }
  return bestAt;
}

/** The least that an odd lag costs. */
const ODDLY_LATE = 4;
const ODDLY_EARLY = 10;

/**
 * Whether the few packets on each side of a boundary agree with one another and are far from those
 * on the other side, which is so for most.
 */
function isClear(
  { lagMs, noise }: BoundaryEvidence,
  previous: number,
  boundary: number,
  next: number,
): boolean {
  if (boundary - CLEAR_SIDE < previous || boundary + CLEAR_SIDE > next) return false;
  let highestBefore = -Infinity;
  let lowestBefore = Infinity;
  let highestAfter = -Infinity;
  let lowestAfter = Infinity;
  for (let step = 0; step < CLEAR_SIDE; step++) {
    const before = lagMs[boundary - 1 - step] ?? NO_LAG;
    const after = lagMs[boundary + step] ?? NO_LAG;
    if (!isLag(before) || !isLag(after)) return false;
    highestBefore = Math.max(highestBefore, before);
    lowestBefore = Math.min(lowestBefore, before);
    highestAfter = Math.max(highestAfter, after);
    lowestAfter = Math.min(lowestAfter, after);
  }
  const spread = 5 * noise.jitterMs;
  return (
    highestBefore - lowestBefore < spread &&
    highestAfter - lowestAfter < spread &&
    lowestAfter - highestBefore > spread
  );
}

/** How badly a lag fits a level: late is likelier than early. */
function lagCost(deviationMs: number, jitterMs: number): number {
  const asJitter = (deviationMs * deviationMs) / (2 * jitterMs * jitterMs);
  const leastOdd = deviationMs > 0 ? ODDLY_LATE : ODDLY_EARLY;
  // Most lags are nothing but jitter, and logarithms take long.
  if (asJitter <= leastOdd) return asJitter;
  return Math.min(asJitter, leastOdd + 6 * Math.log1p(Math.abs(deviationMs) / 50));
}

/**
 * How badly the lag of a packet that was held up fits a level: it may be late by any stall, but no
 * packet arrives before it was spoken. Small, since the packets of a burst are not independent.
 */
function heldUpCost(deviationMs: number, jitterMs: number): number {
  if (deviationMs < -4 * jitterMs) return IMPOSSIBLE;
  return deviationMs > 0 ? 1.5 * Math.log1p(deviationMs / LONG_STALL_MS) : 0;
}

/**
 * Lags and sizes from `from` to `to`. The lag of a packet that was held up is computed anew: it
 * says little about the level, but much about the side of the boundary. NaN: no evidence.
 */
function gather(
  { columns, cursor, lagMs, sharedStamps }: BoundaryEvidence,
  scratch: Neighbourhood,
  from: number,
  to: number,
  boundary: number,
): void {
  const { stampMs, durationUnits, size } = columns;
  let mediaMs = 0;
  let mediaAtBoundary = 0;
  for (let position = from; position < to; position++) {
    const row = cursor.rowAt(position);
    const stamp = stampMs[row] ?? 0;
    const known = sharedStamps ? lagMs[position] !== NO_LAG : isUsableStamp(stamp);
    scratch.lagMs[position - from] = known ? stamp - mediaMs : NaN;
    scratch.size[position - from] = size[row] ?? 0;
    if (position === boundary) mediaAtBoundary = mediaMs;
    mediaMs += (durationUnits[row] ?? 0) * MS_PER_UNIT;
  }
  const stampAtBoundary = stampMs[cursor.rowAt(boundary)] ?? 0;
  const shift = (lagMs[boundary] ?? 0) - (stampAtBoundary - mediaAtBoundary);
  for (let at = 0; at < to - from; at++) scratch.lagMs[at] = (scratch.lagMs[at] ?? 0) + shift;
}

/** A scale of packet sizes around a boundary, from -1 for near silence to 1 for speech. */
function sizeScale(
  { columns, cursor, lagMs }: BoundaryEvidence,
  from: number,
  to: number,
  boundary: number,
): (size: number) => number {
  let firstUnknown = boundary;
  while (firstUnknown > from && isVague(lagMs, firstUnknown - 1)) firstUnknown -= 1;
  if (firstUnknown === boundary) return () => 0;
  const near: number[] = [];
  for (let at = Math.max(from, firstUnknown - 64); at < Math.min(to, boundary + 64); at++) {
    near.push(columns.size[cursor.rowAt(at)] ?? 0);
  }
  const loud = quantileOf(near, 0.5);
  const nearFrom = Math.max(from, firstUnknown - 64);
  const quiet = near.slice(Math.max(0, firstUnknown - 4 - nearFrom), boundary - nearFrom);
  const low = quantileOf(quiet, 0.25);
  if (loud < LEAST_CONTRAST * low) return () => -0.01;
  const middle = Math.sqrt(loud * low);
  const half = Math.log(loud / low) / 2;
  return (size) => Math.min(1, Math.max(-1, Math.log(Math.max(1, size) / middle) / half));
}

/** Whether a packet bears no stamp of its own, or came together with others. */
function isVague(lagMs: Int32Array, position: number): boolean {
  return !isLag(lagMs[position] ?? NO_LAG) || lagMs[position - 1] === HELD_UP;
}

function quantileOf(sizes: readonly number[], share: number): number {
  const sorted = [...sizes].sort((a, b) => a - b);
  return Math.max(1, sorted[Math.floor(share * sorted.length)] ?? 1);
}
