import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { manifestRemains, timeOfSessionId } from './manifest-remains.js';
import { encodeSessionManifest } from './manifest-writer.js';
import { parseSessionManifest } from './session-manifest.js';

const SESSIONS = [
  'two-players-minute',
  'three-players-stereo',
  'rotated-segments',
  'crashed-tail',
  'mid-corruption',
  'shared-stamps',
];

function manifestBytes(session: string): Uint8Array {
  const url = new URL(`../../../fixtures/sessions/${session}/session.json`, import.meta.url);
  return new Uint8Array(readFileSync(url));
}

const TEXT = new TextEncoder();

test.each(SESSIONS)('%s: all fields are found, and a manifest is written as it was', (session) => {
  const bytes = manifestBytes(session);
  const manifest = parseSessionManifest(bytes);
  expect(manifestRemains(bytes)).toEqual({
    sessionId: manifest.sessionId,
    startTimestampMs: manifest.startTimestampMs,
    endTimestampMs: manifest.endTimestampMs,
    emitterPlayer: manifest.emitterPlayer,
    createdAtSeconds: Number(manifest.createdAt),
  });
  expect(timeOfSessionId(manifest.sessionId)).toBe(manifest.startTimestampMs);
  expect(new TextDecoder().decode(encodeSessionManifest(manifest)).trim()).toBe(
    new TextDecoder().decode(bytes).trim(),
  );
});

test('cut at any byte: what is found is what was there', () => {
  const bytes = manifestBytes('two-players-minute');
  const whole = manifestRemains(bytes);
  for (let length = 0; length <= bytes.length; length++) {
    for (const [field, value] of Object.entries(manifestRemains(bytes.subarray(0, length)))) {
      expect([null, whole[field as keyof typeof whole]]).toContain(value);
    }
  }
});

test('fields that cannot be are not taken', () => {
  const remains = manifestRemains(
    TEXT.encode(
      '{"session_id": "x", "start_timestamp": 9999999999999999, "end_timestamp": null,' +
        ' "emitter_player": "a\\qb", "created_at": "noon"}',
    ),
  );
  expect(new Set(Object.values(remains))).toEqual(new Set([null]));
});

test('an id of another version has no time', () => {
  expect(timeOfSessionId('019c5d6a-c843-4291-98cd-c310411e7ec2')).toBeNull();
  expect(timeOfSessionId('')).toBeNull();
});

test('any bytes can be looked through', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(Object.keys(manifestRemains(bytes))).toHaveLength(5);
    }),
  );
});
