import { resolve } from 'node:path';

/**
 * Absolute form of a path that the person typed.
 *
 * Nx runs a target in the workspace root; npm and npx leave the folder in which the person stands in
 * `INIT_CWD`. Outside of Nx the working directory is that folder.
 */
export function resolveUserPath(
  path: string,
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
): string {
  const startedByNx = env['NX_TASK_TARGET_PROJECT'] !== undefined;
  return resolve(startedByNx && env['INIT_CWD'] ? env['INIT_CWD'] : cwd, path);
}
