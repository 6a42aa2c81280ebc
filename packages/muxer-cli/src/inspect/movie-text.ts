import { listBoxes } from '@voxmux/isobmff';
import { countText, exactDurationText, sizeText } from '../quantity-text.js';
import { alignedRows } from '../text-table.js';
import type { EditFacts, MovieReport, TagFacts, TrackFacts } from './inspect-report.js';

type Row = readonly [name: string, value: string];

/** What is known of a movie, for people. */
export function movieLines(report: MovieReport): string[] {
  const { bytes, layout, durationSeconds, fragments, majorBrand, compatibleBrands } = report;
  const form = [
    layout === null ? 'MP4 without a readable movie box' : `MP4, ${layout}`,
    ...(durationSeconds === null ? [] : [exactDurationText(durationSeconds)]),
    sizeText(bytes),
  ];
  const rows: Row[] = [];
  if (majorBrand !== null)
    rows.push(['brands', `${majorBrand.trimEnd()} (${compatibleBrands.join(' ')})`]);
  if (report.createdAt !== null) rows.push(['created', report.createdAt]);
  if (report.timescale !== null) rows.push(['timescale', String(report.timescale)]);
  if (fragments > 0) rows.push(['fragments', String(fragments)]);
  return [
    form.join(', '),
    ...section(rows),
    ...report.tracks.flatMap((track) => ['', ...trackLines(track)]),
    ...tagLines(report.tags),
    ...boxLines(report),
  ];
}

function trackLines(track: TrackFacts): string[] {
  const { trackId, kind, codec, encryption, timecode, edits, references, samples } = track;
  const head = [
    `track ${String(trackId)}: ${kind}`,
    encryption === null ? codec : `${codec} (encrypted, ${encryption})`,
    ...mediaParts(track),
    ...(track.enabled ? [] : ['disabled']),
  ];
  const rows: Row[] = [];
  if (timecode) {
    const { start, frameRate, startFrame, reel } = timecode;
    const frame = startFrame === null ? '' : ` (frame ${String(startFrame)})`;
    rows.push(['timecode', `${start ?? '?'}${frame} at ${frameRate ?? '?'} frames/s`]);
    if (reel !== null) rows.push(['reel', reel]);
  }
  if (track.handlerName !== '') rows.push(['name', track.handlerName]);
  rows.push(['language', String(track.language)], ['timescale', String(track.timescale)]);
  if (track.durationSeconds !== null && track.durationTicks !== null) {
    const ticks = countText(track.durationTicks, 'tick');
    rows.push(['duration', `${exactDurationText(track.durationSeconds)} (${ticks})`]);
  }
  if (samples !== null && !timecode) rows.push(['samples', samplesText(track, samples)]);
  for (const edit of edits) rows.push(['edit', editText(edit)]);
  for (const { type, trackIds } of references) {
    rows.push(['refers to', `${type}: track ${trackIds.join(', ')}`]);
  }
  return [head.join(', '), ...section(rows)];
}

function mediaParts({
  width,
  height,
  channels,
  sampleRate,
  sampleDescriptions,
}: TrackFacts): string[] {
  const parts: string[] = [];
  if (width !== undefined && height !== undefined) parts.push(`${String(width)}x${String(height)}`);
  if (sampleRate !== undefined) parts.push(`${String(sampleRate)} Hz`);
  if (channels !== undefined) parts.push(countText(channels, 'channel'));
  if (sampleDescriptions !== 1) parts.push(countText(sampleDescriptions, 'sample description'));
  return parts;
}

function samplesText(track: TrackFacts, samples: number): string {
  const { sampleBytes, syncSamples, durationSeconds } = track;
  const parts = [String(samples)];
  if (syncSamples !== null && syncSamples !== samples) parts.push(`${String(syncSamples)} sync`);
  if (sampleBytes !== null) {
    parts.push(sizeText(sampleBytes));
    if (durationSeconds !== null && durationSeconds > 0) {
      parts.push(`${((8 * sampleBytes) / durationSeconds / 1000).toFixed(0)} kbit/s`);
    }
  }
  return parts.join(', ');
}

function editText({ durationSeconds, mediaTime, mediaRate }: EditFacts): string {
  const length = durationSeconds === null ? 'unknown duration' : exactDurationText(durationSeconds);
  if (mediaTime === -1) return `${length} of nothing`;
  const what = durationSeconds === 0 ? 'to the end' : length;
  const rate = mediaRate === 1 ? '' : `, at rate ${String(mediaRate)}`;
  return `${what}, from tick ${String(mediaTime)}${rate}`;
}

function tagLines(tags: readonly TagFacts[]): string[] {
  if (tags.length === 0) return [];
  return ['', 'tags', ...section(tags.map(({ name, value }): Row => [name, value]))];
}

function boxLines({ boxes, bytes }: MovieReport): string[] {
  if (!boxes) return [];
  const columns = `${'offset'.padStart(11)} ${'size'.padStart(11)}  box`;
  return ['', columns, ...listBoxes({ byteLength: bytes, boxes }).trimEnd().split('\n')];
}

function section(rows: readonly Row[]): string[] {
  return alignedRows(rows).map((row) => `  ${row}`);
}
