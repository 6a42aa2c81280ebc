// Says in every package where the source code lives, which a registry compares with the statement of
// where a release was built:   set-repository.mjs https://HOST/OWNER/NAME
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [address] = process.argv.slice(2);
if (!/^https:\/\/[^/]+\/.*[^/]$/.test(address ?? '') || address.endsWith('.git')) {
  console.error('usage: set-repository.mjs https://HOST/OWNER/NAME (without .git)');
  process.exit(2);
}
for (const folder of readdirSync('packages')) {
  const file = `packages/${folder}/package.json`;
  const manifest = {
    ...JSON.parse(readFileSync(file, 'utf8')),
    repository: { type: 'git', url: `git+${address}.git`, directory: `packages/${folder}` },
    homepage: `${address}/tree/main/packages/${folder}#readme`,
    bugs: { url: `${address}/issues` },
  };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
