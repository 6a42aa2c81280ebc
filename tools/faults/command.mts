import { spawn } from 'node:child_process';
import { execPath } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How a run of the command ended. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  /** Ends the command by SIGKILL after so many milliseconds, if it still runs. */
  readonly killAfter?: number;
  /** Runs as this user, who is not root. */
  readonly uid?: number;
  /** Arguments for Node itself. */
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What happens beside it, once it has been started. */
  readonly meanwhile?: () => Promise<void>;
}

const builtCommand =
  process.env['VOXMUX_COMMAND'] ??
  fileURLToPath(new URL('../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url));

/** Runs voxmux in a process of its own. */
export async function voxmux(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { killAfter, uid, nodeArguments = [], environment = {}, meanwhile } = options;
  const started = performance.now();
  const child = spawn(execPath, [...nodeArguments, builtCommand, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const closed = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const milliseconds = performance.now() - started;
      resolve({ status, signal, stdout, stderr, milliseconds });
    });
  });
  const over = new AbortController();
  if (killAfter !== undefined) {
    setTimeout(killAfter, undefined, { signal: over.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
  }
  await meanwhile?.();
  const outcome = await closed;
  over.abort();
  return outcome;
}

/** Runs voxmux, which has to succeed. */
export async function succeed(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const outcome = await voxmux(args, options);
  if (outcome.status !== 0) {
    throw new Error(`${args.join(' ')} ended with ${endText(outcome)}: ${outcome.stderr.trim()}`);
  }
  return outcome;
}

/** Runs voxmux, which has to fail with one line that matches and at most a hint; gives the line. */
export async function failInOneLine(
  args: readonly string[],
  expected: RegExp,
  options: RunOptions = {},
): Promise<string> {
  const outcome = await voxmux(args, options);
  const isOneLine = /^voxmux: [^\n]+\n(?: {2}hint: [^\n]+\n)?$/.test(outcome.stderr);
  if (outcome.status !== 1 || !isOneLine || !expected.test(outcome.stderr)) {
    throw new Error(`ended with ${endText(outcome)} and said: ${outcome.stderr.trim()}`);
  }
  return outcome.stderr.split('\n')[0] ?? '';
}

export function endText({ status, signal }: Outcome): string {
  return signal ?? `code ${String(status)}`;
}
