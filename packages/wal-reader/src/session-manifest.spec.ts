import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { parseSessionManifest } from './session-manifest.js';
import { WalReaderError } from './wal-reader-error.js';

const WHOLE = {
  session_id: '019c5d6a-c843-7291-98cd-c310411e7ec2',
  start_timestamp: 1771093805123,
  end_timestamp: 1771093865604,
  duration_ms: 60481,
  emitter_player: 'Steve',
  participants: ['Alex', ''],
  created_at: '1771093805',
};

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function parsed(value: unknown) {
  return parseSessionManifest(bytesOf(JSON.stringify(value)));
}

test('reads every field', () => {
  expect(parsed(WHOLE)).toEqual({
    sessionId: '019c5d6a-c843-7291-98cd-c310411e7ec2',
    startTimestampMs: 1771093805123,
    endTimestampMs: 1771093865604,
    durationMs: 60481,
    emitterPlayer: 'Steve',
    participants: ['Alex', ''],
    createdAt: '1771093805',
  });
});

test('takes a recording that did not end for a normal one', () => {
  const crashed = { ...WHOLE, end_timestamp: null, duration_ms: null };
  expect(parsed(crashed)).toMatchObject({ endTimestampMs: null, durationMs: null });
  const { end_timestamp: _end, duration_ms: _duration, ...without } = WHOLE;
  expect(parsed(without)).toEqual(parsed(crashed));
});

test('lets pass a byte order mark and fields that it does not know', () => {
  const text = `\ufeff${JSON.stringify({ ...WHOLE, version: 2, __proto__: null })}`;
  expect(parseSessionManifest(bytesOf(text))).toEqual(parsed(WHOLE));
});

test.each([
  ['start_timestamp', '1771093805123', '"1771093805123"'],
  ['start_timestamp', 1771093805.5, '1771093805.5'],
  ['start_timestamp', -1, '-1'],
  ['start_timestamp', 1e300, '1e+300'],
  ['start_timestamp', null, 'null'],
  ['start_timestamp', undefined, 'nothing'],
  ['end_timestamp', 'soon', '"soon"'],
  ['duration_ms', [1], 'an array of 1'],
  ['session_id', 7, '7'],
  ['emitter_player', null, 'null'],
  ['participants', 'Alex', '"Alex"'],
  ['participants', {}, 'an object'],
  ['created_at', true, 'true'],
])('%s cannot be %j', (field, value, found) => {
  expect(() => parsed({ ...WHOLE, [field]: value })).toThrow(
    expect.objectContaining({ code: 'manifest-field', file: 'session.json', field, found }),
  );
});

test('names the participant that is no string', () => {
  expect(() => parsed({ ...WHOLE, participants: ['Alex', 3] })).toThrow(
    'session.json, field "participants[1]": the manifest of the session is not as it should be ' +
      '(found 3, expected a string)',
  );
});

test.each([
  ['nothing', '', 'an empty file'],
  ['half of it', '{ "session_id": "019c', 'JSON'],
  ['an array', '[]', 'an array of 0'],
  ['null', 'null', 'null'],
])('%s is no manifest', (_, text, found) => {
  expect(() => parseSessionManifest(bytesOf(text), 'x/session.json')).toThrow(
    expect.objectContaining({
      code: 'manifest-not-json',
      file: 'x/session.json',
      found: expect.stringContaining(found),
    }),
  );
});

test('bytes that are not UTF-8 are no manifest', () => {
  expect(() => parseSessionManifest(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(
    expect.objectContaining({ code: 'manifest-not-json' }),
  );
});

test('any bytes are a manifest or a typed error', () => {
  const json = fc.json().map(bytesOf);
  const nearly = fc
    .tuple(fc.constantFrom(...Object.keys(WHOLE)), fc.jsonValue())
    .map(([field, value]) => bytesOf(JSON.stringify({ ...WHOLE, [field]: value })));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json, nearly), (bytes) => {
      try {
        expect(parseSessionManifest(bytes).startTimestampMs).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(WalReaderError);
      }
    }),
    { numRuns: 500 },
  );
});
