/**
 * Measures voxmux against copying bytes and against other programs, and writes docs/benchmarks.md.
 *
 *   npx nx run tools:bench                     everything: some 20 minutes and 15 GB of memory
 *   npx nx run tools:bench -- --small          one round of small inputs, printed: does it still work?
 *   … --only merge,start                       titles that begin so
 *   … --rounds 7 --longest 10                  sessions of up to 10 h of speech in all
 *   … --out FILE --folder DIR                  where to; where inputs and outputs are put meanwhile
 *
 * Needs ffmpeg and GNU time. Nothing fails because of a time.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { describeSurroundings, reportText } from './bench-report.mjs';
import { bwavContest } from './bwav-contest.mjs';
import { compare, type Comparison, type Contest } from './comparison.mjs';
import { indexContest } from './index-contest.mjs';
import { inspectContest } from './inspect-contest.mjs';
import { makeMergeInputs, mergeContest } from './merge-contest.mjs';
import { openContest } from './open-contest.mjs';
import { microsecondsAPacket, renderContest } from './render-contest.mjs';
import type { SessionKind } from './session-inputs.mjs';
import { startContest } from './start-contest.mjs';

const { values: options } = parseArgs({
  options: {
    small: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    longest: { type: 'string', default: '100' },
    out: { type: 'string' },
    folder: { type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir() },
  },
});

/** A contest whose inputs are made, in a folder of their own, when its turn comes. */
interface PlannedContest {
  readonly title: string;
  readonly prepare: (folder: string) => Contest[];
  readonly session?: SessionKind;
}

const shortHours = options.small ? 0.02 : 1;
const videoMegabytes = options.small ? 3 : 257;

const sessions: readonly SessionKind[] = options.small
  ? [
      { hours: shortHours, players: 1, headers: 'output' },
      { hours: shortHours, players: 2, headers: 'input' },
    ]
  : [
      { hours: 1, players: 1, headers: 'output' },
      { hours: 10, players: 1, headers: 'output' },
      { hours: 10, players: 1, headers: 'input' },
      { hours: 100, players: 1, headers: 'output' },
      { hours: 1, players: 10, headers: 'output' },
      { hours: 10, players: 10, headers: 'output' },
    ];

const planned: readonly PlannedContest[] = [
  { title: 'start', prepare: () => [startContest()] },
  ...sessions
    .filter(({ hours, players }) => hours * players <= Number(options.longest))
    .map((session) => ({
      title: 'render',
      session,
      prepare: (folder: string) => [renderContest(session, folder)],
    })),
  {
    title: 'index',
    prepare: (folder) => [indexContest(options.small ? shortHours : 10, folder)],
  },
  {
    title: 'merge',
    prepare: (folder) => {
      const inputs = makeMergeInputs(videoMegabytes * 1e6, folder);
      return [
        mergeContest('flat', inputs, videoMegabytes),
        mergeContest('fragmented', inputs, videoMegabytes),
      ];
    },
  },
  { title: 'inspect', prepare: (folder) => [inspectContest(shortHours, folder)] },
  { title: 'open', prepare: (folder) => [openContest(options.small ? shortHours : 2.4, folder)] },
  {
    title: 'bwav',
    prepare: (folder) => [bwavContest(shortHours, folder)],
  },
];

function isWanted({ title }: PlannedContest): boolean {
  return options.only === undefined || options.only.split(',').includes(title);
}

/** Whether long renders cost as much a packet as shorter ones do. */
function growth(costs: ReadonlyMap<number, number>): string[] {
  const ten = costs.get(10);
  const hundred = costs.get(100);
  if (ten === undefined || hundred === undefined) return [];
  const percent = Math.round((hundred / ten - 1) * 100);
  return [
    `A packet costs ${ten.toFixed(3)} µs of CPU time beyond Node's start in 10 h and ${hundred.toFixed(3)} µs in 100 h: ${Math.abs(percent)} % ${percent < 0 ? 'less' : 'more'}.`,
  ];
}

const loadBefore = loadavg();
const comparisons: Comparison[] = [];
const packetCosts = new Map<number, number>();
for (const { prepare, session } of planned.filter(isWanted)) {
  const folder = mkdtempSync(join(options.folder, 'voxmux-bench-'));
  try {
    for (const contest of prepare(folder)) {
      const comparison = compare(contest, options.small ? 1 : Number(options.rounds), folder);
      comparisons.push(comparison);
      if (session?.players === 1 && session.headers === 'output') {
        packetCosts.set(session.hours, microsecondsAPacket(comparison, session.hours));
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const report = reportText(comparisons, growth(packetCosts), describeSurroundings(loadBefore));
const isWhole = !options.small && options.only === undefined;
const out =
  options.out ??
  (isWhole ? fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url)) : undefined);
if (out === undefined) stdout.write(report);
else {
  writeFileSync(out, report);
  stderr.write(`${out} written\n`);
}
