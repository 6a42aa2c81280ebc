/**
 * Prints how fast sessions become Broadcast WAV: by voxmux with one job and two, and by ffmpeg
 * decoding the M4A of the same track, in turns on the same machine.
 *
 *   npx nx build muxer-cli && node --import ./tools/register.mjs tools/bench-bwav.mts \
 *     [--session DIR] [--runs 5]
 *
 * Without a session the fixture of two players is taken, which is short: start-up weighs much
 * there. `tools/make-session.mts` writes longer ones. Use an idle machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const fixture = fileURLToPath(new URL('../fixtures/sessions/two-players-minute', import.meta.url));
const bin = fileURLToPath(new URL('../packages/muxer-cli/bin/voxmux.cjs', import.meta.url));

const { values: options } = parseArgs({
  options: {
    session: { type: 'string', default: fixture },
    runs: { type: 'string', default: '5' },
  },
});

interface Output {
  readonly file: string;
  readonly durationSamples: number;
  readonly silenceSamples: number;
}

const folder = mkdtempSync(join(tmpdir(), 'voxmux-bench-'));
try {
  // Certificates of the machine cost time at each start of Node.
  delete env['NODE_EXTRA_CA_CERTS'];
  const tracks = outputsOf(run(execPath, renderArgs('m4a', 'm4a')));
  const seconds = sum(tracks, ({ durationSamples }) => durationSamples) / 48000;
  const silence = sum(tracks, ({ silenceSamples }) => silenceSamples) / 48000;
  stdout.write(
    `${tracks.length} speakers, ${seconds.toFixed(0)} s in all, ${((100 * silence) / seconds).toFixed(0)} % of it silence\n`,
  );
  const contestants: Record<string, () => void> = {
    'voxmux --jobs 1': () => run(execPath, renderArgs('one', 'bwav', '--jobs', '1')),
    'voxmux --jobs 2': () => run(execPath, renderArgs('two', 'bwav', '--jobs', '2')),
    ffmpeg: () => {
      for (const [at, { file }] of tracks.entries()) {
        const wave = join(folder, `${at}.wav`);
        run('ffmpeg', ['-v', 'error', '-y', '-i', file, '-map', '0:a', '-c:a', 'pcm_s24le', wave]);
      }
    },
  };
  const times = Object.entries(contestants).map(([name, work]) => ({
    name,
    work,
    ms: new Array<number>(),
  }));
  for (let turn = 0; turn < Number(options.runs); turn++) {
    for (const { work, ms } of times) {
      const begun = performance.now();
      work();
      ms.push(performance.now() - begun);
    }
  }
  const reference = median(times.at(-1)?.ms ?? []);
  for (const { name, ms } of times) {
    const middle = median(ms);
    stdout.write(
      `${name.padEnd(16)} ${middle.toFixed(0).padStart(7)} ms  ${((1000 * seconds) / middle).toFixed(0).padStart(6)} x real time  ${(middle / reference).toFixed(2)} of ffmpeg's time\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function renderArgs(out: string, format: string, ...more: readonly string[]): string[] {
  return [
    ...[bin, 'render', options.session, '--format', format, '--out', join(folder, out)],
    ...['--timezone', 'UTC', '--force', '--json', ...more],
  ];
}

function run(program: string, args: readonly string[]): string {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${program}: ${result.stderr}`);
  return result.stdout;
}

function outputsOf(report: string): readonly Output[] {
  return (JSON.parse(report) as { outputs: Output[] }).outputs;
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
