import { expect, test } from '@jest/globals';
import { manifestRemains, parseSessionManifest, encodeSessionManifest } from '@voxmux/wal-reader';
import { judgeManifest, type StoredManifest, type TrackEvidence } from './manifest-finding.js';

const startMs = 1771093805123;
const tracks: readonly TrackEvidence[] = [
  {
    player: 'Steve',
    kind: 'input',
    beginnings: [{ sequence: 1, expiresSeconds: 1771154285, firstStampMs: 689 }],
  },
  {
    player: 'Alex',
    kind: 'output',
    beginnings: [{ sequence: 1, expiresSeconds: 1771154291, firstStampMs: 5927 }],
  },
];

function broken(text: string): StoredManifest {
  const remains = manifestRemains(new TextEncoder().encode(text));
  return { kind: 'broken', problem: 'broken', remains };
}

test.each([
  ['rest-of-manifest', `{"start_timestamp": ${startMs},`, 0],
  ['session-id', '{"session_id": "019c5d6a-c843-7291-98cd-c310411e7ec2"', 1],
  ['created-at', '{"created_at": "1771093805"', 500],
  ['segment-headers', '', 500],
])('the start is taken from %s', (source, text, uncertaintyMs) => {
  const finding = judgeManifest(broken(text), tracks);
  expect(finding.startSource).toBe(source);
  expect(finding.startUncertaintyMs).toBeLessThanOrEqual(uncertaintyMs);
  const error = Math.abs((finding.manifest?.startTimestampMs ?? 0) - startMs);
  expect(error).toBeLessThanOrEqual(finding.startUncertaintyMs);
});

test('what is concluded is a valid manifest, the same each time', () => {
  const { manifest } = judgeManifest(broken(''), tracks);
  if (manifest === null) throw new Error('the segments tell the start');
  expect(parseSessionManifest(encodeSessionManifest(manifest))).toEqual(manifest);
  expect(manifest).toMatchObject({
    emitterPlayer: 'Steve',
    participants: ['Alex'],
    endTimestampMs: null,
    durationMs: null,
  });
  expect(manifest.sessionId).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(judgeManifest(broken(''), tracks).manifest).toEqual(manifest);
});

test('an end that was read is kept, if it comes after the start', () => {
  const ended = judgeManifest(
    broken(`{"start_timestamp": ${startMs}, "end_timestamp": ${startMs + 500},`),
    tracks,
  );
  expect(ended.manifest).toMatchObject({ endTimestampMs: startMs + 500, durationMs: 500 });
  const absurd = judgeManifest(
    broken(`{"start_timestamp": ${startMs}, "end_timestamp": 5,`),
    tracks,
  );
  expect(absurd.manifest).toMatchObject({ endTimestampMs: null, durationMs: null });
});

test('without any evidence nothing is concluded', () => {
  expect(judgeManifest(broken('{}'), [])).toMatchObject({ manifest: null, startSource: null });
});
