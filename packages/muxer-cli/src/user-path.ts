import { isAbsolute, relative, resolve } from 'node:path';

/**
 * Absolute form of a path that the person typed, relative to where the person stands.
 */
export function resolveUserPath(
  path: string,
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
): string {
  return resolve(userFolder(env, cwd), path);
}

/** An absolute path as the person would type it: short where it lies below the folder they stand in. */
export function shownPath(
  path: string,
  env: NodeJS.ProcessEnv = process.env,
  cwd: string = process.cwd(),
): string {
  const short = relative(userFolder(env, cwd), path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/**
 * The folder in which the person stands.
 *
 * Nx runs a target of this package in the workspace root; npm and npx leave the person's folder in
 * `INIT_CWD`. In all other cases the working directory is that folder.
 */
function userFolder(env: NodeJS.ProcessEnv, cwd: string): string {
  const startedByNx = env['NX_TASK_TARGET_PROJECT'] === 'muxer-cli';
  return startedByNx && env['INIT_CWD'] ? env['INIT_CWD'] : cwd;
}
