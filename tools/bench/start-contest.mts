import { type Contest, nodeStart, ratiosOf } from './comparison.mjs';
import { voxmux } from './programs.mjs';

const REPEAT = 10;

/** What it takes until the command line has something to say. */
export function startContest(): Contest {
  const help = '`voxmux --help`';
  return {
    title: 'start',
    note: `One run of ${REPEAT} in a row.`,
    subjects: [
      { name: help, command: () => voxmux('--help'), repeat: REPEAT },
      { name: '`voxmux render --help`', command: () => voxmux('render', '--help'), repeat: REPEAT },
      { ...nodeStart, repeat: REPEAT },
    ],
    goals: [
      {
        what: 'voxmux --help ÷ node -e 0, wall',
        limit: 1.5,
        measured: (comparison) => ratiosOf(comparison, help, nodeStart.name).wall,
      },
      {
        what: 'voxmux --help ÷ node -e 0, CPU',
        limit: 1.5,
        measured: (comparison) => ratiosOf(comparison, help, nodeStart.name).cpu,
      },
    ],
  };
}
