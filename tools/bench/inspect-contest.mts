import { copyFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Contest } from './comparison.mjs';
import { run } from './process-cost.mjs';
import { voxmux } from './programs.mjs';
import { makeSession } from './session-inputs.mjs';

const HUGE = 4e9;

/** Looks into a file of 4 GB: a rendered one with a second, sparse, box of media data behind it. */
export function inspectContest(hours: number, folder: string): Contest {
  const rendered = renderOne(hours, folder);
  const huge = join(folder, 'huge.m4a');
  copyFileSync(rendered, huge);
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint32(0, 1);
  header.set(new TextEncoder().encode('mdat'), 4);
  view.setBigUint64(8, BigInt(HUGE));
  writeFileSync(huge, header, { flag: 'a' });
  truncateSync(huge, statSync(rendered).size + HUGE);
  return {
    title: 'inspect, 4 GB',
    note: `A rendered file of ${hours} h with 4 GB of media data behind it, which take no room on disk.`,
    subjects: [
      { name: '`voxmux inspect`', command: () => voxmux('inspect', huge) },
      { name: '`ffprobe`', command: () => ['ffprobe', '-v', 'error', '-show_format', huge] },
    ],
  };
}

/** Renders a session of one speaker and returns the file. */
export function renderOne(hours: number, folder: string): string {
  const session = makeSession({ hours, players: 1, headers: 'output' }, folder);
  run(voxmux('render', session, '--out', folder));
  return join(folder, 'Player1.m4a');
}
