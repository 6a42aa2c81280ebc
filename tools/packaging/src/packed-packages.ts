import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const workspace = fileURLToPath(new URL('../../../', import.meta.url));

/** What a test wants to know of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly [field: string]: unknown;
}

/** A package as npm would publish it. */
export interface PackedPackage {
  /** Name of its folder in `packages`. */
  readonly folderName: string;
  readonly manifest: Manifest;
  readonly tarball: string;
  /** Where the tarball was unpacked to. */
  readonly contents: string;
  /** Files in it, with `/` between the parts of a path. */
  readonly files: readonly string[];
}

/** The folders in `packages`, each of which is published. */
export const packageFolders: readonly string[] = readdirSync(join(workspace, 'packages')).sort();

/** The packages that other programs import; what is left is the command line. */
export const libraryFolders: readonly string[] = packageFolders.filter(
  (name) => name !== 'muxer-cli',
);

/** Path of a package in the workspace. */
export function folderOf(folderName: string): string {
  return join(workspace, 'packages', folderName);
}

/** Packs every package into a folder, and unpacks it there as `node_modules` would hold it. */
export function packPackages(target: string): PackedPackage[] {
  return packageFolders.map((folderName) => {
    const folder = folderOf(folderName);
    const manifest = readManifest(folder);
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--pack-destination', target], folder),
    ) as readonly { readonly filename: string; readonly files: readonly { path: string }[] }[];
    if (packed === undefined) throw new Error(`npm packed nothing in ${folder}`);
    const tarball = join(target, packed.filename);
    const contents = join(target, 'node_modules', manifest.name);
    mkdirSync(contents, { recursive: true });
    run('tar', ['-xzf', tarball, '--strip-components=1', '-C', contents], target);
    return {
      folderName,
      manifest: readManifest(contents),
      tarball,
      contents,
      files: packed.files.map(({ path }) => path),
    };
  });
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Runs a program to its end and returns what it printed; a failure is thrown with all of it. */
export function run(program: string, args: readonly string[], cwd: string, input = ''): string {
  // Neither the options that Jest is run with nor the colours that Nx and CI ask for.
  const { NODE_OPTIONS, FORCE_COLOR, ...rest } = process.env;
  const env = { ...rest, NO_COLOR: '1' };
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(
      `${[program, ...args].join(' ')} ended with ${String(status)}\n${stdout}${stderr}`,
    );
  }
  return stdout;
}
