import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url));

/** The command line as it is published, built beforehand. */
export function voxmux(...args: readonly string[]): string[] {
  return [execPath, bin, ...args];
}

/** A script of the folder `subjects`, in a process of its own. */
export function subject(script: string, ...args: readonly string[]): string[] {
  return [execPath, fileURLToPath(new URL(`subjects/${script}`, import.meta.url)), ...args];
}

/** ffmpeg, silent unless something is wrong. */
export function ffmpeg(...args: readonly string[]): string[] {
  return ['ffmpeg', '-nostdin', '-v', 'error', ...args];
}

/** ffmpeg for each file of a folder, one after the other; `$in` and `$name` stand for the file. */
export function ffmpegEach(folder: string, args: string): string[] {
  const loop = `for in in "$1"/*; do name=$(basename "$in"); ffmpeg -nostdin -v error -i "$in" ${args} || exit; done`;
  return ['sh', '-c', loop, 'sh', folder];
}
