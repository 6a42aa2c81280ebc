/**
 * Measures merging against `cat video audio > out` and against `ffmpeg -c copy`, in one run: wall
 * time, processor time (user and system) and peak memory of whole processes. Inputs are made first,
 * and the runs of all programs take turns, so that a busy machine disturbs them alike.
 *
 *   npx nx build muxer-cli && node --import ./tools/register.mjs tools/bench-merge.mts
 *   … --video-bytes 1000000000 --audio-bytes 80000000 --rounds 3 --folder /dev/shm
 *
 * Needs ffmpeg and GNU time.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    'video-bytes': { type: 'string', default: '257000000' },
    'audio-bytes': { type: 'string', default: '20000000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
  },
});

interface Measurement {
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  readonly peakMegabytes: number;
}

interface Contender {
  readonly name: string;
  readonly command: (out: string) => readonly string[];
}

const toolsFolder = fileURLToPath(new URL('.', import.meta.url));
const voxmuxBin = fileURLToPath(new URL('../packages/muxer-cli/bin/voxmux.js', import.meta.url));

/** Certificates of its own cost every start of Node 70 ms. */
const { NODE_EXTRA_CA_CERTS, NODE_OPTIONS, ...env } = process.env;

function run(program: string, args: readonly string[]): string {
  const result = spawnSync(program, args, { encoding: 'utf8', env, cwd: join(toolsFolder, '..') });
  if (result.error) throw result.error;
  if (result.status === 0) return result.stderr;
  throw new Error(`${program} ${args.join(' ')}:\n${result.stderr}`);
}

/** Twenty seconds, in fragments of two for video and four for audio, repeated until they are long enough. */
function makeInputs(folder: string): { video: string; audio: string } {
  const make = (name: string, bytes: string, encode: readonly string[]): string => {
    const seed = join(folder, `seed-${name}.mp4`);
    const file = join(folder, `${name}.mp4`);
    const movflags = '+frag_keyframe+empty_moov+default_base_moof';
    run('ffmpeg', ['-v', 'error', '-f', 'lavfi', ...encode, '-movflags', movflags, seed]);
    run(execPath, [
      ...['--import', join(toolsFolder, 'register.mjs'), join(toolsFolder, 'make-fragments.mts')],
      ...['--from', seed, '--bytes', bytes, '--out', file],
    ]);
    return file;
  };
  const picture = 'testsrc2=size=640x360:rate=25:duration=20,noise=alls=12:allf=t';
  const sound = 'anoisesrc=color=pink:sample_rate=48000:duration=20';
  return {
    video: make('video', options['video-bytes'], [
      ...['-i', picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '1700k', '-g', '50'],
    ]),
    audio: make('audio', options['audio-bytes'], [
      ...['-i', sound, '-ac', '2', '-c:a', 'aac', '-b:a', '128k', '-frag_duration', '4000000'],
    ]),
  };
}

function contenders({ video, audio }: { video: string; audio: string }): Contender[] {
  const copy = ['ffmpeg', '-v', 'error', '-i', video, '-i', audio, '-c', 'copy'];
  const voxmux = [execPath, voxmuxBin, 'merge', video, audio];
  return [
    {
      name: 'cat',
      command: (out) => ['sh', '-c', 'cat "$1" "$2" > "$3"', 'sh', video, audio, out],
    },
    { name: 'node (start alone)', command: () => [execPath, '-e', '0'] },
    { name: 'voxmux flat', command: (out) => [...voxmux, '--out', out] },
    {
      name: 'voxmux fragmented',
      command: (out) => [...voxmux, '--layout', 'fragmented', '--out', out],
    },
    { name: 'ffmpeg flat', command: (out) => [...copy, '-movflags', '+faststart', out] },
    {
      name: 'ffmpeg fragmented',
      command: (out) => [...copy, '-movflags', '+frag_keyframe+empty_moov+default_base_moof', out],
    },
  ];
}

/** Runs a command under GNU time, with an output file of its own that is removed again. */
function measure({ command }: Contender, folder: string): Measurement {
  const out = join(folder, 'out.mp4');
  const times = join(folder, 'times');
  run('time', ['-q', '-f', '%e %U %S %M', '-o', times, ...command(out)]);
  const [wall = NaN, user = NaN, system = NaN, kilobytes = NaN] = readFileSync(times, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  rmSync(out, { force: true });
  return {
    wallSeconds: wall,
    processorSeconds: user + system,
    peakMegabytes: (kilobytes * 1024) / 1e6,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function report(rounds: readonly ReadonlyMap<string, Measurement>[]): void {
  const names = [...(rounds[0]?.keys() ?? [])];
  const values = (name: string, of: (one: Measurement) => number): number[] =>
    rounds.flatMap((round) => {
      const one = round.get(name);
      return one ? [of(one)] : [];
    });
  /** Median of the ratios of each round, which were measured under the same load. */
  const ratio = (name: string, other: string, of: (one: Measurement) => number): string =>
    median(values(name, of).map((value, round) => value / (values(other, of)[round] ?? NaN)))
      .toFixed(2)
      .padStart(8);
  const wall = (one: Measurement): number => one.wallSeconds;
  const processor = (one: Measurement): number => one.processorSeconds;
  const start = median(values('node (start alone)', processor));
  const cat = median(values('cat', processor));
  stdout.write(
    `${''.padEnd(20)}  wall s   cpu s  peak MB  wall/cat  cpu/cat  wall/ffmpeg  cpu beyond start/cat\n`,
  );
  for (const name of names) {
    const row = [
      median(values(name, wall)).toFixed(2).padStart(7),
      median(values(name, processor)).toFixed(2).padStart(7),
      Math.max(...values(name, (one) => one.peakMegabytes))
        .toFixed(0)
        .padStart(7),
      ratio(name, 'cat', wall),
      ratio(name, 'cat', processor),
    ];
    const layout = /^voxmux (.*)$/.exec(name)?.[1];
    if (layout !== undefined) {
      row.push(`   ${ratio(name, `ffmpeg ${layout}`, wall)}`);
      row.push(`      ${((median(values(name, processor)) - start) / cat).toFixed(2)}`);
    }
    stdout.write(`${name.padEnd(20)} ${row.join('  ')}\n`);
  }
}

const folder = mkdtempSync(join(options.folder, 'bench-merge-'));
try {
  const all = contenders(makeInputs(folder));
  const rounds = Array.from(
    { length: Number(options.rounds) },
    () => new Map(all.map((contender) => [contender.name, measure(contender, folder)])),
  );
  report(rounds);
} finally {
  rmSync(folder, { recursive: true });
}
