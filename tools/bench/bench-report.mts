import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

import {
  type Comparison,
  costsOf,
  figuresOf,
  type Goal,
  nodeStart,
  ratiosOf,
} from './comparison.mjs';
import { type ProcessCost } from './process-cost.mjs';
import { type Spread, spreadOf, spreadText } from './statistics.mjs';

/** What the figures were taken on, and how busy it was. */
export interface Surroundings {
  readonly lines: readonly string[];
}

/** Says what machine and what versions this is. */
export function describeSurroundings(loadBefore: readonly number[]): Surroundings {
  const [core] = cpus();
  const ffmpeg = execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }).split('\n')[0] ?? '';
  const load = (average: readonly number[]): string => (average[0] ?? NaN).toFixed(1);
  return {
    lines: [
      `- Date: ${new Date().toISOString().slice(0, 10)}`,
      `- Machine: ${cpus().length} × ${core?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
      `- Versions: Node ${process.versions.node}, ${ffmpeg.replace(/ Copyright.*/, '')}, mediabunny ${mediabunnyVersion()}`,
      `- Load (processes that want to run, average of a minute): ${load(loadBefore)} before, ${load(loadavg())} after`,
    ],
  };
}

function mediabunnyVersion(): string {
  const manifest = new URL('../package.json', import.meta.url);
  const { devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return devDependencies['mediabunny'] ?? 'unknown';
}

/** The whole page, as Markdown. */
export function reportText(
  comparisons: readonly Comparison[],
  derived: readonly string[],
  { lines }: Surroundings,
): string {
  return [
    '# Benchmarks',
    '',
    'Made by `npx nx run tools:bench`. Whole processes are measured, from start to end; the programs of a',
    'comparison take turns, round after round, so that load disturbs them alike. Files are read from memory and',
    'written to it, under new names each time. Each figure is the median of the rounds, with the least and the',
    'greatest in parentheses; ratios are taken round by round. CPU is user and system time: on a busy machine it',
    'tells more than wall time does. "Beyond start" is without what `node -e 0` takes.',
    '',
    ...lines,
    '',
    '## Aims',
    '',
    ...table(['aim', 'limit', 'measured', ''], comparisons.flatMap(goalRows)),
    '',
    ...derived.flatMap((line) => [line, '']),
    ...comparisons.flatMap(comparisonText),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function goalRows(comparison: Comparison): string[][] {
  return (comparison.contest.goals ?? []).map((goal) => {
    const measured = goal.measured(comparison);
    const limit = `${goal.atLeast ? '≥' : '≤'} ${goal.limit}`;
    return [goal.what, limit, spreadText(measured), isReached(goal, measured) ? 'yes' : 'no'];
  });
}

function isReached({ limit, atLeast }: Goal, { median }: Spread): boolean {
  return atLeast ? median >= limit : median <= limit;
}

function comparisonText(comparison: Comparison): string[] {
  const { contest, rounds } = comparison;
  const names = contest.subjects.map(({ name }) => name);
  const [first = ''] = names;
  const rows = names.map((name) => costRow(name, costsOf(comparison, name)));
  if (!names.includes(nodeStart.name)) rows.push(costRow(nodeStart.name, comparison.start));
  const ratios = names.slice(1).map((other) => {
    const { wall, cpu, wallBeyondStart, cpuBeyondStart } = ratiosOf(comparison, first, other);
    return [`${first} ÷ ${other}`, ...[wall, cpu, wallBeyondStart, cpuBeyondStart].map(spreadText)];
  });
  return [
    `## ${contest.title.charAt(0).toUpperCase()}${contest.title.slice(1)}`,
    '',
    `${contest.note} ${rounds === 1 ? 'One round.' : `${rounds} rounds.`}`,
    '',
    ...table(['', 'wall, s', 'CPU, s', 'peak memory, MB'], rows),
    '',
    ...(ratios.length === 0
      ? []
      : [...table(['', 'wall', 'CPU', 'wall beyond start', 'CPU beyond start'], ratios), '']),
    ...names.flatMap((name) => figureLines(comparison, name)),
  ];
}

function costRow(name: string, costs: readonly ProcessCost[]): string[] {
  return [
    name,
    spreadText(spreadOf(costs.map(({ wallSeconds }) => wallSeconds))),
    spreadText(spreadOf(costs.map(({ cpuSeconds }) => cpuSeconds))),
    spreadText(spreadOf(costs.map(({ peakMegabytes }) => peakMegabytes))),
  ];
}

function figureLines(comparison: Comparison, name: string): string[] {
  const figures = [...figuresOf(comparison, name)];
  if (figures.length === 0) return [];
  return [...figures.map(([what, spread]) => `- ${name}: ${spreadText(spread)} ${what}`), ''];
}

/** A table whose columns are as wide as their widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((cell, column) =>
    Math.max(3, cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)];
}
