import { type Command, InvalidArgumentError, Option } from 'commander';
import { CliError, exitCode } from '../cli-error.js';
import { type AudioFormatName, audioFormatNames } from '../render/audio-format-name.js';
import { type BitDepth, bitDepths } from '../render/bit-depth.js';
import { resolveUserPath } from '../user-path.js';

interface RenderOptions {
  readonly session?: string;
  readonly player?: readonly string[];
  readonly format: readonly AudioFormatName[];
  readonly bitDepth?: BitDepth;
  readonly loudness?: boolean;
  readonly out: string;
  readonly start: 'session' | 'first-packet';
  readonly startTime?: string;
  readonly timezone?: string;
  readonly frameRate: string;
  readonly jobs?: number;
  readonly force?: boolean;
  readonly verify?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  voxmux render recordings/2026-02-14            all speakers, into ./out
  voxmux render recordings/2026-02-14 --player Alex Steve --out ~/edit
  voxmux render recordings/2026-02-14 --timezone Europe/Berlin --frame-rate 25
  voxmux render recordings/2026-02-14 --format m4a,bwav --bit-depth 32f
  voxmux render recordings/2026-02-14 --json > report.json
  voxmux render                                  the demo recording that comes with voxmux`;

export function defineRenderCommand(program: Command): void {
  program
    .command('render')
    .summary('render a recorded session, one file per speaker')
    .description(
      'Renders a recorded session, one file per speaker: as M4A, with the recorded packets passed ' +
        'through as they are, or decoded to Broadcast WAV, for editors that do not read Opus in MP4. ' +
        'Gaps become silence; both carry the wall-clock time of day as timecode.',
    )
    .argument('[session]', 'folder of the recording (session.json and wal/)')
    .option('--session <dir>', 'the same, as an option')
    .option('--player <name...>', 'only these speakers (default: everyone who has audio)')
    .addOption(
      new Option(
        '--format <names>',
        `what to write: ${audioFormatNames.join(', ')}, or several with commas`,
      )
        .default(['m4a'], 'm4a')
        .argParser(parseFormats),
    )
    .addOption(
      new Option(
        '--bit-depth <bits>',
        'samples of the WAV: integers of 16 or 24 bits, or float (default: 24)',
      ).choices(bitDepths),
    )
    .option('--loudness', 'measure the loudness of WAV files (EBU R 128) and put it into bext')
    .option('--out <dir>', 'folder for the files', 'out')
    .addOption(
      new Option(
        '--start <where>',
        'where files begin: all with the session, or each with its first packet',
      )
        .choices(['session', 'first-packet'])
        .default('session'),
    )
    .option(
      '--start-time <time>',
      'start of a session without session.json: ISO 8601 with offset, or Unix ms',
    )
    .option('--timezone <zone>', "IANA time zone of the timecode (default: this machine's)")
    .option('--frame-rate <rate>', 'timecode rate: 23.976 24 25 29.97df 30 50 59.94df 60 …', '50')
    .option(
      '--jobs <count>',
      'speakers to decode at a time (default: as many as there are cores)',
      parseJobs,
    )
    .option('--force', 'replace files that exist')
    .option(
      '--verify',
      'compare each file with the recording before it gets its name, as voxmux verify does',
    )
    .option('--json', 'print a report for programs instead of text')
    .addHelpText('after', examples)
    .action(async (session: string | undefined, options: RenderOptions) => {
      requireWave(options);
      const { runRender } = await import('../render/run-render.js');
      await runRender({
        sessionFolder: userPath(session ?? options.session),
        players: options.player,
        formats: options.format,
        bitDepth: options.bitDepth ?? '24',
        loudness: options.loudness === true,
        outFolder: resolveUserPath(options.out),
        start: options.start,
        startTime: options.startTime,
        timeZone: options.timezone,
        frameRate: options.frameRate,
        jobs: options.jobs,
        force: options.force === true,
        verify: options.verify === true,
        json: options.json === true,
      });
    });
}

function userPath(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolveUserPath(path);
}

function parseFormats(text: string): AudioFormatName[] {
  const names = text.split(',').map((name) => {
    const wanted = name.trim().toLowerCase();
    const known = audioFormatNames.find((candidate) => candidate === wanted);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`'${name}' is none of ${audioFormatNames.join(', ')}.`);
  });
  return [...new Set(names)];
}

function parseJobs(text: string): number {
  const jobs = Number(text);
  if (/^\d+$/.test(text) && jobs >= 1 && jobs <= 1024) return jobs;
  throw new InvalidArgumentError('A number from 1 to 1024 is expected.');
}

function requireWave({ format, bitDepth, loudness }: RenderOptions): void {
  const given = bitDepth !== undefined ? '--bit-depth' : loudness ? '--loudness' : undefined;
  if (given === undefined || format.includes('bwav')) return;
  throw new CliError(`${given} is for WAV, and none is to be written`, {
    code: 'WAV_OPTION_WITHOUT_WAV',
    exitCode: exitCode.usage,
    hint: 'add --format bwav, or --format m4a,bwav for both',
  });
}
