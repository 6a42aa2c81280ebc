import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const voxmuxBin = fileURLToPath(
  new URL('../../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url),
);

/** Runs the command; returns what it prints. */
export function voxmux(...args: readonly string[]): string {
  // Jest's own options for Node are not meant for the program under test.
  const { NODE_OPTIONS, ...env } = process.env;
  const result = spawnSync(process.execPath, [voxmuxBin, ...args], { env, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`voxmux ${args.join(' ')}:\n${result.stderr}`);
  return result.stdout;
}
