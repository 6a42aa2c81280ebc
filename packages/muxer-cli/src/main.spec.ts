import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RenderReport } from './render/render-report.js';

const bin = fileURLToPath(new URL('../bin/voxmux.cjs', import.meta.url));
const sessions = fileURLToPath(new URL('../../../fixtures/sessions', import.meta.url));
const minute = join(sessions, 'two-players-minute');

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('voxmux', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs the command in the test's own folder. */
  function voxmux(args: readonly string[], env: NodeJS.ProcessEnv = {}): Outcome {
    return spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(), ...env },
      encoding: 'utf8',
    });
  }

  function render(...args: readonly string[]): Outcome {
    return voxmux(['render', ...args]);
  }

  function report(...args: readonly string[]): RenderReport {
    const { status, stdout, stderr } = render(...args, '--json', '--timezone', 'UTC');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as RenderReport;
  }

  function copySession(name: string): string {
    const copy = join(folder, name);
    cpSync(join(sessions, name), copy, { recursive: true });
    return copy;
  }

  const written = (): string[] => readdirSync(join(folder, 'out')).sort();

  describe('render', () => {
    test('writes a file for each speaker into ./out and shows a table', () => {
      const { status, stdout, stderr } = render(minute, '--timezone', 'Europe/Berlin');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(written()).toEqual(['Alex.m4a', 'Steve.m4a']);
      expect(stdout).toMatch(/started 2026-02-14T19:30:05\.123\+01:00 \(Europe\/Berlin\)/);
      expect(stdout).toMatch(/Alex .* 19:30:05:06 .* none/);
      expect(stdout).toMatch(/^out\/Steve\.m4a$/m);
      expect(stdout).not.toContain('\u001b');
    });

    test('renders the demo recording when no session is given, and says what to do next', () => {
      const { status, stdout } = render();
      expect(status).toBe(0);
      expect(written()).toEqual(['Alex.m4a', 'Steve.m4a']);
      expect(stdout).toContain('nx run muxer-cli:render --session');
    });

    test('gives the same bytes in every place and zone, and leaves the recording as it was', () => {
      const copy = copySession('three-players-stereo');
      const before = hashes(join(copy, 'wal'));
      expect(
        voxmux(['render', copy, '--timezone', 'Asia/Tokyo'], { TZ: 'America/New_York' }).status,
      ).toBe(0);
      expect(
        voxmux(['render', `${copy}/`, '--timezone', 'Asia/Tokyo', '--out', 'again'], {
          LANG: 'de_DE',
        }).status,
      ).toBe(0);
      expect(hashes(join(folder, 'out'))).toEqual(hashes(join(folder, 'again')));
      expect(hashes(join(copy, 'wal'))).toEqual(before);
    });

    test('prints the report and nothing else under --json', () => {
      const { session, outputs, silent } = report(minute);
      expect(session).toMatchObject({
        id: '019c5d6a-c843-7291-98cd-c310411e7ec2',
        startTimestampMs: 1771093805123,
        timeZone: 'UTC',
        durationMs: 60481,
        emitterPlayer: 'Steve',
      });
      expect(silent).toEqual([]);
      expect(outputs.map(({ player, packets }) => [player, packets])).toEqual([
        ['Alex', 1424],
        ['Steve', 1062],
      ]);
      for (const output of outputs) {
        expect(output).toMatchObject({
          format: 'm4a',
          timecode: '18:30:05:06',
          frameRate: '50',
          startOffsetSamples: -144,
          channels: 1,
          damage: [],
        });
        expect(output.durationSamples).toBe(output.packets * 960 + output.silenceSamples);
        expect(readFileSync(output.file).length).toBe(output.bytes);
      }
    });

    test('begins each file on its own frame with --start first-packet', () => {
      const { outputs } = report(minute, '--start', 'first-packet');
      const alex = outputs.find(({ player }) => player === 'Alex');
      // Alex is first heard 5.919 s into the session, at 18:30:11.042 of the day.
      expect(alex?.timecode).toBe('18:30:11:02');
      expect(alex?.startOffsetSamples).toBeGreaterThan(5.88 * 48000);
      expect(alex?.startOffsetSamples).toBeLessThan(5.94 * 48000);
    });

    test.each([
      ['25', '18:30:05:03'],
      ['29.97df', '18:30:05;05'],
      ['60', '18:30:05:07'],
    ])('counts %s frames a second when asked to', (rate, timecode) => {
      expect(report(minute, '--frame-rate', rate, '--player', 'Alex').outputs).toEqual([
        expect.objectContaining({ frameRate: rate, timecode }),
      ]);
    });

    test('takes the speakers that are named, once or in a row', () => {
      const three = join(sessions, 'three-players-stereo');
      expect(report(three, '--player', 'Al', 'Alex').outputs.map(({ player }) => player)).toEqual([
        'Al',
        'Alex',
      ]);
      expect(
        report(three, '--player', 'Al', '--player', 'Zoë the Builder 🏗 of Nørrebro', '--out', 'two')
          .outputs,
      ).toHaveLength(2);
    });

    test('an unknown speaker: says who is there', () => {
      const { status, stderr } = render(minute, '--player', 'Ale');
      expect(status).toBe(1);
      expect(stderr).toBe(
        "voxmux: nobody called 'Ale' has audio in this session\n  hint: there is 'Alex', 'Steve'\n",
      );
    });

    test('keeps a file that exists, before anything is written, unless forced', () => {
      mkdirSync(join(folder, 'out'));
      writeFileSync(join(folder, 'out/Steve.m4a'), 'mine');
      const refused = render(minute);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(
        /^voxmux: .*Steve\.m4a exists already and was kept\n {2}hint: .*--force/,
      );
      expect(written()).toEqual(['Steve.m4a']);
      expect(readFileSync(join(folder, 'out/Steve.m4a'), 'utf8')).toBe('mine');
      expect(render(minute, '--force').status).toBe(0);
      expect(written()).toEqual(['Alex.m4a', 'Steve.m4a']);
    });

    test('a folder that is no session: names what is missing and the way out', () => {
      const copy = copySession('shared-stamps');
      rmSync(join(copy, 'session.json'));
      const refused = render(copy);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/^voxmux: .*session\.json.*\n {2}hint: .*--start-time/);

      const saved = report(copy, '--start-time', '2026-03-03T18:45:00.013+01:00');
      expect(saved.session).toMatchObject({ id: null, startTimestampMs: 1772559900013 });
      expect(saved.outputs[0]).toMatchObject({
        player: 'Robin',
        packets: 461,
        startOffsetSamples: -624,
      });
    });

    test('a manifest that is broken: names file, field, found and expected', () => {
      const copy = copySession('shared-stamps');
      writeFileSync(join(copy, 'session.json'), '{"session_id": "x", "start_timestamp": "soon"}');
      expect(render(copy).stderr).toMatch(/session\.json.*start_timestamp.*soon.*integer/);
    });

    test('nobody spoke: says so, and that is no failure', () => {
      const copy = copySession('shared-stamps');
      rmSync(join(copy, 'wal'), { recursive: true });
      const { status, stdout } = render(copy);
      expect(status).toBe(0);
      expect(stdout).toContain('Nobody spoke');
      expect(readdirSync(folder)).not.toContain('out');
    });

    test('a damaged recording: renders what is intact and reports the rest', () => {
      const { outputs } = report(join(sessions, 'mid-corruption'));
      expect(outputs.map(({ player, packets }) => [player, packets])).toEqual([
        ['Alex', 758],
        ['Steve', 536],
      ]);
      for (const { damage } of outputs) {
        expect(damage).toEqual([
          expect.objectContaining({
            file: expect.stringMatching(/-0001\.log$/) as unknown,
            offset: expect.any(Number) as unknown,
            length: expect.any(Number) as unknown,
            reason: expect.any(String) as unknown,
          }),
        ]);
      }
    });

    test('takes a session by a link, and finds nothing to say about foreign files but their names', () => {
      const copy = copySession('shared-stamps');
      writeFileSync(join(copy, 'wal/notes.txt'), 'hello');
      symlinkSync(copy, join(folder, 'link'));
      const { outputs, passedOver } = report('link');
      expect(outputs).toHaveLength(1);
      expect(passedOver).toEqual([{ file: 'notes.txt', reason: expect.any(String) as unknown }]);
    });

    describe('--format bwav', () => {
      test.each([
        ['16', 2],
        ['24', 3],
        ['32f', 4],
      ])('writes %s bits: Broadcast WAV of the length that the M4A presents', (depth, bytes) => {
        const { outputs } = report(minute, '--format', 'bwav', '--bit-depth', depth);
        expect(written()).toEqual(['Alex.wav', 'Steve.wav']);
        for (const output of outputs) {
          expect(output).toMatchObject({
            format: 'bwav',
            bitDepth: depth,
            container: 'RIFF',
            frames: output.durationSamples - 312,
            // 18:30:05.120, the frame at or before the start.
            timeReference: ((18 * 60 + 30) * 60 + 5) * 48000 + 5760,
            clippedSamples: 0,
            undecodedPackets: 0,
          });
          const file = readFileSync(output.file);
          expect(file.length).toBe(output.bytes);
          expect(file.toString('latin1', 0, 4)).toBe('RIFF');
          const data = file.indexOf('data');
          expect(file.readUInt32LE(data + 4)).toBe((output.durationSamples - 312) * bytes);
          expect(file.subarray(data + 8).some((byte) => byte !== 0)).toBe(true);
        }
      });

      test('beside M4A: both files of each speaker, the M4A as it is alone', () => {
        const { outputs } = report(minute, '--format', 'm4a,bwav');
        expect(outputs.map(({ player, format }) => `${player} ${format}`)).toEqual([
          'Alex m4a',
          'Alex bwav',
          'Steve m4a',
          'Steve bwav',
        ]);
        report(minute, '--out', 'alone');
        const both = hashes(join(folder, 'out'));
        expect(both).toMatchObject(hashes(join(folder, 'alone')));
        expect(Object.keys(both)).toHaveLength(4);
      });

      test('any number of jobs gives the same bytes and the same order', () => {
        const three = join(sessions, 'three-players-stereo');
        const reports = ['1', '2', '5'].map(
          (jobs) =>
            report(three, '--format', 'bwav', '--jobs', jobs, '--out', `jobs${jobs}`).outputs,
        );
        for (const jobs of ['2', '5']) {
          expect(hashes(join(folder, `jobs${jobs}`))).toEqual(hashes(join(folder, 'jobs1')));
        }
        for (const outputs of reports) {
          expect(outputs.map(({ player }) => player)).toEqual(
            reports[0]?.map(({ player }) => player),
          );
        }
      });

      test('where frames begin between samples, the file bears the time of the later one', () => {
        const [output] = report(
          ...[minute, '--player', 'Alex', '--format', 'bwav', '--frame-rate', '29.97'],
        ).outputs;
        if (output?.format !== 'bwav') throw new Error('no WAV');
        const start = ((18 * 60 + 30) * 60 + 5.123) * 48000;
        const framesSinceMidnight = Math.floor((start * 30) / (1.001 * 48000));
        expect(output.timeReference).toBe(Math.ceil((framesSinceMidnight * 8008) / 5));
        expect(output.startOffsetSamples).toBeCloseTo((framesSinceMidnight * 8008) / 5 - start, 3);
      });

      test('a name outside ASCII is told of', () => {
        const { outputs } = report(join(sessions, 'three-players-stereo'), '--format', 'bwav');
        const notes = outputs.flatMap((output) => output.notes);
        expect(notes).toContainEqual(expect.stringMatching(/ASCII.*Zoe the Builder.*iXML/));
      });

      test('a folder in the place of a WAV: one error, no leftovers', () => {
        // A folder where the WAV belongs passes every check but the last.
        mkdirSync(join(folder, 'out/Steve.wav'), { recursive: true });
        const { status, stderr } = render(minute, '--format', 'bwav', '--jobs', '2', '--force');
        expect(status).toBe(1);
        expect(stderr).toMatch(/^voxmux: [^\n]*Steve\.wav[^\n]*\n {2}hint: [^\n]*\n$/);
        expect(written().filter((name) => name.startsWith('.'))).toEqual([]);
      });

      test('Ctrl-C: threads clean up behind themselves', async () => {
        const args = [bin, 'render', minute, '--format', 'm4a,bwav', '--jobs', '2'];
        const child = spawn(process.execPath, args, { cwd: folder, env: cleanEnvironment() });
        const ended = new Promise((resolve) => {
          child.on('exit', (status, signal) => {
            resolve(signal ?? status);
          });
        });
        // As soon as a thread has begun to write.
        while (readdirSync(folder).length === 0 || written().length < 2) await setTimeout(5);
        child.kill('SIGINT');
        expect(await ended).toBe('SIGINT');
        expect(written().filter((name) => name.startsWith('.'))).toEqual([]);
      });
    });

    test('an output folder that cannot be made: one line', () => {
      writeFileSync(join(folder, 'out'), 'a file');
      const { status, stderr } = render(minute);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^voxmux: [^\n]*out[^\n]*\n {2}hint: [^\n]*\n$/);
    });

    test('Ctrl-C: ends by the signal and leaves nothing behind', async () => {
      const child = spawn(process.execPath, [bin, 'render', minute], {
        cwd: folder,
        env: cleanEnvironment(),
      });
      const ended = new Promise<NodeJS.Signals | number | null>((resolve) => {
        child.on('exit', (status, signal) => {
          resolve(signal ?? status);
        });
      });
      child.kill('SIGINT');
      expect(await ended).toBe('SIGINT');
      expect(readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)))).toEqual([]);
    });
  });

  describe('usage', () => {
    test('help has examples and ends well', () => {
      const { status, stdout } = voxmux(['render', '--help']);
      expect(status).toBe(0);
      expect(stdout).toContain('Examples:');
      expect(voxmux(['--help']).status).toBe(0);
      expect(voxmux(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    });

    test.each([
      [['rendre']],
      [['render', '--no-such-option']],
      [['render', minute, '--format', 'mp3']],
      [['render', minute, '--format', 'bwav', '--bit-depth', '32']],
      [['render', minute, '--bit-depth', '16']],
      [['render', minute, '--format', 'bwav', '--jobs', '0']],
      [['render', minute, '--start', 'noon']],
      [['render', minute, '--timezone', 'Mars/Olympus']],
      [['render', minute, '--frame-rate', '29.98']],
      [['render', minute, '--loudness']],
      [['render', minute, '--start-time', 'noon']],
      [['render', minute, 'another']],
    ])('%j is wrong usage: exit 2, one line and a hint', (args) => {
      const { status, stdout, stderr } = voxmux(args);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^voxmux: [^\n]+\n(?:\n? *\(?[^\n]+\)?\n)*$/);
      expect(stderr).not.toContain('    at ');
    });

    test('a stack trace appears with --debug alone', () => {
      expect(render('nowhere').stderr).not.toContain('    at ');
      expect(voxmux(['--debug', 'render', 'nowhere']).stderr).toContain('    at ');
    });
  });
});

/** What Jest and Nx set for themselves is not meant for the program under test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, FORCE_COLOR, NX_TASK_TARGET_PROJECT, ...env } = process.env;
  return env;
}

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );
}
