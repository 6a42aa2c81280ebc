#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const entry = join(__dirname, '../dist/voxmux.cjs');

if (existsSync(entry)) {
  // Stack traces in terms of the source; reading the maps takes a moment.
  if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true);
  require(entry)
    .main(process.argv.slice(2))
    .then((exitCode) => {
      process.exitCode = exitCode;
    });
} else {
  process.stderr.write(
    'voxmux: not built yet\n  hint: run `npx nx build muxer-cli` in the workspace first\n',
  );
  process.exitCode = 1;
}
