/**
 * Tries what happens to recordings and disks, on the built command: kills it, fills its disk, changes
 * its input, gives it odd names. Prints a line for each, and ends with code 1 if one went wrong.
 *
 *   npx nx build muxer-cli && node --import ./tools/register.mjs tools/faults.mts \
 *     [--kills 200] [--hours 2] [--seed 1] [--only kill-render,kill-merge,disks,changing,odd]
 *
 * `--kills` is how often render and merge are each killed, `--hours` how long the two players of the
 * session that is rendered then speak. The environment variable VOXMUX_COMMAND names another
 * `voxmux.cjs` than this workspace's.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tryChangingRecordings } from './faults/changing-recordings.mjs';
import { createFaultReport } from './faults/fault-report.mjs';
import { tryDisks } from './faults/full-disks.mjs';
import { makeFragments, makeSession } from './faults/inputs.mjs';
import { killRounds } from './faults/kill-rounds.mjs';
import { tryOddRecordings } from './faults/odd-recordings.mjs';

const rounds = ['kill-render', 'kill-merge', 'disks', 'changing', 'odd'] as const;

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    hours: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: rounds.join(',') },
  },
});

/** xorshift32: the same moments for the same seed. */
function randomSource(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const wanted = options.only.split(',');
const kills = Number(options.kills);
const report = createFaultReport();
const folder = mkdtempSync(join(tmpdir(), 'voxmux-faults-'));
const folderFor = (name: string): string => {
  const made = join(folder, name);
  mkdirSync(made);
  return made;
};
try {
  if (wanted.includes('kill-render')) {
    const place = folderFor('kill-render');
    const inputFolder = join(place, 'session');
    const outFolder = join(place, 'out');
    makeSession(inputFolder, Number(options.hours));
    await report.check(`render --verify, killed at ${kills} random moments`, () => {
      const args = ['render', inputFolder, '--out', outFolder, '--force', '--verify'];
      return killRounds(
        { args, inputFolder, outFolder },
        kills,
        randomSource(Number(options.seed)),
      );
    });
  }
  if (wanted.includes('kill-merge')) {
    const place = folderFor('kill-merge');
    const inputFolder = join(place, 'streams');
    const outFolder = join(place, 'out');
    mkdirSync(inputFolder);
    const { video, audio } = makeFragments(inputFolder, 8e6);
    await report.check(`merge, killed at ${kills} random moments`, () => {
      const args = ['merge', video, audio, '--out', join(outFolder, 'film.mp4'), '--force'];
      return killRounds(
        { args, inputFolder, outFolder },
        kills,
        randomSource(Number(options.seed)),
      );
    });
  }
  if (wanted.includes('disks')) await tryDisks(report, folderFor('disks'));
  if (wanted.includes('changing')) await tryChangingRecordings(report, folderFor('changing'));
  if (wanted.includes('odd')) await tryOddRecordings(report, folderFor('odd'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = report.failures > 0 ? 1 : 0;
