import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url));

export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line, away from a terminal, in a folder. */
export function voxmux(words: readonly string[], folder: string): CommandResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '80' },
    maxBuffer: 2 ** 26,
  });
  return { status, stdout, stderr };
}
