import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { encodeRecord, encodeSegmentHeader } from '../record-writer.js';
import { segmentHash } from '../segment-hash.js';
import { openSegments } from './segment-files.js';
import { openSession, readTracks } from './session-folder.js';
import { indexTrack, indexTrackSteps } from './track-index.js';

const MANIFEST = {
  session_id: '019c5d6a-c843-7291-98cd-c310411e7ec2',
  start_timestamp: 1771093805123,
  end_timestamp: null,
  duration_ms: null,
  emitter_player: 'Ann',
  participants: ['Bo'],
  created_at: '1771093805',
};

const TEXT = new TextEncoder();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'session-'));
  mkdirSync(join(folder, 'wal'));
  writeFileSync(join(folder, 'session.json'), JSON.stringify(MANIFEST));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function record(number: number): Uint8Array {
  return encodeRecord(
    {
      kind: 'input',
      sampleRate: 48000,
      channels: 1,
      relativeTimestampMs: 20 * number,
      emitterMetadata: { playerData: null, spatial: null, gainSettings: null },
    },
    Uint8Array.of(0x78, 1, 2, 3, number & 0xff, 1 + (number >> 8)),
  );
}

function segment(key: Uint8Array | string, ...numbers: readonly number[]): Buffer {
  const keyBytes = typeof key === 'string' ? TEXT.encode(key) : key;
  return Buffer.concat([encodeSegmentHeader(keyBytes, 0), ...numbers.map(record)]);
}

function write(name: string, bytes: Uint8Array | string): void {
  writeFileSync(join(folder, 'wal', name), bytes);
}

function tracks(): Record<string, readonly string[]> {
  return Object.fromEntries(
    openSession(folder).tracks.map(({ key, segments }) => [
      key.text,
      segments.map(({ name }) => name),
    ]),
  );
}

describe('tracks', () => {
  test('are the keys in the headers, not the names of the files', () => {
    const bytes = Uint8Array.of(0x41, 0xff);
    write('AB-1-0001.log', segment('A.B', 1));
    write('AB-2-0001.log', segment('AB', 1));
    write('Al-3-0001.log', segment('Al', 1));
    write('Alex-4-0001.log', segment('Alex', 1));
    write('-5-0001.log', segment('  ', 1));
    write('-6-0001.log', segment('', 1));
    write('x-7-0001.log', segment('../../evil', 1));
    write('NANORC-8-0001.log', segment('NANORC', 1));
    write('A-9-0001.log', segment(bytes, 1));
    write('A-10-0001.log', segment(bytes.with(1, 0xfe), 1));
    expect(tracks()).toEqual({
      'A.B': ['AB-1-0001.log'],
      AB: ['AB-2-0001.log'],
      Al: ['Al-3-0001.log'],
      Alex: ['Alex-4-0001.log'],
      '  ': ['-5-0001.log'],
      '': ['-6-0001.log'],
      '../../evil': ['x-7-0001.log'],
      NANORC: ['NANORC-8-0001.log'],
      'A\\xff': ['A-9-0001.log'],
      'A\\xfe': ['A-10-0001.log'],
    });
    for (const track of openSession(folder).tracks) {
      expect(indexTrack(track)).toMatchObject({ rowCount: 1, damage: [] });
    }
  });

  test('have their segments in the order of numbers', () => {
    for (const sequence of ['10000', '0002', '9999', '0010', '0001']) {
      write(`Ann-1-${sequence}.log`, segment('Ann', Number(sequence)));
    }
    const [track] = openSession(folder).tracks;
    expect(track?.segments.map(({ sequence }) => sequence)).toEqual([1, 2, 10, 9999, 10000]);
  });

  test('can have thousands of segments, with few files open at a time', () => {
    for (let sequence = 1; sequence <= 4000; sequence++) {
      write(`Ann-1-${String(sequence).padStart(4, '0')}.log`, segment('Ann', sequence));
    }
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    const index = indexTrack(track);
    expect(Array.from(index.stampMs)).toEqual(
      Array.from({ length: 4000 }, (_, at) => 20 * (at + 1)),
    );
    expect(index.extents).toHaveLength(4000);
  });

  test('are read by way of a link too', () => {
    write('Ann-1-0001.log', segment('Ann', 1, 2));
    const link = `${folder}-link`;
    symlinkSync(folder, link);
    const [track] = openSession(link).tracks;
    rmSync(link);
    expect(track?.segments[0]?.path).toBe(join(link, 'wal', 'Ann-1-0001.log'));
  });

  test('are none where nobody spoke', () => {
    expect(openSession(folder).tracks).toEqual([]);
    rmSync(join(folder, 'wal'), { recursive: true });
    expect(openSession(folder)).toMatchObject({ tracks: [], passedOver: [] });
  });
});

