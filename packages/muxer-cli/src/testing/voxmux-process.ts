import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/voxmux.cjs', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command in `folder`; the test's own process goes on, for example to serve files. */
export function startVoxmux(
  folder: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<Outcome> } {
  // What Jest and Nx set for themselves is not meant for the program under test.
  const { NODE_OPTIONS, FORCE_COLOR, NX_TASK_TARGET_PROJECT, ...env } = process.env;
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env });
  const ended = new Promise<Outcome>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // A command that fails early has no interest in the rest of its input.
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Runs the command to its end, with `input` on its standard input. */
export async function runVoxmux(
  folder: string,
  args: readonly string[],
  input: Uint8Array = new Uint8Array(),
): Promise<Outcome> {
  const { child, ended } = startVoxmux(folder, args);
  child.stdin?.end(input);
  return ended;
}
