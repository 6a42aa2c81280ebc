import type { Contest } from './comparison.mjs';
import { subject } from './programs.mjs';
import { makeSession } from './session-inputs.mjs';

/** The pass that indexes a log, on its own. */
export function indexContest(hours: number, folder: string): Contest {
  const session = makeSession({ hours, players: 1, headers: 'output' }, folder);
  return {
    title: `index pass, ${hours} h`,
    note: 'What `indexTrack` of wal-reader takes in a new process, without the start of Node.',
    subjects: [{ name: 'index', command: () => subject('index-pass.mjs', session) }],
  };
}
