/**
 * Feeds damaged files to @voxmux/isobmff for as long as wanted: parse, read, merge, flatten. The
 * damage follows from seeds, which are told if anything but a result or an IsobmffError comes out.
 *
 *   node --import ./tools/register.mjs tools/fuzz-isobmff.mts [seconds for each target] [first seed] [target,target …]
 *
 * What it runs is packages/isobmff/src/fuzz.spec.ts; new targets belong into fuzz-targets.testkit.ts
 * beside it.
 */
import { spawnSync } from 'node:child_process';
import { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const [seconds = '60', seed = '1', targets] = argv.slice(2);
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  execPath,
  [
    ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest],
    ...['-c', '../../jest.config.ts', '--rootDir', '.', '--runInBand', 'src/fuzz.spec.ts'],
  ],
  {
    cwd: fileURLToPath(new URL('../packages/isobmff/', import.meta.url)),
    env: {
      ...env,
      FUZZ_SECONDS: seconds,
      FUZZ_SEED: seed,
      ...(targets === undefined ? {} : { FUZZ_TARGETS: targets }),
    },
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
