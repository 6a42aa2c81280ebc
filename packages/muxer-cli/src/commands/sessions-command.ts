import { type Command, Option } from 'commander';
import { type SessionOrder, sessionOrders } from '../sessions/session-filter.js';
import { resolveUserPath } from '../user-path.js';

interface SessionsOptions {
  readonly since?: string;
  readonly until?: string;
  readonly player?: readonly string[];
  readonly sort: SessionOrder;
  readonly timezone?: string;
  readonly json?: boolean;
}

const notes = `
States:
  whole    ended in good order, and all segments end where a record does
  crashed  has no end, or torn segments; also one that is still being recorded
  damaged  session.json is missing or broken, or the header of a segment is
  empty    nobody spoke
Damage in the middle of a segment does not show here: voxmux doctor reads everything.

Examples:
  voxmux sessions recordings
  voxmux sessions recordings --since 2026-02-01 --player Alex --sort length
  voxmux sessions recordings --json | jq '.sessions[].folder'`;

export function defineSessionsCommand(program: Command): void {
  program
    .command('sessions')
    .summary('list the recordings below a folder')
    .description(
      'Lists the recordings below a folder: when, how long, who, how large, in what state. Reads only ' +
        'the ends of each segment; talk time is estimated from sizes.',
    )
    .argument('<dir>', 'folder, searched with all folders in it')
    .option('--since <date>', 'begun on that day or later: 2026-02-14, 2026-02-14T19:30, …')
    .option('--until <date>', 'begun on that day or earlier')
    .option('--player <name...>', 'in which one of these speaks')
    .addOption(
      new Option('--sort <by>', 'start: oldest first; length, size: largest first')
        .choices(sessionOrders)
        .default('start'),
    )
    .option('--timezone <zone>', "IANA time zone of dates and times (default: this machine's)")
    .option('--json', 'print the list for programs')
    .addHelpText('after', notes)
    .action(async (folder: string, options: SessionsOptions) => {
      const { runSessions } = await import('../sessions/run-sessions.js');
      await runSessions({
        folder: resolveUserPath(folder),
        since: options.since,
        until: options.until,
        players: options.player,
        sort: options.sort,
        timeZone: options.timezone,
        json: options.json === true,
      });
    });
}
