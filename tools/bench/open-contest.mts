import { type Comparison, type Contest, figuresOf, type Goal } from './comparison.mjs';
import { renderOne } from './inspect-contest.mjs';
import { subject } from './programs.mjs';
import { spreadOf } from './statistics.mjs';

/** Reads the sample tables of a rendered file back, in a new process. */
export function openContest(hours: number, folder: string): Contest {
  const file = renderOne(hours, folder);
  const name = '`readMovie`';
  const figure = (what: string) => (comparison: Comparison) =>
    figuresOf(comparison, name).get(what) ?? spreadOf([NaN]);
  const goals: Goal[] = [
    { what: 'open, all tables: ms', limit: 20, measured: figure('ms to open') },
    {
      what: 'open, all tables: ms of CPU time',
      limit: 20,
      measured: figure('ms of CPU time to open'),
    },
    {
      what: 'iterate: µs a sample',
      limit: 0.3,
      measured: figure('µs a sample to iterate'),
    },
  ];
  return {
    title: 'open an M4A, all tables',
    note: 'In a new process, so that nothing is compiled yet, and through a `Blob`.',
    subjects: [{ name, command: () => subject('open-samples.mjs', file) }],
    goals,
  };
}
