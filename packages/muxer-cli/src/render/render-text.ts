import { printableText } from '../printable-text.js';
import { durationText, sizeText } from '../quantity-text.js';
import { tableLines } from '../text-table.js';
import { shownPath } from '../user-path.js';
import { differenceText } from '../verify/difference.js';
import type { DamageFacts, OutputFacts, RenderReport } from './render-report.js';

const samplesPerSecond = 48000;

/** The report for people: a table of the files, then what deserves attention. */
export function renderText(report: RenderReport, colour: boolean): string {
  const { session, outputs, rejected } = report;
  const lines = [
    `Session ${printableText(session.id ?? session.folder)}, started ${session.startTime} (${session.timeZone})`,
  ];
  if (outputs.length > 0) lines.push('', ...outputTable(outputs, colour));
  const attention = [...attentionLines(report)];
  if (attention.length > 0) lines.push('', ...attention.map(printableText));
  if (outputs.length > 0) {
    lines.push('', ...outputs.map(outputLine));
  } else if (rejected.length === 0) {
    lines.push('', 'Nobody spoke in this session: there is nothing to render.');
  }
  return `${lines.join('\n')}\n`;
}

function outputLine({ file, verified }: OutputFacts): string {
  return `${shownPath(file)}${verified ? '  verified: holds the recording' : ''}`;
}

function outputTable(outputs: readonly OutputFacts[], colour: boolean): string[] {
  // The format is worth a column where there are several.
  const several = new Set(outputs.map(({ format }) => format)).size > 1;
  const names = several ? ['player', 'format'] : ['player'];
  const figures = ['length', 'talk', 'gaps', 'timecode', 'rate', 'sync', 'size'];
  return tableLines({
    heads: [...names, ...figures, 'damage'],
    rows: outputs.map((output) => outputCells(output, several)),
    toTheRight: figures.map((_, place) => names.length + place),
    colour,
  });
}

function outputCells(output: OutputFacts, withFormat: boolean): string[] {
  const talkSamples = output.durationSamples - output.silenceSamples;
  return [
    printableText(output.player),
    ...(withFormat ? [output.format] : []),
    durationText(output.durationSamples / samplesPerSecond),
    `${((100 * talkSamples) / output.durationSamples).toFixed(0)} %`,
    String(output.gaps),
    output.timecode,
    output.frameRate,
    output.estimatedErrorMs === null ? '?' : `±${output.estimatedErrorMs.toFixed(0)} ms`,
    sizeText(output.bytes),
    damageText(output.damage),
  ];
}

function* attentionLines(report: RenderReport): Generator<string> {
  const { outputs, rejected, silent, passedOver } = report;
  // Files of one speaker have damage and most notes in common.
  const lines = new Set<string>();
  for (const { player, damage, notes } of outputs) {
    for (const region of damage) lines.add(`${player}: ${regionText(region)}`);
    for (const note of notes) lines.add(`${player}: ${note}`);
  }
  yield* lines;
  for (const { player, damage } of silent) {
    yield `${player}: no packet could be read, so there is no file`;
    for (const region of damage) yield `${player}: ${regionText(region)}`;
  }
  for (const { file, difference } of rejected) {
    yield `${shownPath(file)} was NOT written, it differed from the recording: ${differenceText(difference)}`;
  }
  for (const { file, reason } of passedOver) yield `${file}: passed over, ${reason}`;
}

function regionText({ file, offset, length, reason }: DamageFacts): string {
  return `${file}, bytes ${String(offset)} to ${String(offset + length - 1)}: ${reason}`;
}

function damageText(damage: readonly DamageFacts[]): string {
  const torn = damage.filter(({ kind }) => kind === 'torn-tail').length;
  const others = damage.length - torn;
  const parts = [];
  if (others > 0) parts.push(others === 1 ? '1 place' : `${String(others)} places`);
  if (torn > 0) parts.push('torn tail');
  return parts.join(', ') || 'none';
}
