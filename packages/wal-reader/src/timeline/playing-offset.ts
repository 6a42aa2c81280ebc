import type { LevelSpans } from './level-spans.js';
import { fitRising } from './rising-fit.js';

/** How much later than the packets before it each span is played. */
export interface PlayingOffsets {
  /** In milliseconds, one for each span; never falls, so that no packets overlap. */
  readonly offsetMs: Float64Array;
  /** By how much the wall clock was set back, all in all, as far as it shows. */
  readonly clockSetBackMs: number;
}

/**
 * Within a stretch nothing is inserted before the speech lags by so much; then it is made to lead
 * by as much.
 */
const TOLERANCE_MS = 8;

/** A level that falls by more than this shows a clock set back; by less, a change of delay. */
const SETBACK_MS = 60;

/**
 * After a smaller setback the stamps are followed, as all tracks do: pauses are shortened until
 * speech has caught up. After a larger one that would take too long: time goes on from there.
 */
const LARGE_SETBACK_MS = 60_000;

/**
 * Lays spans where their levels are as well as a sequence can that never falls: silence can be
 * inserted but, before the next pause, not taken back.
 */
export function playingOffsets({
  levelMs,
  stampCounts,
  beginsStretch,
}: LevelSpans): PlayingOffsets {
  const offsetMs = levelMs.slice();
  let clockSetBackMs = 0;
  let shift = 0;
  let carry = -Infinity;
  let from = 0;
  for (let span = 1; span <= offsetMs.length; span++) {
    let fall = 0;
    if (span < offsetMs.length) {
      fall = beginsStretch[span] === 1 ? (levelMs[span - 1] ?? 0) - (levelMs[span] ?? 0) : 0;
      if (fall > LARGE_SETBACK_MS) shift += fall;
      offsetMs[span] = (offsetMs[span] ?? 0) + shift;
    }
    if (span === offsetMs.length || fall > SETBACK_MS) {
      clockSetBackMs += fall;
      fitRising(offsetMs, stampCounts, from, span);
      shelve(offsetMs, beginsStretch, from, span);
      for (let at = from; at < span; at++) {
        carry = Math.max(carry, offsetMs[at] ?? 0);
        offsetMs[at] = carry;
      }
      from = span;
    }
  }
  return { offsetMs, clockSetBackMs };
}

/** Within each stretch turns a rising curve into steps, as few as the tolerance allows. */
function shelve(offsetMs: Float64Array, begins: Uint8Array, from: number, to: number): void {
  let first = from;
  for (let span = from + 1; span <= to; span++) {
    const lowest = offsetMs[first] ?? 0;
    const goesOn =
      span < to && begins[span] !== 1 && (offsetMs[span] ?? 0) - lowest <= 2 * TOLERANCE_MS;
    if (goesOn) continue;
    const highest = offsetMs[span - 1] ?? 0;
    offsetMs.fill((lowest + highest) / 2, first, span);
    first = span;
  }
}
