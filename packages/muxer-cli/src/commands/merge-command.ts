import { type Command, Option } from 'commander';
import { CliError, exitCode } from '../cli-error.js';
import { parseInputPlace } from '../input/input-place.js';
import { type MergeLayout, mergeLayouts } from '../merge/merge-request.js';
import { resolveUserPath } from '../user-path.js';

interface MergeOptions {
  readonly out: string;
  readonly layout: MergeLayout;
  readonly joint?: boolean;
  readonly keepWholeFragments?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  voxmux merge video.mp4 audio.mp4 --out film.mp4
  voxmux merge https://host/video.mp4 https://host/audio.mp4 --out film.mp4
  cat init.mp4 segment-*.m4s | voxmux merge - audio.mp4 --out film.mp4
  voxmux merge video.mp4 audio.mp4 --layout fragmented --out film.mp4`;

export function defineMergeCommand(program: Command): void {
  program
    .command('merge')
    .summary('merge a fragmented video and a fragmented audio file into one MP4')
    .description(
      'Merges the video and the audio of an adaptive stream (fragmented MP4, one track each) into one ' +
        'MP4. Nothing is encoded anew: samples, times and edit lists stay as they are.',
    )
    .argument('<video>', 'path, http(s) address, or - for standard input')
    .argument('<audio>', 'the same; at most one of them can be -')
    .requiredOption('--out <file>', 'the file to write')
    .addOption(
      new Option(
        '--layout <layout>',
        'flat: index in front, for players and editors; fragmented: for streaming',
      )
        .choices(mergeLayouts)
        .default('flat'),
    )
    .option('--joint', 'with --layout fragmented: video and audio together in each fragment')
    .option('--keep-whole-fragments', 'of a download that was cut, keep what is whole')
    .option('--force', 'replace the file if it exists')
    .option('--json', 'print a report for programs instead of text')
    .addHelpText('after', examples)
    .action(async (video: string, audio: string, options: MergeOptions) => {
      checkUsage(video, audio, options);
      const { runMerge } = await import('../merge/run-merge.js');
      await runMerge({
        video: parseInputPlace(video),
        audio: parseInputPlace(audio),
        out: resolveUserPath(options.out),
        layout: options.layout,
        joint: options.joint === true,
        keepWholeFragments: options.keepWholeFragments === true,
        force: options.force === true,
        json: options.json === true,
      });
    });
}

function checkUsage(video: string, audio: string, { out, layout, joint }: MergeOptions): void {
  if (video === '-' && audio === '-') {
    throw usageError('both inputs are -, but there is one standard input', 'give one as a path');
  }
  if (out === '-') {
    throw usageError(
      '--out - is no file: a file appears only when it is whole',
      'name the file to write, for example --out film.mp4',
    );
  }
  if (joint === true && layout !== 'fragmented') {
    throw usageError('--joint is about fragments', 'add --layout fragmented');
  }
}

function usageError(message: string, hint: string): CliError {
  return new CliError(message, { code: 'USAGE', exitCode: exitCode.usage, hint });
}
