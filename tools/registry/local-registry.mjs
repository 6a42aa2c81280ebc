// Runs a registry with the packages of this workspace in it, as they are built, until it is interrupted.
//   local-registry.mjs [--port N]    4873 unless given; 0 for any that is free
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installOnce } from '../packaging/cached-install.mjs';

const STARTING_MS = 60_000;

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '4873' } } });
const verdaccio = installOnce(fileURLToPath(new URL('verdaccio', import.meta.url)));
const address = `127.0.0.1:${await openPort(Number(options.port))}`;
const url = `http://${address}/`;
const folder = mkdtempSync(join(tmpdir(), 'voxmux-registry-'));
// Anybody may publish. What is not of this workspace comes from where npm takes it on this machine.
writeFileSync(
  join(folder, 'config.yaml'),
  `
storage: ./storage
auth: { htpasswd: { file: ./htpasswd, max_users: -1 } }
uplinks: { usual: { url: ${JSON.stringify(npmSetting('registry'))} } }
packages:
  '@voxmux/*': { access: $all, publish: $all, unpublish: $all }
  '**': { access: $all, proxy: usual }
web: { enable: false }
log: { type: stdout, format: json, level: warn }
`,
);
const server = spawn(
  process.execPath,
  [join(verdaccio, 'verdaccio/bin/verdaccio'), '-c', 'config.yaml', '-l', address],
  { cwd: folder, stdio: ['ignore', 2, 2], env: { ...process.env, ...certificates() } },
);
server.once('exit', () => {
  rmSync(folder, { recursive: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => server.kill());
}

try {
  await started();
  for (const name of publishPackages()) console.log(name);
  console.log(`
${url} has these packages. In a project of yours:

  npm install --registry ${url} @voxmux/isobmff

Ctrl-C ends it, and its packages with it.`);
} catch (error) {
  server.kill();
  throw error;
}

/** What npm is set to on this machine; undefined for what it is not. */
function npmSetting(name) {
  const value = execFileSync('npm', ['config', 'get', name], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
  return ['null', 'undefined', ''].includes(value) ? undefined : value;
}

/** npm's own setting for certificates, in the form that Node knows. */
function certificates() {
  const file = npmSetting('cafile');
  return file === undefined ? {} : { NODE_EXTRA_CA_CERTS: file };
}

/** The port if it is free, and any free one for 0. */
async function openPort(port) {
  const probe = createServer();
  await new Promise((resolve, reject) => {
    probe.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const found = probe.address().port;
  await new Promise((resolve) => probe.close(resolve));
  return found;
}

async function started() {
  const end = Date.now() + STARTING_MS;
  while (server.exitCode === null && Date.now() < end) {
    const answer = await fetch(`${url}-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`verdaccio does not answer on ${url}`);
}

function publishPackages() {
  const packages = new URL('../../packages/', import.meta.url);
  return readdirSync(packages).map((folderName) => {
    const cwd = fileURLToPath(new URL(folderName, packages));
    const args = [
      ...['publish', '--registry', url],
      // npm wants some token, whatever the registry wants.
      `--//${address}/:_authToken=anybody`,
      // Where a package was built is stated by the machine that builds a release, and by no other.
      '--provenance=false',
    ];
    execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    const { name, version } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
    return `${name}@${version}`;
  });
}
