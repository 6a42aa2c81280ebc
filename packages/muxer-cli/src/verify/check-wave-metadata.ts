import type { BroadcastExtensionChunk, IXmlChunk } from '@voxmux/bwav';
import type { TimeOfDayTimecode } from '@voxmux/timecode';
import { compareTexts, type Difference } from './difference.js';
import type { RecordedSpeaker, Recording } from './recording.js';

/** Whose recording a WAV says it is, and in which zone its time of day is. */
export interface WaveOwner {
  readonly player: string;
  readonly timeZone: string;
}

/** The note of a rendered WAV: speaker, start of the session, zone. */
const noteForm = /^(.*), (\d{4}-\d\d-\d\dT\S+) \(([^()]+)\)$/su;

/** Reads the owner from iXML; undefined if its note is none of ours. */
export function waveOwner({
  note,
}: IXmlChunk): (WaveOwner & { readonly startTime: string }) | undefined {
  const [, player, startTime, timeZone] = noteForm.exec(note ?? '') ?? [];
  if (player === undefined || startTime === undefined || timeZone === undefined) return undefined;
  return { player, startTime, timeZone };
}

/**
 * A name as it is read from an element of XML: without control characters and lone surrogates, and
 * without blanks around it.
 */
export function nameInXml(name: string): string {
  const lines = name.replace(/[\r\n\t]+/gu, ' ');
  return lines.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '').trim();
}

/** What the chunks of a WAV should say of its place in the session. */
export interface ExpectedMetadata {
  readonly recording: Recording;
  readonly speaker: RecordedSpeaker;
  readonly channelCount: 1 | 2;
  readonly bits: number;
  /** Local time of the session's start, ISO 8601 with offset. */
  readonly startTime: string;
  /** Of the frame on which the file begins. */
  readonly timecode: TimeOfDayTimecode;
  /** Samples since midnight of the file's first sample. */
  readonly timeReference: number;
}

/** All that `bext` says but loudness. */
export function* checkBroadcastExtension(
  bext: BroadcastExtensionChunk,
  expected: ExpectedMetadata,
): Generator<Difference> {
  const { recording, speaker, timecode, timeReference, startTime, channelCount, bits } = expected;
  const says = (name: string, found: string, wanted: string): Generator<Difference> =>
    compareTexts('broadcast-extension', `${name} '${found}'`, `${name} '${wanted}'`);
  yield* says('OriginationDate', bext.originationDate, timecode.localTimeText.slice(0, 10));
  yield* says('OriginationTime', bext.originationTime, clockText(timeReference));
  const session = recording.id ?? startTime;
  const description = `${speaker.track.key.text}; voice session ${session}`;
  // Other names are respelt in ASCII, and long ones are cut: iXML has them as they are.
  if (/^[ -~]{0,256}$/u.test(description)) {
    yield* says('Description', bext.description, description);
  }
  if (!bext.originator.startsWith('voxmux '))
    yield* says('Originator', bext.originator, 'voxmux …');
  const mode = channelCount === 1 ? 'mono' : 'stereo';
  const history = bext.codingHistory.split(/[\r\n]+/u).map((line) => line.replace(/,T=.*$/su, ''));
  yield* says(
    'CodingHistory',
    history.filter((line) => line !== '').join(' / '),
    `A=OPUS,F=48000,M=${mode} / A=PCM,F=48000,W=${bits},M=${mode}`,
  );
}

/** All that iXML says. */
export function* checkIXml(
  iXml: IXmlChunk,
  bext: BroadcastExtensionChunk,
  expected: ExpectedMetadata,
): Generator<Difference> {
  const { recording, speaker, startTime, channelCount, bits, timeReference } = expected;
  const player = speaker.track.key.text;
  const channels = channelCount === 1 ? [player] : [`${player} L`, `${player} R`];
  const session = nameInXml(recording.id ?? startTime);
  const found: Record<string, string | number | bigint | undefined> = {
    PROJECT: iXml.project,
    TAPE: iXml.tape,
    SCENE: iXml.scene,
    TAKE: iXml.take,
    FILE_UID: iXml.fileUid,
    FILE_SAMPLE_RATE: iXml.fileSampleRate,
    AUDIO_BIT_DEPTH: iXml.audioBitDepth,
    TIMESTAMP_SAMPLE_RATE: iXml.timestampSampleRate,
    TIMESTAMP_SAMPLES_SINCE_MIDNIGHT: iXml.timestampSamplesSinceMidnight,
    MASTER_SPEED: elementText(iXml.text, 'MASTER_SPEED'),
    CURRENT_SPEED: elementText(iXml.text, 'CURRENT_SPEED'),
    TIMECODE_FLAG: elementText(iXml.text, 'TIMECODE_FLAG'),
    TRACK_LIST: iXml.tracks.map((track) => track.name).join(', '),
  };
  const { numerator, denominator, dropFrame } = expected.timecode.frameRate;
  const speed = `${numerator}/${denominator}`;
  const wanted: Record<string, string | number> = {
    PROJECT: session,
    TAPE: session,
    SCENE: startTime.slice(0, 10),
    TAKE: speaker.number,
    FILE_UID: bext.originatorReference,
    FILE_SAMPLE_RATE: 48000,
    AUDIO_BIT_DEPTH: bits,
    TIMESTAMP_SAMPLE_RATE: 48000,
    TIMESTAMP_SAMPLES_SINCE_MIDNIGHT: timeReference,
    MASTER_SPEED: speed,
    CURRENT_SPEED: speed,
    TIMECODE_FLAG: dropFrame ? 'DF' : 'NDF',
    TRACK_LIST: channels.map(nameInXml).join(', '),
  };
  for (const [element, value] of Object.entries(wanted)) {
    const says = found[element] ?? 'missing';
    yield* compareTexts('ixml', `${element} ${says}`, `${element} ${value}`);
  }
}

function elementText(document: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`, 'u').exec(document)?.[1]?.trim();
}

/** `14:03:07`, of samples since midnight at 48 kHz. */
function clockText(samples: number): string {
  const seconds = Math.floor(samples / 48000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
