import { type FrameRate, timecodeAt, type TimeOfDayTimecode } from '@voxmux/timecode';
import type { Placement } from '@voxmux/wal-reader';

/** A place at which a rendered file may begin: on a frame of the wall clock's timecode. */
export interface PossibleStart {
  /** `the session starts` or `its first packet does`. */
  readonly reason: string;
  readonly timecode: TimeOfDayTimecode;
  /** The file's first sample on the session's clock, at 48 kHz. */
  readonly originSamples: number;
}

/**
 * Files begin on the frame in which the session starts, or on that of their first packet.
 *
 * @throws TimecodeError for a zone that is not known
 */
export function possibleStarts(
  startTimestampMs: number,
  placement: Placement,
  timeZone: string,
  frameRate: FrameRate,
): readonly [PossibleStart, PossibleStart] {
  const startAt = (reason: string, offsetSamples: number): PossibleStart => {
    const timecode = timecodeAt({ instant: startTimestampMs, timeZone, frameRate, offsetSamples });
    const { numerator, denominator } = timecode.remainderSamples;
    return { reason, timecode, originSamples: offsetSamples - numerator / denominator };
  };
  const firstPacket = Math.max(0, Math.floor(placement.startSamples[0] ?? 0));
  return [
    startAt('where the session starts', 0),
    startAt('where its first packet does', firstPacket),
  ];
}
