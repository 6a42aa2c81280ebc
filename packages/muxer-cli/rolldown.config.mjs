import { defineConfig } from 'rolldown';
import { thirdPartyNotices } from './third-party-notices.mjs';

/**
 * Bundles the command line with all it is made of: loading two hundred modules takes Node longer
 * than rendering a minute. `start` is all that `--help` needs, each command has a file with what it
 * alone uses, each package one with what is used in many places. CommonJS, because Node is ready for it
 * 5 ms earlier.
 */
const commandLine = {
  input: { voxmux: 'src/main.ts' },
  output: {
    cleanDir: true,
    codeSplitting: {
      groups: [
        { name: 'start', tags: ['$initial'], priority: 1 },
        { name: 'start', test: /rolldown.runtime/, priority: 1 },
        { name: packageOf, debugName: 'packages', minShareCount: 3 },
      ],
    },
  },
};

/** `isobmff` for its modules; those of others are put together as they are used. */
function packageOf(id) {
  return /[\\/]packages[\\/]([^\\/]+)[\\/]src[\\/]/.exec(id)?.[1] ?? null;
}

/** The script of the threads that `render` starts: a file of its own, without the other commands. */
const trackThread = {
  input: { 'track-thread': 'src/render/track-thread.ts' },
  output: { codeSplitting: false },
};

export default defineConfig(
  [commandLine, trackThread].map(({ input, output }) => ({
    input,
    platform: 'node',
    // The entry and what it loads at once are one file then.
    preserveEntrySignatures: 'allow-extension',
    // An ES module with WebAssembly inside, of packages that bring no licence text to pass on.
    external: ['opus-decoder'],
    resolve: { conditionNames: ['@voxmux/source', 'node', 'import', 'default'] },
    plugins: [withoutChildProcesses(), thirdPartyNotices()],
    output: {
      ...output,
      dir: 'dist',
      format: 'cjs',
      strict: true,
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name].cjs',
      sourcemap: true,
      minify: true,
    },
  })),
);

/**
 * commander can run another program for a command, which voxmux has none of; loading what that takes
 * would be a third of the time that `--help` adds to Node's start.
 */
function withoutChildProcesses() {
  const replacement = '\0no-child-processes';
  return {
    name: 'without-child-processes',
    resolveId(id, importer) {
      const isNeedless = id === 'node:child_process' && /[\\/]commander[\\/]/.test(importer ?? '');
      return isNeedless ? replacement : undefined;
    },
    load: (id) => (id === replacement ? 'export {};' : undefined),
  };
}
