// Removes from dist, in the working directory, what the compiler once made of sources that are gone:
// it would be published otherwise.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const compiled = /^(.+)\.(js|d\.ts)(\.map)?$/;

for (const entry of readdirSync('dist', { recursive: true })) {
  const [, module, kind, map] = compiled.exec(entry) ?? [];
  if (module === undefined) continue;
  const isWanted = !/\.(spec|testkit)$/.test(module) && !(kind === 'd.ts' && map === '.map');
  if (!isWanted || !existsSync(join('src', `${module}.ts`))) rmSync(join('dist', entry));
}
