import {
  type BroadcastLoudness,
  bytesPerSample,
  BwavError,
  createLoudnessMeter,
  readWaveFrom,
  type SampleFormat,
} from '@voxmux/bwav';
import { OPUS_PRE_SKIP } from '@voxmux/isobmff';
import { frameRate, timecodeAt, TimecodeError } from '@voxmux/timecode';
import { type Placement, planTimeline, SAMPLES_PER_UNIT } from '@voxmux/wal-reader';
import { openSegments } from '@voxmux/wal-reader/node';
import type { BitDepth } from '../render/bit-depth.js';
import { createPacketDecoder } from '../render/packet-decoder.js';
import {
  checkStatedFrames,
  checkWaveFormat,
  type RenderedWave,
  renderedWave,
} from './check-wave-header.js';
import {
  checkBroadcastExtension,
  checkIXml,
  type ExpectedMetadata,
  nameInXml,
  type WaveOwner,
  waveOwner,
} from './check-wave-metadata.js';
import { compareSamples } from './compare-samples.js';
import { compareTexts, type Difference } from './difference.js';
import { expectedSamples } from './expected-samples.js';
import { type PossibleStart, possibleStarts } from './file-start.js';
import type { OpenedFile } from './opened-file.js';
import type { Pace } from './pace.js';
import { recordedPackets } from './recorded-packets.js';
import type { RecordedSpeaker, Recording, RecordingReader } from './recording.js';
import { sampleComparers } from './sample-comparer.js';
import { differing, type Verification } from './verification.js';

const bitDepths: Readonly<Record<SampleFormat, BitDepth>> = {
  pcm16: '16',
  pcm24: '24',
  float32: '32f',
};

/**
 * Compares a rendered Broadcast WAV with the recording, from its header to the last sample.
 *
 * The packets are read and decoded anew, and each sample has to be what they give, within the
 * rounding of the file's bit depth; of the renderer only the decoder is shared.
 */
export async function verifyWave(
  file: OpenedFile,
  reader: RecordingReader,
  pace: Pace,
): Promise<Verification> {
  let player: string | null = null;
  const differs = (difference: Difference): Verification => differing('bwav', player, difference);
  try {
    const rendered = renderedWave(await readWaveFrom(file));
    if ('what' in rendered) return differs(rendered);
    const { wave, sampleFormat, bext, iXml } = rendered;
    const owner = waveOwner(iXml);
    if (owner === undefined) {
      const expected = 'the speaker, the start of the session and its time zone';
      return differs({ what: 'ixml', found: `NOTE ${iXml.note ?? 'missing'}`, expected });
    }
    ({ player } = owner);
    const speaker = speakerOf(reader.recording, owner.player, iXml.take);
    if ('what' in speaker) return differs(speaker);
    player = speaker.track.key.text;

    const { index, placement } = await reader.track(speaker);
    const channelCount = index.stereoPacketCount > 0 ? 2 : 1;
    const start = findStart(rendered, owner, reader.recording, placement);
    if ('what' in start) return differs(start);
    const expected: ExpectedMetadata = {
      ...start,
      recording: reader.recording,
      speaker,
      channelCount,
      bits: 8 * bytesPerSample(sampleFormat),
    };
    const [difference] = [
      ...compareTexts('ixml', `NOTE of ${owner.startTime}`, `NOTE of ${start.startTime}`),
      ...checkWaveFormat(rendered, channelCount),
      ...checkStatedFrames(rendered, (offset, length) => file.read(offset, length)),
      ...checkBroadcastExtension(bext, expected),
      ...checkIXml(iXml, bext, expected),
    ];
    if (difference !== undefined) return differs(difference);

    const plan = planTimeline(placement, {
      originSamples: start.originSamples,
      longerThanSamples: OPUS_PRE_SKIP,
    });
    const stated = Object.keys(bext.loudness).length > 0;
    const meter = stated ? createLoudnessMeter(48000, channelCount) : undefined;
    const segments = openSegments(speaker.track);
    try {
      const log = recordedPackets(index, segments);
      const decoder = await createPacketDecoder(channelCount);
      pace.begin(player);
      const result = await compareSamples({
        ...{ file, log, meter, pace, channelCount },
        data: wave.data,
        comparer: sampleComparers[sampleFormat],
        expected: expectedSamples({ index, plan, log, decoder, channelCount }),
      });
      if ('what' in result) return differs(result);
      const [louder] = meter ? checkLoudness(bext.loudness, meter.result()) : [];
      if (louder !== undefined) return differs(louder);
      const { frames, packets, undecodedPackets } = result;
      const bitDepth = bitDepths[sampleFormat];
      const silenceSamples = plan.silenceUnitsTotal * SAMPLES_PER_UNIT;
      const facts = { player, packets, silenceSamples };
      return {
        format: 'bwav',
        ...facts,
        difference: null,
        wave: { bitDepth, frames, undecodedPackets },
      };
    } finally {
      segments.close();
    }
  } catch (error) {
    if (!(error instanceof BwavError)) throw error;
    const { chunk, offset, found, expected } = error;
    return differs({
      what: 'file-structure',
      found: `${found} in ${chunk.trim()}`,
      expected,
      fileOffset: offset,
    });
  }
}

