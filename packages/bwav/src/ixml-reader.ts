import type { IXml, IXmlTimecodeRate, IXmlTrack } from './ixml.js';
import { optionalProperties } from './optional-properties.js';
import { parseXml, type XmlElement } from './xml-element.js';

/** One channel by an `iXML` chunk that was read. */
export interface IXmlTrackElement extends IXmlTrack {
  /** 1-based number of the recorder's input. */
  readonly channelIndex?: number;
  /** 1-based place of the channel in the file. */
  readonly interleaveIndex?: number;
}

/** An `iXML` chunk that was read: its text, and those of its fields that are known here. */
export interface IXmlChunk extends Omit<IXml, 'tracks'> {
  /** The document as it is in the file. */
  readonly text: string;
  /** The channels that the document names, in its order. */
  readonly tracks: readonly IXmlTrackElement[];
  /** Frames per second of the audio. */
  readonly fileSampleRate?: number;
  /** Bits of a sample. */
  readonly audioBitDepth?: number;
  /** Samples since midnight of the first sample; both halves. */
  readonly timestampSamplesSinceMidnight?: bigint;
  /** Frames per second that the time stamp counts. */
  readonly timestampSampleRate?: number;
}

/** Reads an `iXML` payload. One that is no XML has text and no fields. */
export function readIXmlPayload(payload: Uint8Array): IXmlChunk {
  const text = decode(payload);
  const root = parseXml(text);
  const speed = find(root, 'SPEED');
  const textOf = (name: string) => find(root, name)?.text;
  const circled = textOf('CIRCLED');
  return {
    text,
    tracks: readTracks(find(root, 'TRACK_LIST')),
    ...optionalProperties({
      project: textOf('PROJECT'),
      scene: textOf('SCENE'),
      take: textOf('TAKE'),
      tape: textOf('TAPE'),
      note: textOf('NOTE'),
      circled: circled === undefined ? undefined : circled.toUpperCase() === 'TRUE',
      fileUid: textOf('FILE_UID'),
      timecodeRate: readTimecodeRate(speed),
      fileSampleRate: wholeNumber(speed, 'FILE_SAMPLE_RATE'),
      audioBitDepth: wholeNumber(speed, 'AUDIO_BIT_DEPTH'),
      timestampSamplesSinceMidnight: readTimestamp(speed),
      timestampSampleRate: wholeNumber(speed, 'TIMESTAMP_SAMPLE_RATE'),
    }),
  };
}

/** UTF-8 unless a byte order mark says otherwise; recorders pad the chunk with zeros or spaces. */
function decode(payload: Uint8Array): string {
  const encoding =
    payload[0] === 0xff && payload[1] === 0xfe
      ? 'utf-16le'
      : payload[0] === 0xfe && payload[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(payload).replace(/[\0\s]+$/u, '');
}

function readTimecodeRate(speed: XmlElement | undefined): IXmlTimecodeRate | undefined {
  const [, numerator, denominator] =
    /^(\d{1,9})(?:\/(\d{1,9}))?$/u.exec(find(speed, 'TIMECODE_RATE')?.text ?? '') ?? [];
  if (numerator === undefined) return undefined;
  return {
    numerator: Number(numerator),
    denominator: Number(denominator ?? 1),
    dropFrame: find(speed, 'TIMECODE_FLAG')?.text.toUpperCase() === 'DF',
  };
}

function readTimestamp(speed: XmlElement | undefined): bigint | undefined {
  const high = wholeNumber(speed, 'TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI') ?? 0;
  const low = wholeNumber(speed, 'TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO');
  return low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
}

function readTracks(list: XmlElement | undefined): IXmlTrackElement[] {
  const tracks = list?.children.filter((element) => element.name === 'TRACK') ?? [];
  return tracks.map((track) => ({
    name: find(track, 'NAME')?.text ?? '',
    ...optionalProperties({
      function: find(track, 'FUNCTION')?.text,
      channelIndex: wholeNumber(track, 'CHANNEL_INDEX'),
      interleaveIndex: wholeNumber(track, 'INTERLEAVE_INDEX'),
    }),
  }));
}

function wholeNumber(parent: XmlElement | undefined, name: string): number | undefined {
  const text = find(parent, name)?.text ?? '';
  return /^\d{1,10}$/u.test(text) ? Number(text) : undefined;
}

function find(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((element) => element.name === name);
}
