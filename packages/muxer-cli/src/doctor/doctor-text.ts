import { printableText } from '../printable-text.js';
import { countText, durationText, exactDurationText, sizeText } from '../quantity-text.js';
import { tableLines } from '../text-table.js';
import { shownPath } from '../user-path.js';
import type {
  DamageFinding,
  DoctorReport,
  ExaminedTrack,
  ManifestFacts,
  Verdict,
} from './doctor-report.js';
import type { StartSource } from './manifest-finding.js';

const verdicts: Readonly<Record<Verdict, string>> = {
  whole: 'whole: nothing is missing',
  crashed: 'crashed: it ended without warning; what was written before is there',
  damaged: 'damaged: something in it was changed or has gone',
  empty: 'empty: nobody spoke',
};

const startSources: Readonly<Record<StartSource, string>> = {
  manifest: 'session.json',
  'rest-of-manifest': 'what is left of session.json',
  'session-id': 'the session id, in which it stands',
  'created-at': 'the field created_at, to the second',
  'segment-headers': 'the headers of the segments',
};

/** The report for people: verdict, table of speakers, what is wrong, what to do. */
export function doctorText(report: DoctorReport, colour: boolean): string {
  const { tracks, saved, lost } = report;
  const lines = [
    `Recording ${printableText(shownPath(report.folder))}`,
    `  verdict  ${verdicts[report.verdict]}`,
    `  start    ${startText(report.manifest, report.timeZone)}`,
  ];
  if (report.lastPacketEndMs !== null) {
    lines.push(
      `  speech   ends ${exactDurationText(report.lastPacketEndMs / 1000)} after the start`,
    );
  }
  lines.push(
    `  saved    ${countText(saved.packets, 'packet')}, ${durationText(saved.talkMs / 1000)} of speech`,
    `  lost     ${lostText(lost)}`,
  );
  if (tracks.length > 0) lines.push('', ...trackTable(tracks, colour));
  const attention = [...attentionLines(report)];
  if (attention.length > 0) lines.push('', ...attention);
  if (report.repair !== null) {
    const { folder, packets, bytes } = report.repair;
    lines.push(
      '',
      `Clean copy: ${printableText(shownPath(folder))} (${countText(packets, 'packet')}, ${sizeText(bytes)})`,
      '  what was left out: repair-report.json in it',
    );
  }
  if (report.renderCommand !== null) lines.push('', 'To render it:', `  ${report.renderCommand}`);
  return `${lines.join('\n')}\n`;
}

function startText({ startTime, startSource, startUncertaintyMs }: ManifestFacts, zone: string) {
  if (startTime === null || startSource === null) return 'not known';
  const margin = startUncertaintyMs > 1 ? `, within ${startUncertaintyMs} ms` : '';
  const source = startSource === 'manifest' ? '' : `; from ${startSources[startSource]}${margin}`;
  return `${startTime} (${printableText(zone)})${source}`;
}

function lostText({ bytes, recordsAtLeast }: DoctorReport['lost']): string {
  if (bytes === 0) return 'nothing that can be seen';
  const records = recordsAtLeast > 0 ? `, at least ${countText(recordsAtLeast, 'record')}` : '';
  return `${sizeText(bytes)}${records}`;
}

function trackTable(tracks: readonly ExaminedTrack[], colour: boolean): string[] {
  const names = ['player', 'heard by'];
  const figures = ['segments', 'packets', 'talk', 'first', 'last', 'sync'];
  return tableLines({
    heads: [...names, ...figures, 'damage'],
    rows: tracks.map(trackCells),
    toTheRight: figures.map((_, place) => names.length + place),
    colour,
  });
}

function trackCells(track: ExaminedTrack): string[] {
  return [
    printableText(track.player),
    track.kind === null ? '?' : track.kind === 'input' ? 'microphone' : 'network',
    String(track.segments.length),
    String(track.packets),
    durationText(track.talkMs / 1000),
    stampText(track.firstStampMs),
    stampText(track.lastStampMs),
    track.estimatedErrorMs === null ? '?' : `±${track.estimatedErrorMs.toFixed(0)} ms`,
    damageText(track),
  ];
}

function stampText(stampMs: number | null): string {
  return stampMs === null ? '?' : exactDurationText(stampMs / 1000);
}

function damageText({ segments, unlistedDamage }: ExaminedTrack): string {
  const regions = segments.flatMap(({ damage }) => damage);
  const torn = regions.filter(({ kind }) => kind === 'torn-tail').length;
  const others = regions.length - torn + unlistedDamage;
  const parts = [];
  if (others > 0) parts.push(countText(others, 'place'));
  if (torn > 0) parts.push(torn === 1 ? 'torn tail' : `${torn} torn tails`);
  return parts.join(', ') || 'none';
}

function* attentionLines(report: DoctorReport): Generator<string> {
  const { manifest, tracks, passedOver, stillRecording } = report;
  if (manifest.problem !== null) yield printableText(manifest.problem);
  if (stillRecording) yield 'someone is still recording; this is what was there';
  for (const track of tracks) {
    const name = printableText(track.player);
    for (const note of trackNotes(track)) yield `${name}: ${note}`;
    for (const { file, damage } of track.segments) {
      for (const region of damage) yield `${name}: ${regionText(printableText(file), region)}`;
    }
  }
  for (const { file, bytes, reason } of passedOver) {
    yield `${printableText(file)}: passed over, ${reason} (${sizeText(bytes)})`;
  }
}

function* trackNotes(track: ExaminedTrack): Generator<string> {
  const { missingSegments, unstampedPackets, stalePackets, latePackets, movedPackets } = track;
  if (missingSegments.length > 0) {
    yield `segments are missing: number ${missingSegments.join(', ')}`;
  }
  const counts: [number, string][] = [
    [unstampedPackets, 'without a stamp'],
    [stalePackets, 'with a stamp from before a pause'],
    [latePackets, 'that arrived late'],
    [movedPackets, 'written out of order'],
    [track.duplicatePackets, 'recorded twice'],
  ];
  for (const [count, what] of counts) {
    if (count > 0)
      yield `${countText(count, 'packet')} ${what}; render sees to ${count === 1 ? 'it' : 'them'}`;
  }
  if (track.unlistedDamage > 0) {
    yield `${countText(track.unlistedDamage, 'further damaged place')} not listed`;
  }
}

function regionText(file: string, region: DamageFinding): string {
  const { offset, length, reason, recordsSeen, stampBeforeMs, stampAfterMs } = region;
  const parts = [`${file}, bytes ${offset} to ${offset + length - 1}: ${reason}`];
  if (region.kind !== 'torn-tail' && region.kind !== 'stamp-range') {
    if (recordsSeen > 0) parts.push(`at least ${countText(recordsSeen, 'record')} lost`);
    if (stampBeforeMs !== null && stampAfterMs !== null) {
      parts.push(`between ${stampText(stampBeforeMs)} and ${stampText(stampAfterMs)}`);
    }
  }
  return parts.join('; ');
}
