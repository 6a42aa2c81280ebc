import { fileURLToPath } from 'node:url';
import { run } from '../../packaging/src/packed-packages.js';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Where the programs of the runtimes are; throws if they cannot be had. */
export function installedRuntimes(): Partial<
  Record<'Node 22' | 'Node 24' | 'Bun' | 'Deno', string>
> {
  const places = run(process.execPath, ['installed-runtimes.mjs'], folder);
  return JSON.parse(places) as Record<string, string>;
}
