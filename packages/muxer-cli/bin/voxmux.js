#!/usr/bin/env node
import { existsSync } from 'node:fs';

const entry = new URL('../dist/main.js', import.meta.url);

if (existsSync(entry)) {
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(
    'voxmux: not built yet\n  hint: run `npx nx build muxer-cli` in the workspace first\n',
  );
  process.exitCode = 1;
}
