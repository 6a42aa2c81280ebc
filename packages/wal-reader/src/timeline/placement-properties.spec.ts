import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NO_STAMP } from '../packet-index.js';
import { simulateRecording } from '../testing/index.js';
import { estimatePlacement } from './placement.js';
import type { TimelineColumns } from './timeline-columns.js';
import type { TimelinePlan } from './timeline-plan.js';
import { planTimeline } from './timeline-plan.js';

/** Any stamps: plausible ones with steps of all kinds, absent ones, nonsense. */
const anyStamps = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 12, arbitrary: fc.integer({ min: 0, max: 45 }) },
        { weight: 2, arbitrary: fc.integer({ min: -500, max: 500 }) },
        { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 10_000_000 }) },
      ),
      fc.oneof(
        { weight: 20, arbitrary: fc.constant('step' as const) },
        { weight: 1, arbitrary: fc.constantFrom(0, 1, NO_STAMP, NO_STAMP - 1, 0x7fffffff) },
      ),
      fc.integer({ min: 1, max: 48 }),
      fc.integer({ min: 1, max: 600 }),
    ),
    { maxLength: 250 },
  )
  .map((rows): TimelineColumns => {
    let stamp = 1000;
    const stamps = rows.map(([step, kind]) => {
      stamp = Math.min(0xfffffffe, Math.max(0, stamp + step));
      return kind === 'step' ? stamp : kind;
    });
    return {
      rowCount: rows.length,
      stampMs: Uint32Array.from(stamps),
      durationUnits: Uint8Array.from(rows, ([, , units]) => units),
      size: Uint16Array.from(rows, ([, , , size]) => size),
      duplicates: rows.flatMap((_, row) =>
        row % 37 === 36 ? [{ row, originalRow: row - 1 }] : [],
      ),
    };
  });

function rowsOf(plan: TimelinePlan): number[] {
  const rows: number[] = [];
  for (let run = 0; run < plan.runCount; run++) {
    const first = plan.firstRow[run] ?? 0;
    for (let row = first; row < first + (plan.rowCounts[run] ?? 0); row++) rows.push(row);
  }
  return rows;
}

describe('whatever the stamps say', () => {
  test('each row that is no duplicate is played exactly once', () => {
    fc.assert(
      fc.property(anyStamps, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (columns, origin) => {
        const plan = planTimeline(estimatePlacement(columns), { originSamples: origin });
        const left = new Set(columns.duplicates.map(({ row }) => row));
        const wanted = Array.from({ length: columns.rowCount }, (_, row) => row);
        const rows = rowsOf(plan);
        expect([...rows].sort((a, b) => a - b)).toEqual(wanted.filter((row) => !left.has(row)));
        expect(plan.packetCount).toBe(rows.length);
        const units = rows.reduce((sum, row) => sum + (columns.durationUnits[row] ?? 0), 0);
        expect(plan.packetUnits).toBe(units);
        expect(plan.silenceUnits.reduce((sum, silence) => sum + silence, 0)).toBe(
          plan.silenceUnitsTotal,
        );
      }),
      { numRuns: 150 },
    );
  });

  test('runs never overlap, and only a moved row is played out of the order of writing', () => {
    fc.assert(
      fc.property(anyStamps, (columns) => {
        const placement = estimatePlacement(columns);
        for (let run = 1; run < placement.runCount; run++) {
          const end =
            (placement.startSamples[run - 1] ?? 0) + 120 * (placement.runUnits[run - 1] ?? 0);
          expect((placement.startSamples[run] ?? 0) - end).toBeGreaterThan(-1e-3);
        }
        const rows = rowsOf(planTimeline(placement, { originSamples: 0 }));
        const backwards = rows.filter((row, at) => at > 0 && row < (rows[at - 1] ?? 0)).length;
        expect(backwards).toBeLessThanOrEqual(placement.report.movedRows);
      }),
      { numRuns: 150 },
    );
  });

  test('the same columns give the same plan', () => {
    fc.assert(
      fc.property(anyStamps, (columns) => {
        const plan = () => planTimeline(estimatePlacement(columns), { originSamples: 17.5 });
        expect(plan()).toEqual(plan());
      }),
      { numRuns: 50 },
    );
  });

  test('a silence is as long as the stamps are apart at most', () => {
    fc.assert(
      fc.property(anyStamps, (columns) => {
        const plan = planTimeline(estimatePlacement(columns), { originSamples: 0 });
        const latest = columns.stampMs.reduce(
          (max, stamp) => (stamp > 0x7fffffff ? max : Math.max(max, stamp)),
          0,
        );
        const slackMs = 2 * latest + plan.report.clockSetBackMs + 100;
        expect(plan.silenceUnitsTotal * 2.5).toBeLessThanOrEqual(slackMs);
      }),
      { numRuns: 150 },
    );
  });
});

test('stamps that are all later by the same time move every packet by it', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 1e8 }), (seed, laterMs) => {
      const { columns } = simulateRecording({
        seed,
        speech: { lengthMs: 20_000, utterancePackets: [5, 200], pauseMs: [60, 3000] },
        arrival: { jitter: 'normal', jitterMs: 10, spikeShare: 0.01, stallsPerMinute: 5 },
      });
      const later = { ...columns, stampMs: columns.stampMs.map((stamp) => stamp + laterMs) };
      const placement = estimatePlacement(columns);
      const moved = estimatePlacement(later);
      expect(moved.rowCounts).toEqual(placement.rowCounts);
      expect(moved.report).toEqual(placement.report);
      for (const [run, start] of placement.startSamples.entries()) {
        expect(moved.startSamples[run]).toBeCloseTo(start + 48 * laterMs, 3);
      }
    }),
    { numRuns: 30 },
  );
});

test('a track without stamps is laid back to back from the start, and says so', () => {
  const rowCount = 50;
  const columns: TimelineColumns = {
    rowCount,
    stampMs: new Uint32Array(rowCount).fill(NO_STAMP),
    durationUnits: new Uint8Array(rowCount).fill(8),
    size: new Uint16Array(rowCount).fill(70),
    duplicates: [{ row: 3, originalRow: 2 }],
  };
  const plan = planTimeline(estimatePlacement(columns), { originSamples: -480 });
  expect(plan.report.unstamped).toBe(true);
  expect(plan.report.estimatedErrorMs).toBeNull();
  expect(plan.report.leftOutRows).toBe(1);
  expect(plan.silenceUnitsTotal).toBe(4);
  expect(plan.packetUnits).toBe(49 * 8);
});

test('an empty track gives an empty plan', () => {
  const columns: TimelineColumns = {
    rowCount: 0,
    stampMs: new Uint32Array(0),
    durationUnits: new Uint8Array(0),
    size: new Uint16Array(0),
    duplicates: [],
  };
  const plan = planTimeline(estimatePlacement(columns), { originSamples: 0 });
  expect(plan.runCount).toBe(0);
  expect(plan.report.unstamped).toBe(false);
});