test('files without records are passed over, each for its reason', () => {
  const whole = segment('Ann', 1);
  write('notes.txt', 'nothing of ours');
  write('Ann-1-0001.log', '');
  write('Ann-1-0002.log', whole.subarray(0, 20));
  write('Ann-1-0003.log', whole.subarray(0, 33));
  write('Ann-1-0004.log', whole.subarray(0, 35));
  write('Ann-1-0005.log', 'a text that happens to be called like a segment');
  mkdirSync(join(folder, 'wal', 'renders'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'wal', 'Ann-1-0006.log'));
  const session = openSession(folder);
  expect(session.tracks).toEqual([]);
  expect(session.passedOver.map(({ name, why }) => [name, why])).toEqual([
    ['Ann-1-0001.log', 'empty'],
    ['Ann-1-0002.log', 'cut-header'],
    ['Ann-1-0003.log', 'cut-header'],
    ['Ann-1-0004.log', 'no-records'],
    ['Ann-1-0005.log', 'foreign-content'],
    ['notes.txt', 'foreign-name'],
  ]);
});

describe('a broken segment header', () => {
  const hash = segmentHash(TEXT.encode('Bo'));
  const whole = segment('Bo', 1, 2, 3);
  const broken: readonly (readonly [string, (bytes: Buffer) => void])[] = [
    ['letters', (bytes) => bytes.fill(0xee, 0, 8)],
    ['length of the key, absurd', (bytes) => bytes.fill(0xee, 24, 32)],
    ['length of the key, plausible', (bytes) => bytes.fill(7, 24, 25)],
    ['everything', (bytes) => bytes.fill(0, 0, 34)],
  ];

  test.each(broken)('(%s) hides no record: the hash tells whose they are', (_, spoil) => {
    const bytes = Buffer.from(whole);
    spoil(bytes);
    write(`Bo-${hash}-0001.log`, bytes);
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    expect(track.key.text).toBe('Bo');
    const index = indexTrack(track);
    expect(index.rowCount).toBe(3);
    expect(index.damage).toEqual([
      expect.objectContaining({ kind: 'segment-header', offset: 0, length: 34 }),
    ]);
  });

  test('of a player whom only another segment names', () => {
    const name = `Eve-${segmentHash(TEXT.encode('Eve!'))}`;
    const bytes = segment('Eve!', 3, 4).fill(0, 0, 36);
    write(`${name}-0001.log`, bytes);
    expect(tracks()).toEqual({ Eve: [`${name}-0001.log`] });
    write(`${name}-0002.log`, segment('Eve!', 5));
    expect(tracks()).toEqual({ 'Eve!': [`${name}-0001.log`, `${name}-0002.log`] });
  });

  test('is not to blame where only the first record is broken', () => {
    write(`Bo-${hash}-0001.log`, Buffer.from(whole).fill(0xee, 34, 40));
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    expect(indexTrack(track)).toMatchObject({
      rowCount: 2,
      damage: [{ kind: 'damaged', offset: 34 }],
    });
  });

  test('does not give a segment to another player because of the name of its file', () => {
    write(`Bo-${hash}-0001.log`, segment('Ann', 1));
    expect(Object.keys(tracks())).toEqual(['Ann']);
  });
});

