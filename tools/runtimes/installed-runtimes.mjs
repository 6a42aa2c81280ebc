// Installs the runtimes of versions/ outside of the workspace's packages, and prints where their programs are.
import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from '../packaging/cached-install.mjs';

const modules = installOnce(fileURLToPath(new URL('versions', import.meta.url)));
const programs = {
  'Node 22': 'node-22/bin/node',
  'Node 24': 'node-24/bin/node',
  Bun: 'bun/bin/bun',
  Deno: 'deno/deno',
};
for (const [name, path] of Object.entries(programs)) {
  programs[name] = join(modules, path);
  accessSync(programs[name]);
}
console.log(JSON.stringify(programs));
