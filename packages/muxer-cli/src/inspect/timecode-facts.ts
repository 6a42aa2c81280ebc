import type { TrackTimecode } from '@voxmux/isobmff';
import {
  formatTimecode,
  frameRateName,
  frameRateOfSampleEntry,
  TimecodeError,
  timecodeOfSample,
} from '@voxmux/timecode';
import type { TimecodeFacts } from './inspect-report.js';

/** The first label and the rate of a timecode track; what contradicts itself is reported. */
export function timecodeFacts(
  timecode: TrackTimecode,
  report: (error: unknown) => void,
): TimecodeFacts {
  const { startFrame, reel } = timecode;
  const facts = {
    start: null,
    frameRate: null,
    startFrame: startFrame ?? null,
    reel: reel ?? null,
  };
  try {
    const frameRate = frameRateName(frameRateOfSampleEntry(timecode));
    if (startFrame === undefined) return { ...facts, frameRate };
    return { ...facts, frameRate, start: formatTimecode(timecodeOfSample(timecode, startFrame)) };
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    report(error);
    return facts;
  }
}