describe('what is missing is named', () => {
  test('a folder', () => {
    const open = () => openSession(join(folder, 'nowhere'));
    expect(open).toThrow(expect.objectContaining({ code: 'session-not-found' }));
    expect(() => readTracks(join(folder, 'session.json'))).toThrow(
      expect.objectContaining({ code: 'session-not-found', found: 'a file' }),
    );
  });

  test('a manifest, which can be given by hand', () => {
    write('Ann-1-0001.log', segment('Ann', 1));
    rmSync(join(folder, 'session.json'));
    expect(() => openSession(folder)).toThrow(
      expect.objectContaining({ code: 'manifest-missing', file: join(folder, 'session.json') }),
    );
    const manifest = {
      sessionId: '',
      startTimestampMs: 5,
      endTimestampMs: null,
      durationMs: null,
      emitterPlayer: '',
      participants: [],
      createdAt: '0',
    };
    const session = openSession(folder, { manifest });
    expect(session.manifest).toBe(manifest);
    expect(session.tracks).toHaveLength(1);
  });

  test('a manifest that is a folder', () => {
    rmSync(join(folder, 'session.json'));
    mkdirSync(join(folder, 'session.json'));
    expect(() => openSession(folder)).toThrow(
      expect.objectContaining({ code: 'manifest-unreadable' }),
    );
  });

  test('a segment that went away', () => {
    write('Ann-1-0001.log', segment('Ann', 1));
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    rmSync(join(folder, 'wal', 'Ann-1-0001.log'));
    expect(() => indexTrack(track)).toThrow(
      expect.objectContaining({ code: 'segment-unreadable', file: track.segments[0]?.path }),
    );
  });
});

describe('a recording that is still running', () => {
  test('is read up to where it had come, and said to grow', () => {
    const bytes = segment('Ann', ...Array.from({ length: 60_000 }, (_, number) => number));
    write('Ann-1-0001.log', bytes);
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    const steps = indexTrackSteps(track);
    let step = steps.next();
    writeFileSync(join(folder, 'wal', 'Ann-1-0001.log'), record(60_000), { flag: 'a' });
    while (step.done !== true) step = steps.next();
    expect(step.value).toMatchObject({
      rowCount: 60_000,
      damage: [],
      segments: [{ sizeBytes: bytes.length, grewWhileRead: true }],
    });
    expect(indexTrack(track)).toMatchObject({
      rowCount: 60_001,
      segments: [{ grewWhileRead: false }],
    });
    const asBefore = indexTrackSteps(track, [bytes.length]);
    for (step = asBefore.next(); step.done !== true;) step = asBefore.next();
    expect(step.value).toMatchObject({ rowCount: 60_000, damage: [] });
  });

  test('that is cut short meanwhile is an error', () => {
    write(
      'Ann-1-0001.log',
      segment('Ann', ...Array.from({ length: 60_000 }, (_, number) => number)),
    );
    const [track] = openSession(folder).tracks;
    if (track === undefined) throw new Error('no track');
    const steps = indexTrackSteps(track);
    steps.next();
    truncateSync(join(folder, 'wal', 'Ann-1-0001.log'), 1_100_000);
    expect(() => [...steps]).toThrow(
      expect.objectContaining({ code: 'segment-shrank', file: 'Ann-1-0001.log' }),
    );
  });
});

test('indexing tells how far it is, and can be stopped', () => {
  const fixture = fileURLToPath(
    new URL('../../../../fixtures/sessions/two-players-minute', import.meta.url),
  );
  cpSync(join(fixture, 'wal'), join(folder, 'wal'), { recursive: true });
  const [track] = openSession(folder).tracks;
  if (track === undefined) throw new Error('no track');
  const done: number[] = [];
  indexTrack(track, { onProgress: (bytesDone) => done.push(bytesDone) });
  const path = track.segments[0]?.path ?? '';
  expect(done.at(-1)).toBe(readFileSync(path).length - (track.segments[0]?.recordsOffset ?? 0));
  expect(() => indexTrack(track, { signal: AbortSignal.abort(new Error('enough')) })).toThrow(
    'enough',
  );
});

test('a reader opens and closes files as they are needed', () => {
  write('Ann-1-0001.log', segment('Ann', 1));
  const [track] = openSession(folder).tracks;
  if (track === undefined) throw new Error('no track');
  const reader = openSegments(track);
  const target = new Uint8Array(8);
  expect(reader.readInto(0, 0, target)).toBe(8);
  expect(Buffer.from(target).toString()).toBe('NANO-LOG');
  expect(reader.readInto(0, 1000, target)).toBe(0);
  expect(() => reader.readInto(1, 0, target)).toThrow(RangeError);
  reader.close();
  expect(reader.sizeOf(0)).toBe(segment('Ann', 1).length);
  reader.close();
});
