import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from '@jest/globals';

import { openSession } from './node/session-folder.js';
import { indexTrack } from './node/track-index.js';
import type { SessionFile } from './session-files.js';
import { blobReader, indexTrackAsync, sessionFromFiles } from './session-files.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/sessions/', import.meta.url));

function filesOf(session: string, prefix = ''): SessionFile[] {
  const names = [
    'session.json',
    ...readdirSync(`${FIXTURES}/${session}/wal`).map((name) => `wal/${name}`),
  ];
  return names.map((name) => ({
    path: `${prefix}${name}`,
    blob: new Blob([readFileSync(`${FIXTURES}/${session}/${name}`)]),
  }));
}

describe.each(['', 'three-players-stereo/', 'recordings/2026/three-players-stereo/'])(
  'files below "%s"',
  (prefix) => {
    test('are the session that the folder is', async () => {
      const session = await sessionFromFiles(filesOf('three-players-stereo', prefix));
      const folder = openSession(`${FIXTURES}/three-players-stereo`);
      expect(session.manifest).toEqual(folder.manifest);
      expect(session.tracks.map(({ key }) => key)).toEqual(folder.tracks.map(({ key }) => key));
      for (const [place, track] of session.tracks.entries()) {
        const expected = folder.tracks[place];
        if (expected === undefined) throw new Error('no such track');
        expect(await indexTrackAsync(track)).toEqual(indexTrack(expected));
      }
    });
  },
);

test('files that lie elsewhere are no segments', async () => {
  const files = filesOf('crashed-tail', 'a/');
  const [segment] = files.filter(({ path }) => path.endsWith('.log'));
  if (segment === undefined) throw new Error('no segment');
  const session = await sessionFromFiles([
    ...files,
    { ...segment, path: `a/wal/renders/x-1-0001.log` },
    { ...segment, path: `b/wal/x-1-0001.log` },
    { ...segment, path: `x-1-0001.log` },
    { path: 'a/wal/notes.txt', blob: segment.blob },
    ...filesOf('two-players-minute', 'a/backup/'),
  ]);
  expect(session.tracks.map(({ segments }) => segments.length)).toEqual([1, 1]);
  expect(session.passedOver).toMatchObject([{ name: 'notes.txt', why: 'foreign-name' }]);
});

test('without a manifest there is an error, or the one that is given', async () => {
  const files = filesOf('crashed-tail').filter(({ path }) => path !== 'session.json');
  await expect(sessionFromFiles(files)).rejects.toMatchObject({ code: 'manifest-missing' });
  const { manifest } = openSession(`${FIXTURES}/crashed-tail`);
  const session = await sessionFromFiles(files, manifest);
  expect(session.tracks).toHaveLength(2);
});

test('reading and indexing can be stopped, and tell how far they are', async () => {
  const session = await sessionFromFiles(filesOf('rotated-segments'));
  const [track] = session.tracks;
  if (track === undefined) throw new Error('no track');
  const done: number[] = [];
  await indexTrackAsync(track, { onProgress: (bytesDone) => done.push(bytesDone) });
  expect(done).toHaveLength(track.segments.length);
  const stopped = indexTrackAsync(track, { signal: AbortSignal.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
  await expect(blobReader(track).readInto(99, 0, new Uint8Array(1))).rejects.toThrow(RangeError);
});
