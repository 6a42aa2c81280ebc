import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { succeed, voxmux } from './command.mjs';
import { fileHashes, requireSame } from './file-hashes.mjs';

/** A command that is killed, and what it works on. */
export interface KilledCommand {
  readonly args: readonly string[];
  /** Must never change. */
  readonly inputFolder: string;
  /** Written by the command, with `--force` among its arguments. */
  readonly outFolder: string;
}

/**
 * Kills a command at random moments.
 *
 * Each time: a file under a final name is a whole one, the input is as it was, and the next run
 * succeeds and leaves nothing but the final files.
 *
 * @param random from 0 to 1, so that a seed repeats the moments
 * @returns how many runs were hit, and how many of them had begun to write
 */
export async function killRounds(
  command: KilledCommand,
  rounds: number,
  random: () => number,
): Promise<string> {
  const { args, inputFolder, outFolder } = command;
  const input = await fileHashes(inputFolder);
  rmSync(outFolder, { recursive: true, force: true });
  let { milliseconds: usual } = await succeed(args);
  const whole = await fileHashes(outFolder);
  let killed = 0;
  let writing = 0;
  for (let round = 0; round < rounds; round++) {
    // Half of the rounds replace files, half begin with nothing.
    if (round % 2 === 1) rmSync(outFolder, { recursive: true, force: true });
    const outcome = await voxmux(args, { killAfter: usual * random() });
    if (outcome.signal === 'SIGKILL') killed += 1;
    else if (outcome.status !== 0) throw new Error(`round ${round}: ${outcome.stderr.trim()}`);

    const left = await fileHashes(outFolder);
    const partial = [...left.keys()].filter(isTemporary);
    if (partial.length > 0) writing += 1;
    for (const file of partial) left.delete(file);
    for (const [file, hash] of left) {
      if (whole.get(file) !== hash) throw new Error(`round ${round}: ${file} is not whole`);
    }
    requireSame(`round ${round}, input`, await fileHashes(inputFolder), input);
    const next = await succeed(args);
    requireSame(`round ${round}, next run`, await fileHashes(outFolder), whole);
    // Follows the load of the machine.
    usual = 0.8 * usual + 0.2 * next.milliseconds;
  }
  return `${killed} of ${rounds} killed, ${writing} of them while writing`;
}

function isTemporary(path: string): boolean {
  return basename(path).startsWith('.');
}
