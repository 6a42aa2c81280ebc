import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediainfo, run, voxmux } from './programs.js';
import { sessionsFolder } from './session-truth.js';

interface MeasuredWave {
  readonly player: string;
  readonly file: string;
  readonly loudness: Readonly<Record<string, number>>;
}

describe('loudness of rendered WAV files', () => {
  let folder: string;
  let waves: readonly MeasuredWave[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-interop-'));
    const session = join(sessionsFolder, 'three-players-stereo');
    const { stdout } = voxmux(
      ...['render', session, '--out', folder, '--format', 'bwav', '--loudness', '--json'],
    );
    waves = (JSON.parse(stdout) as { outputs: MeasuredWave[] }).outputs;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('FFmpeg measures the same, mono and stereo', () => {
    expect(waves).toHaveLength(3);
    for (const { file, loudness } of waves) {
      const args = ['-hide_banner', '-nostats', '-i', file, '-filter_complex', 'ebur128=peak=true'];
      const summary = run('ffmpeg', [...args, '-f', 'null', '-'])
        .stderr.split('Summary:')
        .at(-1);
      const figure = (name: string): number =>
        Number(new RegExp(`${name}: +(-?[\\d.]+)`).exec(summary ?? '')?.[1]);
      expect(Math.abs(figure('I') - (loudness['loudnessValue'] ?? NaN))).toBeLessThan(0.11);
      expect(Math.abs(figure('LRA') - (loudness['loudnessRange'] ?? NaN))).toBeLessThan(0.3);
      expect(Math.abs(figure('Peak') - (loudness['maxTruePeakLevel'] ?? NaN))).toBeLessThan(0.3);
    }
  });

  test('MediaInfo reads the figures from bext', () => {
    for (const { file, loudness } of waves) {
      expect(JSON.stringify(mediainfo(file))).toContain(loudness['loudnessValue']?.toFixed(2));
    }
  });
});