/** The speaker of that name; of several whose names look the same in XML, the one of that take. */
function speakerOf(
  { speakers }: Recording,
  player: string,
  take: string | undefined,
): RecordedSpeaker | Difference {
  const namesakes = speakers.filter(({ track }) => nameInXml(track.key.text) === nameInXml(player));
  const expected = speakers.map(({ track }) => `'${track.key.text}'`).join(' or ');
  return (
    namesakes.find(({ number }) => String(number) === take) ??
    namesakes[0] ?? { what: 'ixml', found: `the speaker '${player}'`, expected }
  );
}

interface ConfirmedStart extends Pick<PossibleStart, 'timecode' | 'originSamples'> {
  readonly timeReference: number;
  readonly startTime: string;
}

/** Where the file begins, as its TimeReference says and the recording confirms. */
function findStart(
  { bext, iXml }: RenderedWave,
  { timeZone }: WaveOwner,
  { startTimestampMs: instant }: Recording,
  placement: Placement,
): ConfirmedStart | Difference {
  if (iXml.timecodeRate === undefined) {
    return { what: 'ixml', found: 'no TIMECODE_RATE', expected: 'one' };
  }
  const { numerator, denominator, dropFrame } = iXml.timecodeRate;
  try {
    const rate = frameRate(numerator, denominator, { dropFrame });
    const startTime = timecodeAt({ instant, timeZone, frameRate: rate }).localTimeText;
    const starts = possibleStarts(instant, placement, timeZone, rate).map((start) => {
      return { ...start, startTime, timeReference: timeReferenceOf(start) };
    });
    for (const start of starts) {
      if (bext.timeReference === BigInt(start.timeReference)) return start;
    }
    const expected = starts.map(
      ({ timeReference, timecode: { text }, reason }) => `${timeReference} (${text}), ${reason}`,
    );
    return {
      what: 'timecode',
      found: `TimeReference ${bext.timeReference}`,
      expected: `${expected.join(', or ')} (${timeZone})`,
    };
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    return { what: 'timecode', found: error.found, expected: error.expected };
  }
}

/** Samples from midnight to the first sample of the frame: the later one where it begins between two. */
function timeReferenceOf({ timecode }: PossibleStart): number {
  const { numerator, denominator } = timecode.remainderSamples;
  return timecode.samplesSinceMidnight - Math.floor(numerator / denominator);
}

/** `bext` states hundredths. */
const loudnessTolerance = 0.0051;

function* checkLoudness(
  stated: BroadcastLoudness,
  measured: BroadcastLoudness,
): Generator<Difference> {
  const names = new Set([...Object.keys(stated), ...Object.keys(measured)]) as Set<
    keyof BroadcastLoudness
  >;
  for (const name of names) {
    const found = stated[name];
    // Silence measures as minus infinity, which nothing states.
    const expected = Number.isFinite(measured[name]) ? measured[name] : undefined;
    if (found === expected) continue;
    const agree =
      found !== undefined &&
      expected !== undefined &&
      Math.abs(found - expected) <= loudnessTolerance;
    if (agree) continue;
    yield {
      what: 'loudness',
      found: `${name} ${found === undefined ? 'not set' : found.toFixed(2)}`,
      expected: `${name} ${expected === undefined ? 'not set' : expected.toFixed(2)}`,
    };
  }
}
