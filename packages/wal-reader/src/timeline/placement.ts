import { clockDriftPpm } from './clock-drift.js';
import type { LevelSpans } from './level-spans.js';
import { levelSpans } from './level-spans.js';
import type { OrderedTrack } from './ordered-track.js';
import { orderTrack } from './ordered-track.js';
import type { PlacedRuns } from './place-spans.js';
import { judgeLonePackets } from './lone-packets.js';
import { placeSpans } from './place-spans.js';
import { playingOffsets } from './playing-offset.js';
import { stampNoise } from './stamp-noise.js';
import { detectSharedStamps } from './shared-stamps.js';
import { settleBoundaries } from './stretch-boundary.js';
import { findStretches } from './stretch-search.js';
import type { TimelineColumns } from './timeline-columns.js';
import type { TimelineReport } from './timeline-report.js';
import { reportSpans } from './timeline-report.js';

/** Where each run of packets of a track belongs on the clock of the session. */
export interface Placement extends PlacedRuns {
  /** Packets in all runs together. */
  readonly packetCount: number;
  /** What was found out about the stamps, and how sure it is. */
  readonly report: TimelineReport;
}

/**
 * Estimates where the packets of a track were captured on the 48 kHz clock of the session, from
 * nothing but their stamps of arrival.
 *
 * A pure function that takes time in proportion to the number of packets, whatever the stamps say.
 * @param columns A packet index, or the columns of one.
 */
export function estimatePlacement(columns: TimelineColumns): Placement {
  const stamps = detectSharedStamps(columns);
  const track = orderTrack(columns, stamps.shared);
  const { order, lagMs, unstampedRows } = track;
  if (unstampedRows === order.packetCount) return backToBack(track);

  const noise = stampNoise(lagMs);
  const { positions } = findStretches(lagMs, noise);
  settleBoundaries({ ...track, noise, sharedStamps: stamps.shared }, positions);
  const spans = levelSpans(track, positions, noise.jitterMs);
  judgeLonePackets(spans, lagMs, noise.jitterMs);
  const { offsetMs, clockSetBackMs } = playingOffsets(spans);
  const reported = reportSpans(track, spans, offsetMs, noise);
  for (let span = 0; span < offsetMs.length; span++) {
    offsetMs[span] = (offsetMs[span] ?? 0) - stamps.delayMs;
  }
  return {
    ...placeSpans(track, spans, offsetMs),
    packetCount: order.packetCount,
    report: {
      ...reported,
      jitterMs: noise.jitterMs,
      clockDriftPpm: clockDriftPpm(spans, noise.jitterMs),
      unstamped: false,
      unstampedRows,
      movedRows: order.movedRows,
      leftOutRows: order.leftOutRows,
      clockSetBackMs,
    },
  };
}

/** A track without any stamp: its packets one after the other from the session's start. */
function backToBack(track: OrderedTrack): Placement {
  const { order } = track;
  const spans: LevelSpans = {
    positions: new Uint32Array(order.packetCount > 0 ? 1 : 0),
    levelMs: new Float64Array(1),
    highestMs: new Float64Array(1),
    stampCounts: new Uint32Array(1),
    beginsStretch: new Uint8Array(1).fill(1),
  };
  return {
    ...placeSpans(track, spans, new Float64Array(1)),
    packetCount: order.packetCount,
    report: {
      estimatedErrorMs: null,
      jitterMs: null,
      clockDriftPpm: null,
      unstamped: order.packetCount > 0,
      unstampedRows: order.packetCount,
      staleRows: 0,
      lateRows: 0,
      movedRows: order.movedRows,
      leftOutRows: order.leftOutRows,
      pauses: 0,
      suspectedLosses: 0,
      insertionsInSpeech: 0,
      clockSetBackMs: 0,
    },
  };
}
