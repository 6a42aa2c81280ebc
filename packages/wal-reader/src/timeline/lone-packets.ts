import type { LevelSpans } from './level-spans.js';
import { isLag, NO_LAG } from './stamp-lags.js';

/** A single packet that is later than this is not late: it follows a pause. */
const LATEST_MS = 250;
/** Less than this is jitter. */
const LEAST_MS = 25;
/** How much likelier one explanation must be than the other to be believed alone. */
const CLEARLY = 3;

/**
 * Decides about single packets between a short pause and a long one. Each may be a short utterance,
 * and then its stamp says where it belongs, or the last packet of the utterance before, and late.
 * Nothing in the packet tells, so the rest of the track must: how often are single packets as late
 * in the middle of speech, and how often are single packets said for certain? Where neither is
 * clearly more common, the packet is put halfway, which halves the greatest error.
 * @param spans The levels of the packets in doubt are overwritten.
 */
export function judgeLonePackets(spans: LevelSpans, lagMs: Int32Array, jitterMs: number): void {
  const { positions, levelMs } = spans;
  const least = Math.max(LEAST_MS, 3.5 * jitterMs);
  let inDoubt = 0;
  let certain = 0;
  let shortPauses = 0;
  let stretches = 0;
  for (let span = 1; span < positions.length; span++) {
    if (spans.beginsStretch[span] !== 1) continue;
    const rise = (levelMs[span] ?? 0) - (levelMs[span - 1] ?? 0);
    const short = rise <= LATEST_MS;
    const lone = isLone(spans, span, lagMs.length);
    if (lone && short) inDoubt += 1;
    else if (lone) certain += 1;
    else {
      stretches += 1;
      if (short && rise > least) shortPauses += 1;
    }
  }
  if (inDoubt === 0) return;

  const shortShare = shortPauses / Math.max(1, stretches);
  const spoken = (certain * shortShare) / Math.max(0.05, 1 - shortShare);
  const late = (lateInSpeech(spans, lagMs, least) / Math.max(1, lagMs.length)) * (stretches + 1);
  if (late === 0 || spoken > CLEARLY * late) return;
  const towardsStamp = late > CLEARLY * spoken ? 0 : 0.5;
  for (let span = 1; span < positions.length; span++) {
    if (spans.beginsStretch[span] !== 1 || !isLone(spans, span, lagMs.length)) continue;
    const before = levelMs[span - 1] ?? 0;
    const rise = (levelMs[span] ?? 0) - before;
    if (rise > 0 && rise <= LATEST_MS) levelMs[span] = before + towardsStamp * rise;
  }
}

/** Whether a span is one packet, with a pause before and after. */
function isLone({ positions, beginsStretch }: LevelSpans, span: number, count: number): boolean {
  const end = positions[span + 1] ?? count;
  return (
    end - (positions[span] ?? 0) === 1 &&
    (span + 1 === positions.length || beginsStretch[span + 1] === 1)
  );
}

/** How many packets in the middle of speech are late on their own. */
function lateInSpeech(
  { positions, levelMs, highestMs }: LevelSpans,
  lagMs: Int32Array,
  least: number,
): number {
  let late = 0;
  for (let span = 0; span < positions.length; span++) {
    const end = (positions[span + 1] ?? lagMs.length) - 1;
    const level = levelMs[span] ?? 0;
    if ((highestMs[span] ?? 0) - level <= least) continue;
    for (let position = positions[span] ?? 0; position < end; position++) {
      const lag = lagMs[position] ?? NO_LAG;
      const lateness = lag - level;
      if (!isLag(lag) || lateness <= least || lateness > LATEST_MS) continue;
      const next = lagMs[position + 1] ?? NO_LAG;
      if (isLag(next) && next - level < least) late += 1;
    }
  }
  return late;
}
