import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a whole process cost, from its start to its end. */
export interface ProcessCost {
  readonly wallSeconds: number;
  /** User and system time, of children too. */
  readonly cpuSeconds: number;
  /** Largest resident set; of a shell's children the largest. */
  readonly peakMegabytes: number;
  readonly stdout: string;
}

/** Certificates of one's own cost every start of Node 70 ms; options for Node are meant for others. */
const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...environment } = process.env;

const LARGEST_OUTPUT = 1 << 28;

/**
 * Runs a program to its end and returns what it printed.
 *
 * @throws Error with what the program had to say, if it fails
 */
export function run(command: readonly string[]): string {
  const [program = '', ...args] = command;
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    env: environment,
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

/**
 * Runs a command some times in a row and measures one run on average: GNU time counts hundredths of
 * a second, too coarse for a start of Node.
 *
 * @param folder where files of the moment can be put
 */
export function measure(command: readonly string[], repeat: number, folder: string): ProcessCost {
  const scratch = mkdtempSync(join(folder, 'time-'));
  const file = join(scratch, 'cost');
  try {
    const loop = 'n=$1; shift; while [ $n -gt 0 ]; do "$@" || exit; n=$((n-1)); done';
    const repeated = repeat === 1 ? command : ['sh', '-c', loop, 'sh', String(repeat), ...command];
    const stdout = run(['time', '-q', '-f', '%e %U %S %M', '-o', file, ...repeated]);
    const [wall = NaN, user = NaN, system = NaN, kilobytes = NaN] = readFileSync(file, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    return {
      wallSeconds: wall / repeat,
      cpuSeconds: (user + system) / repeat,
      peakMegabytes: (kilobytes * 1024) / 1e6,
      stdout,
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
