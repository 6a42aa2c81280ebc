import type { Command } from 'commander';
import { resolveUserPath } from '../user-path.js';

const examples = `
Examples:
  voxmux verify recordings/2026-02-14 out              every file of the folder
  voxmux verify recordings/2026-02-14 out/Alex.m4a     one of them`;

export function defineVerifyCommand(program: Command): void {
  program
    .command('verify')
    .summary('prove that rendered files hold the recording')
    .description(
      'Compares rendered files with the recording: every packet bit for bit, in order and in its place,\n' +
        'silence and nothing else between, timecode, edit list, durations and tags. Exit code 1 and the\n' +
        'first difference if something is not as recorded.',
    )
    .argument('<session>', 'folder of the recording')
    .argument('<rendered>', 'a rendered file, or a folder of them')
    .option('--json', 'print the result for programs')
    .addHelpText('after', examples)
    .action(async (session: string, target: string, options: { readonly json?: boolean }) => {
      const { runVerify } = await import('../verify/run-verify.js');
      await runVerify({
        sessionFolder: resolveUserPath(session),
        target: resolveUserPath(target),
        json: options.json === true,
      });
    });
}
