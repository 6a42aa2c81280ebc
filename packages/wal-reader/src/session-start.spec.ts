import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { RECORDER_SEGMENT_SECONDS } from './segment-expiry.js';
import { estimateSessionStart } from './session-start.js';

test('without a segment nothing can be concluded', () => {
  expect(estimateSessionStart([])).toBeNull();
  expect(estimateSessionStart([[]])).toBeNull();
});

test('the true start lies within the uncertainty, which is half a second at most', () => {
  const tracks = fc.array(fc.nat(3_600_000), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(fc.integer({ min: 1e12, max: 2e12 }), tracks, (startMs, firstStamps) => {
      const estimate = estimateSessionStart(
        firstStamps.map((firstStampMs) => [
          {
            sequence: 1,
            firstStampMs,
            expiresSeconds: Math.floor((startMs + firstStampMs) / 1000) + RECORDER_SEGMENT_SECONDS,
          },
        ]),
      );
      expect(estimate?.uncertaintyMs).toBeLessThanOrEqual(500);
      const error = Math.abs((estimate?.startTimestampMs ?? 0) - startMs);
      expect(error).toBeLessThanOrEqual((estimate?.uncertaintyMs ?? 0) + 1);
    }),
  );
});

test('segments that follow one another quickly show how long a segment lasts', () => {
  const startMs = 1_772_396_100_500;
  const segments = Array.from({ length: 14 }, (_, place) => {
    const firstStampMs = 300 + 2100 * place;
    const expiresSeconds = Math.floor((startMs + firstStampMs) / 1000) + 2;
    return { sequence: place + 1, firstStampMs, expiresSeconds };
  });
  const estimate = estimateSessionStart([segments]);
  expect(Math.abs((estimate?.startTimestampMs ?? 0) - startMs)).toBeLessThanOrEqual(500);
});

test('a segment written late does not move the start of the others', () => {
  const startMs = 1_700_000_000_000;
  const beginning = (firstStampMs: number, delayMs: number) => [
    {
      sequence: 1,
      firstStampMs,
      expiresSeconds:
        Math.floor((startMs + firstStampMs + delayMs) / 1000) + RECORDER_SEGMENT_SECONDS,
    },
  ];
  const estimate = estimateSessionStart([beginning(0, 0), beginning(700, 5000)]);
  expect(Math.abs((estimate?.startTimestampMs ?? 0) - startMs)).toBeLessThanOrEqual(1000);
});
