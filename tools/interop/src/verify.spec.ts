import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wavefile from 'wavefile';
import { run, voxmux, voxmuxBin } from './programs.js';
import { sessionNames, sessionsFolder, sessionTruth } from './session-truth.js';

interface Difference {
  readonly what: string;
  readonly found: string;
  readonly expected: string;
  readonly timeSeconds?: number;
  readonly fileOffset?: number;
}

interface VerifiedFile {
  readonly player: string | null;
  readonly format: string;
  readonly difference: Difference | null;
  readonly packets: number;
  readonly wave: { readonly frames: number; readonly undecodedPackets: number } | null;
}

/** What `voxmux verify` says of files, and its exit code. */
function verify(session: string, ...args: readonly string[]) {
  const { NODE_OPTIONS, ...env } = process.env;
  const folder = join(sessionsFolder, session);
  const options = { env, encoding: 'utf8' } as const;
  const words = [voxmuxBin, 'verify', folder, ...args, '--json'];
  const { status, stdout } = spawnSync(process.execPath, words, options);
  const report = JSON.parse(stdout) as {
    readonly verified: boolean;
    readonly files: readonly VerifiedFile[];
    readonly missingPlayers: readonly string[];
  };
  return { status, ...report };
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-verify-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(sessionNames)('%s', (name) => {
  const players = Object.keys(sessionTruth(name).players).sort();

  test.each([
    ['16', 'session', '29.97df'],
    ['24', 'first-packet', '25'],
    ['32f', 'session', '23.976'],
  ])('rendered at %s bits from the %s on at %s holds the recording', (depth, start, rate) => {
    const out = join(folder, `${name}-${depth}`);
    voxmux(
      ...['render', join(sessionsFolder, name), '--out', out, '--format', 'm4a,bwav'],
      ...['--bit-depth', depth, '--start', start, '--frame-rate', rate],
      ...['--timezone', 'America/St_Johns', '--loudness', '--verify'],
    );
    const { status, verified, files, missingPlayers } = verify(name, out);
    expect({ status, verified, missingPlayers }).toEqual({
      status: 0,
      verified: true,
      missingPlayers: [],
    });
    expect(files.map(({ player, format, difference }) => [player, format, difference])).toEqual(
      players.flatMap((player) => [
        [player, 'm4a', null],
        [player, 'bwav', null],
      ]),
    );
  });
});

describe('what other programs made of a rendered file', () => {
  const session = 'two-players-minute';
  const rendered = (file: string): string => join(folder, 'rendered', file);
  const made = (file: string): string => join(folder, file);
  const ffmpeg = (...args: readonly string[]): void => {
    run('ffmpeg', ['-v', 'error', '-y', ...args]);
  };

  beforeAll(() => {
    voxmux(
      ...['render', join(sessionsFolder, session), '--out', join(folder, 'rendered')],
      ...['--format', 'm4a,bwav', '--timezone', 'UTC'],
    );
  });

  const difference = (file: string): Difference | null | undefined => {
    const { status, files } = verify(session, file);
    expect(status).toBe(files[0]?.difference === null ? 0 : 1);
    return files[0]?.difference;
  };

  test('a copy under another name holds the recording', () => {
    copyFileSync(rendered('Alex.m4a'), made('take one.m4a'));
    expect(difference(made('take one.m4a'))).toBeNull();
  });

  test('ffmpeg -c copy: the packets are there, the timecode track is not', () => {
    ffmpeg('-i', rendered('Alex.m4a'), '-map', '0:a', '-c', 'copy', made('remuxed.mp4'));
    expect(difference(made('remuxed.mp4'))).toMatchObject({
      what: 'file-structure',
      found: 'Opus',
      expected: 'one Opus and one timecode track',
    });
  });

  test('ffmpeg: fragmented', () => {
    const flags = ['-map', '0:a', '-c', 'copy', '-movflags', 'frag_keyframe+empty_moov'];
    ffmpeg('-i', rendered('Alex.m4a'), ...flags, made('fragmented.mp4'));
    expect(difference(made('fragmented.mp4'))).toMatchObject({
      what: 'file-structure',
      found: expect.stringContaining('a fragmented file') as unknown,
    });
  });

  test('ffmpeg: encoded anew as AAC', () => {
    ffmpeg('-i', rendered('Alex.m4a'), '-map', '0:a', '-c:a', 'aac', made('aac.m4a'));
    expect(difference(made('aac.m4a'))).toMatchObject({ what: 'file-structure', found: 'mp4a' });
  });

  test('ffmpeg and SoX: a WAV saved again has lost what names it', () => {
    ffmpeg('-i', rendered('Alex.wav'), '-c', 'copy', made('ffmpeg.wav'));
    expect(difference(made('ffmpeg.wav'))).toMatchObject({ what: 'broadcast-extension' });
    ffmpeg('-i', rendered('Alex.wav'), '-c', 'copy', '-write_bext', '1', made('bext.wav'));
    expect(difference(made('bext.wav'))).toMatchObject({ what: 'ixml', found: 'no iXML chunk' });
    run('sox', [rendered('Alex.wav'), made('sox.wav')]);
    expect(difference(made('sox.wav'))).toMatchObject({ what: 'broadcast-extension' });
  });

  describe('wavefile', () => {
    const changed = (change: (wave: wavefile.WaveFile) => void): string => {
      const wave = new wavefile.WaveFile(readFileSync(rendered('Alex.wav')));
      change(wave);
      writeFileSync(made('wavefile.wav'), wave.toBuffer());
      return made('wavefile.wav');
    };

    test('saved again as it was: holds the recording', () => {
      expect(difference(changed(() => undefined))).toBeNull();
    });

    test('one sample in a pause changed by the least', () => {
      const file = changed((wave) => {
        wave.setSample(1_000_000, 1);
      });
      expect(difference(file)).toMatchObject({
        what: 'silence-missing',
        timeSeconds: 1_000_000 / 48_000,
      });
    });

    test('one sample of speech changed by the least', () => {
      let at = 0;
      const file = changed((wave) => {
        while (Math.abs(wave.getSample(at)) < 100_000) at += 1;
        wave.setSample(at, wave.getSample(at) + 1);
      });
      expect(difference(file)).toMatchObject({
        what: 'samples-changed',
        timeSeconds: at / 48_000,
      });
    });

    test('another time reference', () => {
      const file = changed((wave) => {
        Object.assign(wave.bext, { timeReference: [1, 0] });
      });
      expect(difference(file)).toMatchObject({ what: 'timecode' });
    });
  });

  test('SoX: the other speaker’s sound under this speaker’s header', () => {
    const header = readFileSync(rendered('Alex.wav'));
    const length = header.readUInt32LE(header.indexOf('data') + 4);
    const dataOffset = header.indexOf('data') + 8;
    const raw = ['-t', 'raw', '-e', 'signed', '-b', '24'];
    run('sox', [rendered('Steve.wav'), ...raw, made('steve.raw'), 'pad', '0', '60']);
    const sound = readFileSync(made('steve.raw')).subarray(0, length);
    writeFileSync(made('mixed-up.wav'), Buffer.concat([header.subarray(0, dataOffset), sound]));
    expect(difference(made('mixed-up.wav'))?.what).toMatch(/^(samples|silence|packet)-/);
  });
});
