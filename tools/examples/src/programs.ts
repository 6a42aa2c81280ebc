import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

/** The path of something in the workspace. */
export function workspacePath(path: string): string {
  return fileURLToPath(new URL(path, root));
}

/** What a program printed, and how it ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder, with options for Node itself if there are any. */
export function runScript(
  path: string,
  args: readonly string[],
  folder: string,
  nodeOptions: readonly string[] = [],
): Outcome {
  const command = [...nodeOptions, path, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: folder,
    env: ownEnvironment(),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Runs an example for Node as it was built. */
export function runExample(name: string, args: readonly string[], folder: string): Outcome {
  return runScript(workspacePath(`examples/node/dist/${name}.js`), args, folder);
}

/** Starts an example that goes on running. */
export function startExample(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const path = workspacePath(`examples/node/dist/${name}.js`);
  return spawn(process.execPath, [path, ...args], {
    env: { ...ownEnvironment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Runs the command; returns what it prints. */
export function voxmux(...args: readonly string[]): string {
  const bin = workspacePath('packages/muxer-cli/bin/voxmux.cjs');
  const { status, stdout, stderr } = runScript(bin, args, workspacePath('.'));
  if (status !== 0) throw new Error(`voxmux ${args.join(' ')}:\n${stderr}`);
  return stdout;
}

/** Jest's own options for Node are not meant for the programs under test. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, ...env } = process.env;
  return env;
}
