import { countText, exactDurationText, sizeText } from '../quantity-text.js';
import { alignedRows } from '../text-table.js';
import type { BroadcastExtensionFacts, IXmlFacts, WaveReport } from './inspect-report.js';

type Row = readonly [name: string, value: string];

const formatNames: Readonly<Record<number, string>> = { 1: 'PCM', 3: 'IEEE float' };

/** What is known of a WAVE file, for people. */
export function waveLines(report: WaveReport, wantsChunks: boolean): string[] {
  const { container, durationSeconds, bytes, formatTag, bitsPerSample, bext, iXml } = report;
  const form = [
    `WAV (${container})`,
    ...(durationSeconds === null ? [] : [exactDurationText(durationSeconds)]),
    sizeText(bytes),
  ];
  const format = [
    `${formatNames[formatTag] ?? `format ${String(formatTag)}`} ${String(bitsPerSample)} bit`,
    `${String(report.sampleRate)} Hz`,
    countText(report.channels, 'channel'),
    countText(report.frames, 'frame'),
  ];
  return [
    form.join(', '),
    ...section([['format', format.join(', ')]]),
    ...titled('bext', bext ? bextRows(bext) : []),
    ...titled('iXML', iXml ? iXmlRows(iXml) : []),
    ...titled('markers', markerRows(report)),
    ...(wantsChunks ? chunkLines(report) : []),
  ];
}

function bextRows(bext: BroadcastExtensionFacts): Row[] {
  const { timeReference, timeOfDay, umid, loudness } = bext;
  const clock = timeOfDay === null ? '' : ` (${timeOfDay})`;
  return filled([
    ['version', String(bext.version)],
    ['description', bext.description],
    ['originator', bext.originator],
    ['reference', bext.originatorReference],
    ['origination', `${bext.originationDate} ${bext.originationTime}`.trim()],
    ['time reference', `${countText(timeReference, 'sample')} since midnight${clock}`],
    ['UMID', umid ?? ''],
    ...Object.entries(loudness).map(([name, value]): Row => [name, String(value)]),
    ['coding history', bext.codingHistory.trim().replaceAll(/\s*[\r\n]+\s*/g, ' / ')],
  ]);
}

function iXmlRows(iXml: IXmlFacts): Row[] {
  const { timecode, timecodeRate, tracks } = iXml;
  const rate = timecodeRate === null ? '' : `${timecodeRate} frames/s`;
  return filled([
    ['project', iXml.project ?? ''],
    ['scene', iXml.scene ?? ''],
    ['take', iXml.take ?? ''],
    ['tape', iXml.tape ?? ''],
    ['note', iXml.note ?? ''],
    ['file UID', iXml.fileUid ?? ''],
    ['timecode', timecode === null ? rate : `${timecode} at ${rate}`],
    ['tracks', tracks.join(', ')],
  ]);
}

function markerRows({ markers, sampleRate }: WaveReport): Row[] {
  return markers.map(({ frame, label }) => [
    sampleRate === 0 ? `frame ${String(frame)}` : exactDurationText(frame / sampleRate),
    label ?? '',
  ]);
}

function chunkLines({ chunks }: WaveReport): string[] {
  return [
    '',
    `${'offset'.padStart(11)} ${'payload'.padStart(11)}  chunk`,
    ...chunks.map(
      ({ id, offset, byteLength }) =>
        `${String(offset).padStart(11)} ${String(byteLength).padStart(11)}  ${id}`,
    ),
  ];
}

function filled(rows: readonly Row[]): Row[] {
  return rows.filter(([, value]) => value !== '');
}

function titled(title: string, rows: readonly Row[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...section(rows)];
}

function section(rows: readonly Row[]): string[] {
  return alignedRows(rows).map((row) => `  ${row}`);
}
