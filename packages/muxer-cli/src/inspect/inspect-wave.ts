import {
  BwavError,
  type BwavFault,
  type BroadcastExtensionChunk,
  describeFault,
  type IXmlChunk,
  readWaveFrom,
  type WaveFile,
  type WaveSource,
} from '@voxmux/bwav';
import {
  formatClockTime,
  formatTimecode,
  frameRate,
  frameRateName,
  samplesToFrame,
  TimecodeError,
} from '@voxmux/timecode';
import type { BroadcastExtensionFacts, IXmlFacts, WaveReport } from './inspect-report.js';

/** Reads what a WAVE file says of itself; undefined if it is none. */
export async function inspectWave(
  source: WaveSource,
): Promise<Omit<WaveReport, 'file' | 'bytes'> | undefined> {
  let wave: WaveFile;
  try {
    wave = await readWaveFrom(source);
  } catch (error) {
    if (error instanceof BwavError && error.code === 'not-wave') return undefined;
    throw error;
  }
  const { container, format, data, bext, iXml, markers, chunks, damage } = wave;
  const { sampleRate } = format;
  return {
    format: 'wav',
    container,
    channels: format.channels,
    sampleRate,
    bitsPerSample: format.bitsPerSample,
    formatTag: format.formatTag,
    frames: data.frameCount,
    durationSeconds: sampleRate === 0 ? null : data.frameCount / sampleRate,
    bext: bext ? bextFacts(bext, sampleRate) : null,
    iXml: iXml ? iXmlFacts(iXml, bext, sampleRate) : null,
    markers: markers.map(({ frame, label }) => ({ frame, label: label ?? null })),
    chunks,
    damage: damage.map(damageFacts),
  };
}

function damageFacts(fault: BwavFault): WaveReport['damage'][number] {
  return { code: fault.code, offset: fault.offset ?? null, message: describeFault(fault) };
}

function bextFacts(bext: BroadcastExtensionChunk, sampleRate: number): BroadcastExtensionFacts {
  const { timeReference, umid, loudness, ...texts } = bext;
  return {
    ...texts,
    timeReference: Number(timeReference),
    timeOfDay:
      sampleRate === 0
        ? null
        : formatClockTime(Number((timeReference * 1000n) / BigInt(sampleRate))),
    umid: umid ? Array.from(umid, (byte) => byte.toString(16).padStart(2, '0')).join('') : null,
    loudness: { ...loudness },
  };
}

function iXmlFacts(
  iXml: IXmlChunk,
  bext: BroadcastExtensionChunk | undefined,
  sampleRate: number,
): IXmlFacts {
  const { project, scene, take, tape, note, fileUid, tracks } = iXml;
  return {
    project: project ?? null,
    scene: scene ?? null,
    take: take ?? null,
    tape: tape ?? null,
    note: note ?? null,
    fileUid: fileUid ?? null,
    ...timecodeOf(iXml, bext, sampleRate),
    tracks: tracks.map(({ name }) => name),
  };
}

/** The label on which the file begins, by the time of `iXML` or `bext`. */
function timecodeOf(
  { timecodeRate, timestampSamplesSinceMidnight, timestampSampleRate }: IXmlChunk,
  bext: BroadcastExtensionChunk | undefined,
  sampleRate: number,
): Pick<IXmlFacts, 'timecodeRate' | 'timecode'> {
  const samples = timestampSamplesSinceMidnight ?? bext?.timeReference;
  if (!timecodeRate) return { timecodeRate: null, timecode: null };
  try {
    const { numerator, denominator, dropFrame } = timecodeRate;
    const rate = frameRate(numerator, denominator, { dropFrame });
    const name = frameRateName(rate);
    if (samples === undefined) return { timecodeRate: name, timecode: null };
    const { frameNumber } = samplesToFrame(samples, rate, timestampSampleRate ?? sampleRate);
    return { timecodeRate: name, timecode: formatTimecode({ frameNumber, frameRate: rate }) };
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    return { timecodeRate: null, timecode: null };
  }
}
