import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  encodeRecord,
  encodeSegmentHeader,
  encodeSessionManifest,
  segmentHash,
} from '@voxmux/wal-reader';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Progress, silentProgress } from '../progress.js';
import type { RenderReport } from './render-report.js';
import type { RenderRequest } from './render-request.js';
import { renderSession } from './render-session.js';

const fixture = fileURLToPath(
  new URL('../../../../fixtures/sessions/crashed-tail', import.meta.url),
);

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'voxmux-'));
  out = join(folder, 'out');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const render = (
  changes: Partial<RenderRequest>,
  progress: Progress = silentProgress,
): Promise<RenderReport> =>
  renderSession(
    {
      sessionFolder: fixture,
      players: ['Steve'],
      formats: ['m4a', 'bwav'],
      bitDepth: '24',
      loudness: false,
      jobs: 1,
      outFolder: out,
      start: 'session',
      startTime: undefined,
      timeZone: 'UTC',
      frameRate: '50',
      force: false,
      verify: true,
      json: true,
      ...changes,
    },
    progress,
    new AbortController().signal,
  );

/** Does something when the log of a speaker is read for the second time: files are written by then. */
function beforeVerifying(work: () => void): Progress {
  let times = 0;
  return {
    ...silentProgress,
    begin(label) {
      if (label.startsWith('reading')) times += 1;
      if (times === 2) work();
      if (times === 2) times += 1;
    },
  };
}

/** Flips a bit of a file that has no name yet, as a bad disk would. */
function damagePartial(name: string): void {
  const partial = readdirSync(out).find((file) => file.startsWith(`.${name}.`)) ?? '';
  const bytes = readFileSync(join(out, partial));
  const at = bytes.length - 2000;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x80, at);
  writeFileSync(join(out, partial), bytes);
}

test('files that hold the recording get their names, and the report says that they were verified', async () => {
  const { outputs, rejected } = await render({});
  expect(outputs.map(({ format, verified }) => [format, verified])).toEqual([
    ['m4a', true],
    ['bwav', true],
  ]);
  expect(rejected).toEqual([]);
  expect(readdirSync(out).sort()).toEqual(['Steve.m4a', 'Steve.wav']);
  const unasked = await render({ verify: false, force: true });
  expect(unasked.outputs.map(({ verified }) => verified)).toEqual([false, false]);
});

test.each([
  ['m4a', 'packet-changed', 'wav'],
  ['wav', 'samples-changed', 'm4a'],
])('a damaged %s is rejected as %s, and the %s beside it is not', async (bad, what, good) => {
  const progress = beforeVerifying(() => {
    damagePartial(`Steve.${bad}`);
  });
  const { outputs, rejected } = await render({}, progress);
  expect(outputs.map(({ file }) => file)).toEqual([join(out, `Steve.${good}`)]);
  expect(rejected).toEqual([
    expect.objectContaining({
      player: 'Steve',
      file: join(out, `Steve.${bad}`),
      difference: expect.objectContaining({ what }) as unknown,
    }),
  ]);
  expect(readdirSync(out)).toEqual([`Steve.${good}`]);
});

test('a rejected file does not take the place of one that was there', async () => {
  await render({ formats: ['m4a'] });
  const before = readFileSync(join(out, 'Steve.m4a'));
  const progress = beforeVerifying(() => {
    damagePartial('Steve.m4a');
  });
  const { rejected } = await render({ formats: ['m4a'], force: true }, progress);
  expect(rejected).toHaveLength(1);
  expect(Buffer.compare(readFileSync(join(out, 'Steve.m4a')), before)).toBe(0);
  expect(readdirSync(out)).toEqual(['Steve.m4a']);
});

test('a recording that goes on meanwhile: files are verified by what was rendered', async () => {
  const running = join(folder, 'running');
  cpSync(fixture, running, { recursive: true });
  const segments = readdirSync(join(running, 'wal')).map((name) => join(running, 'wal', name));
  const copies = segments.map((path) => readFileSync(path));
  const progress = beforeVerifying(() => {
    // Records that follow, those that are there already once more, behind a header of 100 bytes.
    for (const [place, path] of segments.entries()) {
      appendFileSync(path, copies[place]?.subarray(100) ?? '');
    }
  });
  const { outputs, rejected } = await render({ sessionFolder: running }, progress);
  expect(rejected).toEqual([]);
  expect(outputs.map(({ verified }) => verified)).toEqual([true, true]);
});

/** Packets of all modes and both channel counts, whose sound is noise, with pauses. */
function writeOddSession(session: string, players: readonly string[]): void {
  mkdirSync(join(session, 'wal'), { recursive: true });
  const manifest = encodeSessionManifest({
    sessionId: 'a & b',
    startTimestampMs: 1_771_093_805_123,
    endTimestampMs: null,
    durationMs: null,
    emitterPlayer: '',
    participants: [],
    createdAt: '1771093805',
  });
  writeFileSync(join(session, 'session.json'), manifest);
  let state = 1;
  const byte = (): number => (state = Math.imul(state, 48271) % 0x7fffffff) & 0xff;
  for (const player of players) {
    const key = new TextEncoder().encode(player);
    const parts = [encodeSegmentHeader(key, 60_480)];
    for (let packet = 0; packet < 96; packet++) {
      const toc = ((packet % 32) << 3) | (packet % 3 === 0 ? 4 : 0);
      const noise = Uint8Array.from({ length: 60 }, byte);
      const relativeTimestampMs = 60 * packet + (packet > 48 ? 3000 : 0);
      const emitterMetadata = { playerData: null, spatial: null, gainSettings: null };
      const facts = { kind: 'input', sampleRate: 48_000, channels: 1 } as const;
      const header = { ...facts, relativeTimestampMs, emitterMetadata };
      parts.push(encodeRecord(header, Uint8Array.of(toc, ...noise)));
    }
    const log = join(session, 'wal', `x-${segmentHash(key)}-0001.log`);
    writeFileSync(log, Buffer.concat(parts));
  }
}

test.each(['16', '24', '32f'] as const)(
  'noise in all modes, by speakers of any name, at %s bits',
  async (bitDepth) => {
    const session = join(folder, 'odd');
    const players = [' blank ', 'Ctrl\u0001', 'Ctrl\u0002', '\ufffe', '<&>', 'two\nlines', 'Zoë 🏗'];
    writeOddSession(session, players);
    const request = {
      sessionFolder: session,
      players: undefined,
      bitDepth,
      loudness: true,
    } as const;
    for (const [start, timeZone, frameRate] of [
      ['session', 'America/St_Johns', '29.97df'],
      ['first-packet', 'Asia/Kathmandu', '23.976'],
    ] as const) {
      const report = await render({ ...request, start, timeZone, frameRate, force: true });
      expect(report.rejected).toEqual([]);
      expect(report.outputs).toHaveLength(2 * players.length);
    }
  },
);
