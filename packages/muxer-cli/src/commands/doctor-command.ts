import type { Command } from 'commander';
import { resolveUserPath } from '../user-path.js';

interface DoctorOptions {
  readonly repair?: string;
  readonly timezone?: string;
  readonly json?: boolean;
}

const notes = `
Exit code 0 means that the recording could be examined, whatever was found; --json has the verdict:
whole, crashed, damaged or empty.

Examples:
  voxmux doctor recordings/2026-02-14
  voxmux doctor recordings/2026-02-14 --json | jq .verdict
  voxmux doctor recordings/2026-02-14 --repair repaired/2026-02-14`;

export function defineDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('examine a recording: what is wrong with it, what is saved')
    .description(
      'Examines a recording from beginning to end: its manifest, every segment, every record. Says what ' +
        'is damaged or lost, what is saved, and with which command to render it. Never changes it.',
    )
    .argument('<session>', 'folder of the recording')
    .option(
      '--repair <dir>',
      'write a clean copy there: whole records only, and a valid session.json',
    )
    .option('--timezone <zone>', "IANA time zone of the times shown (default: this machine's)")
    .option('--json', 'print the findings for programs')
    .addHelpText('after', notes)
    .action(async (session: string, options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor/run-doctor.js');
      await runDoctor({
        sessionFolder: resolveUserPath(session),
        repairFolder: options.repair === undefined ? undefined : resolveUserPath(options.repair),
        timeZone: options.timezone,
        json: options.json === true,
      });
    });
}
