import type { Command } from 'commander';
import { parseInputPlace } from '../input/input-place.js';

interface InspectOptions {
  readonly boxes?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  voxmux inspect out/Alex.m4a
  voxmux inspect film.mp4 --boxes | less -S
  voxmux inspect out/Alex.wav --json`;

export function defineInspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('show what an MP4 or WAV file says of itself')
    .description(
      'Shows the tracks, codecs, durations, edit lists, timecode, tags and fragments of an MP4 file ' +
        '(M4A, MOV), or the format, bext and iXML of a WAV file. Media data is not read. Of a damaged ' +
        'file, what is intact is shown, then what is wrong and where; the exit code is 1 then.',
    )
    .argument('<file>', 'path, http(s) address, or - for standard input')
    .option('--boxes', 'all boxes (or chunks) with their offsets, sizes and fields')
    .option('--json', 'print a report for programs instead of text')
    .addHelpText('after', examples)
    .action(async (file: string, options: InspectOptions) => {
      const { runInspect } = await import('../inspect/run-inspect.js');
      await runInspect({
        place: parseInputPlace(file),
        boxes: options.boxes === true,
        json: options.json === true,
      });
    });
}
