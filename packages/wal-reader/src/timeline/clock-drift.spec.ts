import { expect, test } from '@jest/globals';
import { clockDriftPpm } from './clock-drift.js';
import type { LevelSpans } from './level-spans.js';

/** Stretches of spans whose levels rise by so much from one to the next. */
function spans(stretches: number, length: number, riseMs: number): LevelSpans {
  const count = stretches * length;
  return {
    positions: Uint32Array.from({ length: count }, (_, span) => 750 * span),
    levelMs: Float64Array.from(
      { length: count },
      (_, span) => 5000 * Math.floor(span / length) + riseMs * (span % length),
    ),
    highestMs: new Float64Array(count),
    stampCounts: new Uint32Array(count).fill(750),
    beginsStretch: Uint8Array.from({ length: count }, (_, span) => (span % length === 0 ? 1 : 0)),
  };
}

test('the drift is the slope within stretches, whatever the pauses between', () => {
  // 1.5 ms in 15 s
  expect(clockDriftPpm(spans(3, 8, 1.5), 10)).toBeCloseTo(100, 6);
  expect(clockDriftPpm(spans(1, 30, -0.75), 10)).toBeCloseTo(-50, 6);
});

test('there is none where no stretch is long enough', () => {
  expect(clockDriftPpm(spans(20, 1, 0), 10)).toBeNull();
  expect(clockDriftPpm(spans(1, 2, 0), 10)).toBeNull();
});
