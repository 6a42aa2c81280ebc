import type { BroadcastExtension, CodingHistoryLine, IXml } from '@voxmux/bwav';
import { createHash } from 'node:crypto';
import { version } from '../version.js';
import type { TrackRender } from './audio-format.js';
import type { BitDepth } from './bit-depth.js';
import type { FileStart } from './start-clock.js';

const samplesPerSecond = 48000;

/** What the chunks of a track's Broadcast WAV say: all of it from the session. */
export function bwavMetadata(
  track: TrackRender,
  bitDepth: BitDepth,
): { bext: BroadcastExtension; iXml: IXml } {
  const { session, clock, player, start, channelCount } = track;
  const reference = fileReference(track);
  const timeReference = timeReferenceOf(start);
  const localDate = start.timecode.localTimeText.slice(0, 10);
  const { numerator, denominator, dropFrame } = clock.frameRate;
  const channelNames = channelCount === 1 ? [player] : [`${player} L`, `${player} R`];
  const bext: BroadcastExtension = {
    description: `${player}; voice session ${session.id ?? session.startTime}`,
    originator: `voxmux ${version}`,
    originatorReference: reference,
    originationDate: localDate,
    originationTime: clockText(Math.floor(timeReference / samplesPerSecond)),
    timeReference,
    codingHistory: codingHistory(channelCount, bitDepth),
  };
  const iXml: IXml = {
    project: session.id ?? session.startTime,
    scene: session.startTime.slice(0, 10),
    take: String(track.trackNumber),
    tape: session.id ?? session.startTime,
    note: `${player}, ${session.startTime} (${session.timeZone})`,
    fileUid: reference,
    timecodeRate: { numerator, denominator, dropFrame },
    tracks: channelNames.map((name, channel) =>
      channelCount === 1 ? { name } : { name, function: channel === 0 ? 'LEFT' : 'RIGHT' },
    ),
  };
  return { bext, iXml };
}

/**
 * Samples from local midnight to the file's first sample. A frame at 29.97 and its kin begins
 * between two samples: the later one is taken, so that programs that divide by the frame's length
 * see that very frame.
 */
export function timeReferenceOf({ timecode }: FileStart): number {
  const { numerator, denominator } = timecode.remainderSamples;
  return timecode.samplesSinceMidnight - Math.floor(numerator / denominator);
}

/** 32 characters, the same for the same track and start, others for others. */
function fileReference({ session, player, start }: TrackRender): string {
  const facts = [session.id, session.startTimestampMs, player, start.originSamples];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

/** Two generations: what was recorded, and this decoding of it. */
function codingHistory(channelCount: 1 | 2, bitDepth: BitDepth): CodingHistoryLine[] {
  const mode = channelCount === 1 ? 'mono' : 'stereo';
  const sampleRate = samplesPerSecond;
  return [
    { algorithm: 'OPUS', sampleRate, mode, text: 'recorded packets' },
    {
      algorithm: 'PCM',
      sampleRate,
      wordLength: Number.parseInt(bitDepth, 10),
      mode,
      text: `voxmux ${version}${bitDepth === '32f' ? '; float' : ''}`,
    },
  ];
}

function clockText(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
