// Bundles modules with Vite, each on its own: an array of sources on stdin, an array of bundles on stdout.
// A process of its own, because Vite's bundler does not take the objects of another realm, as Jest's are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = process.cwd();
const bundles = [];
for (const source of JSON.parse(readFileSync(0, 'utf8'))) {
  const entry = join(root, 'page.js');
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
    ],
    build: { lib: { entry, formats: ['es'] }, minify: true, write: false },
  });
  bundles.push(result[0].output.map(({ code }) => code).join(''));
}
process.stdout.write(JSON.stringify(bundles));
