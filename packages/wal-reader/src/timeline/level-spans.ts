import type { MediaTime } from './media-time.js';
import type { OrderedTrack } from './ordered-track.js';
import { lagLocator } from './robust-location.js';

/** Pieces of stretches, short enough for a clock to drift by little within one. */
export interface LevelSpans {
  /** Position of each span's first packet; ascending from 0. */
  readonly positions: Uint32Array;
  /** Where the span lies: the lag of its packets without their jitter, in milliseconds. */
  readonly levelMs: Float64Array;
  /** No lag in the span is higher; infinite if packets were held up, whose lags are unknown. */
  readonly highestMs: Float64Array;
  /** Stamps that the level rests on. */
  readonly stampCounts: Uint32Array;
  /** 1 where the span begins a stretch, 0 where it goes on without a gap. */
  readonly beginsStretch: Uint8Array;
}

/** 15 seconds: a clock 200 ppm off gains or loses 3 ms in it. */
export const SPAN_UNITS = 6000;
/** 120 ms. */
const LONGEST_PACKET_UNITS = 48;

/**
 * Divides stretches into spans and finds the level of each from all its stamps.
 * @param starts First position of each stretch, the first being 0.
 */
export function levelSpans(
  { time, lagMs }: OrderedTrack,
  starts: Uint32Array,
  jitterMs: number,
): LevelSpans {
  const { positions, beginsStretch } = cutSpans(time, starts, lagMs.length);
  const levelMs = new Float64Array(positions.length);
  const highestMs = new Float64Array(positions.length);
  const stampCounts = new Uint32Array(positions.length);
  const locate = lagLocator(Math.max(2, 2 * jitterMs));
  let level = 0;
  for (let span = 0; span < positions.length; span++) {
    const end = positions[span + 1] ?? lagMs.length;
    const location = locate(lagMs, positions[span] ?? 0, end);
    if (location.count > 0) level = location.levelMs;
    levelMs[span] = level;
    highestMs[span] = location.highestMs;
    stampCounts[span] = location.count;
  }
  return { positions, levelMs, highestMs, stampCounts, beginsStretch };
}

/** Divides stretches at every {@link SPAN_UNITS}. */
function cutSpans(
  time: MediaTime,
  starts: Uint32Array,
  packetCount: number,
): Pick<LevelSpans, 'positions' | 'beginsStretch'> {
  // All spans but the last of each stretch are of full length.
  const most = starts.length + Math.floor(time.unitsBefore(packetCount) / SPAN_UNITS);
  const positions = new Uint32Array(most);
  const beginsStretch = new Uint8Array(most);
  let spans = 0;
  for (let stretch = 0; stretch < starts.length; stretch++) {
    const stretchEnd = starts[stretch + 1] ?? packetCount;
    let start = starts[stretch] ?? 0;
    beginsStretch[spans] = 1;
    while (start < stretchEnd) {
      positions[spans] = start;
      spans += 1;
      // No packet is so long that these few could fill a span.
      const few = stretchEnd - start <= SPAN_UNITS / LONGEST_PACKET_UNITS;
      start = few ? stretchEnd : time.positionAfter(start, SPAN_UNITS, stretchEnd);
    }
  }
  return {
    positions: positions.subarray(0, spans),
    beginsStretch: beginsStretch.subarray(0, spans),
  };
}
