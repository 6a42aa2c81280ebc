import type { Command } from 'commander';
import { resolveUserPath } from '../user-path.js';

interface VerifyOptions {
  readonly player?: readonly string[];
  readonly startTime?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  voxmux verify recordings/2026-02-14 out              every file of the folder, and that nobody is missing
  voxmux verify recordings/2026-02-14 out/Alex.m4a     one of them
  voxmux verify recordings/2026-02-14 out --player Alex Steve`;

export function defineVerifyCommand(program: Command): void {
  program
    .command('verify')
    .summary('prove that rendered files hold the recording')
    .description(
      'Compares rendered files with the recording. M4A: every packet bit for bit, in order and in its ' +
        'place, silence and nothing else between. WAV: every sample as the packets decode, pauses exactly ' +
        'silent. Both: timecode, durations and names. In a folder nobody may be missing. ' +
        'Exit code 1 and the first difference if something is not as recorded.',
    )
    .argument('<session>', 'folder of the recording')
    .argument('<rendered...>', 'rendered files (M4A, WAV), or folders of them')
    .option('--player <name...>', 'only these speakers (default: everyone who has audio)')
    .option(
      '--start-time <time>',
      'start of a session without session.json, as it was given to render',
    )
    .option('--json', 'print the result for programs')
    .addHelpText('after', examples)
    .action(async (session: string, targets: readonly string[], options: VerifyOptions) => {
      const { runVerify } = await import('../verify/run-verify.js');
      await runVerify({
        sessionFolder: resolveUserPath(session),
        targets: targets.map((target) => resolveUserPath(target)),
        players: options.player,
        startTime: options.startTime,
        json: options.json === true,
      });
    });
}
