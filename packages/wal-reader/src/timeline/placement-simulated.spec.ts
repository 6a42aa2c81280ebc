import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { RecordingOptions } from '../testing/index.js';
import { playedMs, simulateRecording, syncError } from '../testing/index.js';
import { estimatePlacement } from './placement.js';
import { planTimeline } from './timeline-plan.js';

const MINUTE = 60_000;
const speech = { lengthMs: 3 * MINUTE, utterancePackets: [10, 300], pauseMs: [80, 8000] } as const;

function measure(options: RecordingOptions) {
  const { columns, trueMs, stale } = simulateRecording(options);
  const plan = planTimeline(estimatePlacement(columns), { originSamples: 0 });
  const played = playedMs(columns, plan, 0);
  return {
    report: plan.report,
    error: syncError(played, trueMs, (row) => stale[row] !== 1),
    rowCount: columns.rowCount,
  };
}

describe('recordings with jitter', () => {
  test.each(['normal', 'uniform', 'laplace'] as const)('of 12 ms, %s', (jitter) => {
    for (let seed = 1; seed <= 2; seed++) {
      const { error } = measure({ seed, speech, arrival: { jitter, jitterMs: 12 } });
      expect(error.p99Ms).toBeLessThan(20);
    }
  });

  test('of any size, and spikes, stay within what the jitter allows', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 10 }),
        (seed, jitterMs, spikes) => {
          const { error } = measure({
            seed,
            speech: { ...speech, lengthMs: MINUTE, utterancePackets: [60, 300] },
            arrival: { jitter: 'normal', jitterMs, spikeShare: spikes / 1000, spikeMs: 120 },
          });
          expect(error.p95Ms).toBeLessThan(4 + jitterMs);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('that only delays are late by about its mean', () => {
    const arrival = { jitter: 'late', jitterMs: 12, inOrder: true } as const;
    const { error } = measure({ seed: 5, speech, arrival });
    expect(error.meanMs).toBeLessThan(13);
    expect(error.p99Ms).toBeLessThan(20);
  });
});

describe('an open microphone for minutes', () => {
  const open = {
    ...speech,
    lengthMs: 9 * MINUTE,
    openMicrophoneMs: [20_000, 500_000],
  } as const;
  const arrival = { jitter: 'normal', jitterMs: 12, spikeShare: 0.01, spikeMs: 120 } as const;

  test('with a clock that is 80 ppm slow is followed in small steps', () => {
    const { error, report } = measure({ seed: 1, speech: { ...open, driftPpm: 80 }, arrival });
    expect(error.p99Ms).toBeLessThan(12);
    expect(report.clockDriftPpm).toBeCloseTo(80, -1);
    expect(report.insertionsInSpeech).toBeGreaterThan(0);
    expect(report.insertionsInSpeech).toBeLessThan(6);
  });

  test('with a clock that is 80 ppm fast is centred, since nothing can be taken out', () => {
    const { error, report } = measure({ seed: 1, speech: { ...open, driftPpm: -80 }, arrival });
    expect(error.p99Ms).toBeLessThan(25);
    expect(report.clockDriftPpm).toBeCloseTo(-80, -1);
    expect(report.insertionsInSpeech).toBe(0);
  });
});

describe('mishaps on the way', () => {
  test('stalls do not insert silence into speech', () => {
    const arrival = { jitter: 'normal', jitterMs: 5, stallsPerMinute: 6, inOrder: true } as const;
    const { error } = measure({ seed: 2, speech, arrival });
    expect(error.p99Ms).toBeLessThan(20);
  });

  test('lost packets leave gaps of their size', () => {
    const arrival = { jitter: 'normal', jitterMs: 8 } as const;
    const { error, report } = measure({
      seed: 3,
      speech: { ...speech, lossShare: 0.003 },
      arrival,
    });
    expect(error.p99Ms).toBeLessThan(20);
    expect(report.suspectedLosses).toBeGreaterThan(5);
  });

  test('doubled packets are left out, packets written late are put back', () => {
    const arrival = { jitter: 'uniform', jitterMs: 4 } as const;
    const options = { seed: 4, speech, arrival, doubledShare: 0.01, lateWrittenShare: 0.005 };
    const { error, report, rowCount } = measure(options);
    expect(report.leftOutRows).toBeGreaterThan(10);
    expect(error.count).toBe(rowCount - report.leftOutRows);
    expect(report.movedRows).toBeGreaterThan(10);
    expect(error.p99Ms).toBeLessThan(10);
    expect(error.maxMs).toBeLessThan(40);
  });

  test('missing and nonsensical stamps are overlooked', () => {
    const { error } = measure({
      seed: 5,
      speech,
      arrival: { jitter: 'normal', jitterMs: 12 },
      unstampedShare: 0.05,
      wrongStampShare: 0.002,
    });
    expect(error.p95Ms).toBeLessThan(10);
  });

  test('single packets in the pauses stay where they are', () => {
    const { error } = measure({
      seed: 6,
      speech: { ...speech, sparseShare: 0.5 },
      arrival: { jitter: 'normal', jitterMs: 8 },
    });
    expect(error.p99Ms).toBeLessThan(20);
  });

  test('a wall clock set back never makes packets overlap, and is reported', () => {
    const { report } = measure({
      seed: 7,
      speech,
      arrival: { jitter: 'normal', jitterMs: 6, clockStep: { atMs: 90_000, byMs: -90_000 } },
    });
    expect(report.clockSetBackMs).toBeGreaterThan(60_000);
  });
});

describe('the local microphone', () => {
  test.each([441, 512, 1024, 4096])('with blocks of %d samples', (blockSamples) => {
    const { error } = measure({ seed: 1, speech, capture: { blockSamples } });
    expect(error.p95Ms).toBeLessThan(5);
  });

  test('with blocks that a packet holds is late by a block', () => {
    const { error } = measure({ seed: 1, speech, capture: { blockSamples: 480 } });
    expect(error.maxMs).toBeLessThan(13);
  });
});

test('the estimated error holds for most packets', () => {
  for (const jitterMs of [2, 6, 12, 20]) {
    const { error, report } = measure({ seed: 9, speech, arrival: { jitter: 'normal', jitterMs } });
    expect(report.estimatedErrorMs).toBeGreaterThanOrEqual(Math.floor(error.p95Ms));
    expect(report.estimatedErrorMs).toBeLessThan(3 + 2 * jitterMs);
  }
});
