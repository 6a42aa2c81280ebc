import type { WaveNote } from './wave-note.js';
import { bytesPerSample, checkInteger, type WaveFormat } from './wave-format.js';
import { escapeXml, withoutIllegal } from './xml-text.js';

/** Frame rate of a session's timecode, as an exact fraction. */
export interface IXmlTimecodeRate {
  /** 24000, 30000, 25 … */
  readonly numerator: number;
  /** 1001 or 1. */
  readonly denominator: number;
  /** Labels are left out to keep pace with the clock. */
  readonly dropFrame: boolean;
}

/** One channel of the file. */
export interface IXmlTrack {
  /** Shown by editors as the name of the channel. */
  readonly name: string;
  /** What the channel is, such as `LEFT`. */
  readonly function?: string;
}

/** What an `iXML` chunk is to say; the rest follows from the format and from `bext`. */
export interface IXml {
  /** Name of the production. */
  readonly project?: string;
  /** Name or number of the scene. */
  readonly scene?: string;
  /** Name or number of the take. */
  readonly take?: string;
  /** Name of the reel, card or session. */
  readonly tape?: string;
  /** Free text for people. */
  readonly note?: string;
  /** Marks a good take. */
  readonly circled?: boolean;
  /** Unique identifier of the file. */
  readonly fileUid?: string;
  /** Of the session; without one nothing is said of speed, as a guess changes how editors play. */
  readonly timecodeRate?: IXmlTimecodeRate;
  /** In the order of the channels. */
  readonly tracks?: readonly IXmlTrack[];
}

/** iXML 2.10 is the last version before 3; its elements are what every reader knows. */
const IXML_VERSION = '2.10';

/**
 * The iXML document of a file, UTF-8.
 *
 * @param timeReference that of `bext`, so that both agree; absent if there is none
 * @param notes told of every text that had to be changed
 * @throws BwavError `invalid-value` for a timecode rate that is none
 */
export function ixmlDocument(
  ixml: IXml,
  format: WaveFormat,
  timeReference: bigint | undefined,
  notes: WaveNote[],
): string {
  const text = (field: string, value: string | undefined, multiline = false) =>
    value === undefined ? undefined : legalText(field, value, multiline, notes);
  const tracks = ixml.tracks ?? [];
  const content = [
    leaf('IXML_VERSION', IXML_VERSION),
    leaf('PROJECT', text('project', ixml.project)),
    leaf('SCENE', text('scene', ixml.scene)),
    leaf('TAKE', text('take', ixml.take)),
    leaf('TAPE', text('tape', ixml.tape)),
    leaf('CIRCLED', ixml.circled === undefined ? undefined : ixml.circled ? 'TRUE' : 'FALSE'),
    leaf('FILE_UID', text('fileUid', ixml.fileUid)),
    leaf('NOTE', text('note', ixml.note, true)),
    branch('SPEED', [
      ...speedLeaves(ixml.timecodeRate),
      leaf('FILE_SAMPLE_RATE', format.sampleRate),
      leaf('AUDIO_BIT_DEPTH', 8 * bytesPerSample(format.sampleFormat)),
      leaf('DIGITIZER_SAMPLE_RATE', format.sampleRate),
      ...timestampLeaves(timeReference, format.sampleRate),
    ]),
    branch(
      'TRACK_LIST',
      tracks.length === 0
        ? []
        : [
            leaf('TRACK_COUNT', tracks.length),
            ...tracks.map((track, index) =>
              branch('TRACK', [
                leaf('CHANNEL_INDEX', index + 1),
                leaf('INTERLEAVE_INDEX', index + 1),
                leaf('NAME', text(`tracks[${index}].name`, track.name)),
                leaf('FUNCTION', text(`tracks[${index}].function`, track.function)),
              ]),
            ),
          ],
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${branch('BWFXML', content)}\n`;
}

function speedLeaves(rate: IXmlTimecodeRate | undefined): string[] {
  if (rate === undefined) return [];
  checkInteger('iXML.timecodeRate.numerator', rate.numerator, 1, 0xffffffff);
  checkInteger('iXML.timecodeRate.denominator', rate.denominator, 1, 0xffffffff);
  const fraction = `${rate.numerator}/${rate.denominator}`;
  return [
    leaf('MASTER_SPEED', fraction),
    leaf('CURRENT_SPEED', fraction),
    leaf('TIMECODE_RATE', fraction),
    leaf('TIMECODE_FLAG', rate.dropFrame ? 'DF' : 'NDF'),
  ];
}

function timestampLeaves(timeReference: bigint | undefined, sampleRate: number): string[] {
  if (timeReference === undefined) return [];
  return [
    leaf('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI', String(timeReference >> 32n)),
    leaf('TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO', String(timeReference & 0xffffffffn)),
    leaf('TIMESTAMP_SAMPLE_RATE', sampleRate),
  ];
}

/** Only a note has lines; in a name a line break or tab is a space. */
function legalText(field: string, given: string, multiline: boolean, notes: WaveNote[]): string {
  const lines = multiline ? given.replace(/\r\n?/gu, '\n') : given.replace(/[\r\n\t]+/gu, ' ');
  const written = withoutIllegal(lines);
  if (written !== lines || (!multiline && lines !== given)) {
    notes.push({ code: 'control-characters', field: `iXML.${field}`, given, written });
  }
  return written;
}

function leaf(name: string, value: string | number | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

function branch(name: string, content: readonly string[]): string {
  const present = content.filter((element) => element !== '');
  return present.length === 0 ? '' : `<${name}>\n${present.join('\n')}\n</${name}>`;
}
