import { mkdtempSync, rmSync } from 'node:fs';
import { execPath, stderr } from 'node:process';
import { join } from 'node:path';

import { measure, type ProcessCost } from './process-cost.mjs';
import { spreadOf, type Spread } from './statistics.mjs';

/** A program that takes part in a comparison. */
export interface Subject {
  readonly name: string;
  /** What is run; what it writes goes into `folder`, which is new and empty each time. */
  readonly command: (folder: string) => readonly string[];
  /** Runs in a row that make one measurement; 1 unless given. */
  readonly repeat?: number;
}

/** Programs that do the same work, the first of them being the one that is looked at. */
export interface Contest {
  readonly title: string;
  /** What is compared, in a sentence or two. */
  readonly note: string;
  readonly subjects: readonly Subject[];
  readonly goals?: readonly Goal[];
  /** Fewer rounds than others, because it takes long. */
  readonly mostRounds?: number;
}

/** What is aimed at, as a number that should not be exceeded, or reached if `atLeast`. */
export interface Goal {
  readonly what: string;
  readonly limit: number;
  readonly atLeast?: boolean;
  readonly measured: (comparison: Comparison) => Spread;
}

/** What came of a contest: for each subject the costs of its rounds. */
export interface Comparison {
  readonly contest: Contest;
  readonly rounds: number;
  readonly costs: ReadonlyMap<string, readonly ProcessCost[]>;
  /** Of Node that does nothing. */
  readonly start: readonly ProcessCost[];
}

export const nodeStart: Subject = {
  name: '`node -e 0`',
  command: () => [execPath, '-e', '0'],
  repeat: 5,
};

/** Runs all subjects in turn, round after round, so that load disturbs them alike. */
export function compare(contest: Contest, rounds: number, folder: string): Comparison {
  const costs = new Map<string, ProcessCost[]>();
  const start: ProcessCost[] = [];
  const count = Math.min(rounds, contest.mostRounds ?? rounds);
  for (let round = 0; round < count; round++) {
    start.push(measureSubject(nodeStart, folder));
    for (const subject of contest.subjects) {
      const cost = measureSubject(subject, folder);
      costs.set(subject.name, [...(costs.get(subject.name) ?? []), cost]);
      stderr.write(
        `${contest.title}, ${round + 1} of ${count}: ${subject.name} ${cost.wallSeconds.toFixed(2)} s\n`,
      );
    }
  }
  return { contest, rounds: count, costs, start };
}

function measureSubject({ command, repeat = 1 }: Subject, folder: string): ProcessCost {
  const out = mkdtempSync(join(folder, 'out-'));
  try {
    return measure(command(out), repeat, folder);
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** How one subject's costs compare with another's, round by round. */
export interface Ratios {
  readonly wall: Spread;
  readonly cpu: Spread;
  /** Without the start of Node in the first subject's costs. */
  readonly wallBeyondStart: Spread;
  readonly cpuBeyondStart: Spread;
}

export function ratiosOf(comparison: Comparison, name: string, other: string): Ratios {
  const start = {
    wallSeconds: spreadOf(comparison.start.map(({ wallSeconds }) => wallSeconds)).median,
    cpuSeconds: spreadOf(comparison.start.map(({ cpuSeconds }) => cpuSeconds)).median,
  };
  const ours = costsOf(comparison, name);
  const theirs = costsOf(comparison, other);
  const ratio = (what: 'wallSeconds' | 'cpuSeconds', less: number): Spread =>
    spreadOf(ours.map((cost, round) => (cost[what] - less) / (theirs[round]?.[what] ?? NaN)));
  return {
    wall: ratio('wallSeconds', 0),
    cpu: ratio('cpuSeconds', 0),
    wallBeyondStart: ratio('wallSeconds', start.wallSeconds),
    cpuBeyondStart: ratio('cpuSeconds', start.cpuSeconds),
  };
}

export function costsOf({ contest, costs }: Comparison, name: string): readonly ProcessCost[] {
  const found = costs.get(name);
  if (found === undefined) throw new Error(`${name} takes no part in '${contest.title}'`);
  return found;
}

/** Peak memory of a subject, in megabytes. */
export function peakOf(comparison: Comparison, name: string): Spread {
  return spreadOf(costsOf(comparison, name).map(({ peakMegabytes }) => peakMegabytes));
}

/** Figures that a subject prints of itself: the last line of its output, as JSON. */
export function figuresOf(comparison: Comparison, name: string): ReadonlyMap<string, Spread> {
  const values = new Map<string, number[]>();
  for (const { stdout } of costsOf(comparison, name)) {
    for (const [figure, value] of Object.entries(printedFigures(stdout))) {
      values.set(figure, [...(values.get(figure) ?? []), value]);
    }
  }
  return new Map([...values].map(([figure, some]) => [figure, spreadOf(some)]));
}

function printedFigures(stdout: string): Record<string, number> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!line.startsWith('{"figures":')) return {};
  return (JSON.parse(line) as { figures: Record<string, number> }).figures;
}
