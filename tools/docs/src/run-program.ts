import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url));

export interface ProgramRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node, away from a terminal, in a folder. */
export function runNode(words: readonly string[], folder: string): ProgramRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    encoding: 'utf8',
    // Nx asks for colour, Jest's options are not for programs.
    env: { ...process.env, FORCE_COLOR: undefined, NODE_OPTIONS: undefined, COLUMNS: '80' },
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}

/** Runs the built command line in a folder. */
export function voxmux(words: readonly string[], folder: string): ProgramRun {
  return runNode([bin, ...words], folder);
}
