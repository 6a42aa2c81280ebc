import { Command, CommanderError } from 'commander';
import { CliError, exitCode, explainError } from './cli-error.js';
import { defineDoctorCommand } from './commands/doctor-command.js';
import { defineInspectCommand } from './commands/inspect-command.js';
import { defineMergeCommand } from './commands/merge-command.js';
import { defineRenderCommand } from './commands/render-command.js';
import { defineSessionsCommand } from './commands/sessions-command.js';
import { defineVerifyCommand } from './commands/verify-command.js';
import { InterruptedError } from './interrupted-error.js';
import { version } from './version.js';

/**
 * Runs the command line.
 *
 * @param args arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function main(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`voxmux … | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.done);
    throw error;
  });
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return exitCode.done;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    }
    reportError(error, args.includes('--debug'));
    // Ends as the signal would have ended it, so that a calling shell knows.
    if (error instanceof InterruptedError) process.kill(process.pid, error.signal);
    return error instanceof CliError ? error.exitCode : exitCode.failed;
  }
}

function createProgram(): Command {
  const program = new Command('voxmux')
    .description('Recorded voice sessions and fragmented MP4, into files that an editor can use.')
    .version(version, '-V, --version')
    .option('--debug', 'print a stack trace when something fails')
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'voxmux: '));
      },
    })
    .showHelpAfterError(
      '  hint: voxmux --help lists the commands, voxmux COMMAND --help their options',
    );
  defineRenderCommand(program);
  defineSessionsCommand(program);
  defineDoctorCommand(program);
  defineVerifyCommand(program);
  defineMergeCommand(program);
  defineInspectCommand(program);
  return program;
}

function reportError(error: unknown, debug: boolean): void {
  const { message, hint } = explainError(error);
  process.stderr.write(`voxmux: ${message}\n`);
  if (hint !== undefined) process.stderr.write(`  hint: ${hint}\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
}
