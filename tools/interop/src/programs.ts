import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs a program to its end; its failure is the test's failure. */
export function run(program: string, args: readonly string[]): { stdout: string; stderr: string } {
  // Jest's own options for Node are not meant for the programs under test.
  const { NODE_OPTIONS, ...env } = process.env;
  const result = spawnSync(program, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(
      `${program} ${args.join(' ')} ended with ${String(result.status)}:\n${result.stderr || result.stdout}`,
    );
  }
  return { stdout: result.stdout, stderr: result.stderr };
}

export const voxmuxBin = fileURLToPath(
  new URL('../../../packages/muxer-cli/bin/voxmux.cjs', import.meta.url),
);

export function voxmux(...args: readonly string[]): { stdout: string; stderr: string } {
  return run(process.execPath, [voxmuxBin, ...args]);
}

export interface ProbedStream {
  readonly index: number;
  readonly codec_name?: string;
  readonly codec_type: string;
  readonly codec_tag_string: string;
  readonly channels?: number;
  readonly sample_rate?: string;
  readonly time_base: string;
  readonly start_pts: number;
  readonly duration_ts: number;
  readonly initial_padding?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ProbedPacket {
  readonly stream_index: number;
  readonly pts: number;
  readonly dts: number;
  readonly duration: number;
  readonly size: string;
  readonly flags: string;
  readonly data_hash: string;
}

export interface Probe {
  readonly streams: readonly ProbedStream[];
  readonly format: {
    readonly duration: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
}

export function ffprobe(file: string): Probe {
  const { stdout, stderr } = run('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_streams', '-show_format', file],
  ]);
  // ffprobe has no decoder for timecode and warns of that; errors would be another thing.
  if (stderr.trim() !== '') throw new Error(`ffprobe ${file}: ${stderr}`);
  return JSON.parse(stdout) as Probe;
}

export function ffprobePackets(
  file: string,
  stream: string,
  ...options: readonly string[]
): ProbedPacket[] {
  const { stdout } = run('ffprobe', [
    ...['-v', 'error', ...options, '-of', 'json', '-select_streams', stream],
    ...['-show_packets', '-show_data_hash', 'sha256', file],
  ]);
  return (JSON.parse(stdout) as { packets: ProbedPacket[] }).packets;
}

/** Decodes all sound and returns what ffmpeg had to complain about. */
export function ffmpegComplaints(file: string): string {
  return run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:a', '-f', 'null', '-']).stderr;
}

export type MediaInfoTrack = Readonly<Record<string, string | undefined>>;

export function mediainfo(file: string): MediaInfoTrack[] {
  const { stdout } = run('mediainfo', ['--Output=JSON', file]);
  return (JSON.parse(stdout) as { media: { track: MediaInfoTrack[] } }).media.track;
}
