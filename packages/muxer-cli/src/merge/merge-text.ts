import { printableText } from '../printable-text.js';
import { countText, exactDurationText, sizeText } from '../quantity-text.js';
import { alignedRows } from '../text-table.js';
import { shownPath } from '../user-path.js';
import type { MergedTrackFacts, MergeReport } from './merge-report.js';

/** The report for people: what the file is, its tracks, then what deserves attention. */
export function mergeText(report: MergeReport): string {
  const { file, layout, bytes, durationSeconds, fragments, tracks, leftOut, swapped } = report;
  const form = fragments === 0 ? layout : `${layout}, ${countText(fragments, 'fragment')}`;
  const lines = [
    `${shownPath(file)}: ${form}, ${exactDurationText(durationSeconds)}, ${sizeText(bytes)}`,
    ...alignedRows(tracks.map(trackRow)).map((row) => `  ${row}`),
  ];
  if (swapped) lines.push('The audio was given first: the inputs were taken the other way round.');
  for (const { kind, input, reason } of leftOut) lines.push(`${kind} input ${input}: ${reason}`);
  return `${lines.map(printableText).join('\n')}\n`;
}

function trackRow(track: MergedTrackFacts): string[] {
  const { kind, codec, durationSeconds, samples, input, inputBytes } = track;
  return [
    kind,
    codec,
    mediaText(track),
    exactDurationText(durationSeconds),
    countText(samples, 'sample'),
    `from ${input} (${sizeText(inputBytes)})`,
  ];
}

function mediaText({ width, height, channels, sampleRate }: MergedTrackFacts): string {
  return width !== undefined && height !== undefined
    ? `${String(width)}x${String(height)}`
    : `${String(sampleRate ?? 0)} Hz, ${countText(channels ?? 0, 'channel')}`;
}
