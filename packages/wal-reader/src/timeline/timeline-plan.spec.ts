import { expect, test } from '@jest/globals';
import { estimatePlacement } from './placement.js';
import type { TimelineColumns } from './timeline-columns.js';
import { planTimeline } from './timeline-plan.js';

/** Three utterances of 50 packets, a second apart. */
const columns: TimelineColumns = {
  rowCount: 150,
  stampMs: Uint32Array.from(
    { length: 150 },
    (_, row) => 500 + 20 * row + 1000 * Math.floor(row / 50),
  ),
  durationUnits: new Uint8Array(150).fill(8),
  size: new Uint16Array(150).fill(80),
  duplicates: [],
};
const placement = estimatePlacement(columns);

test('silence stands in front of each run', () => {
  const plan = planTimeline(placement, { originSamples: 0 });
  expect([...plan.firstRow]).toEqual([0, 50, 100]);
  expect([...plan.rowCounts]).toEqual([50, 50, 50]);
  expect([...plan.silenceUnits]).toEqual([200, 400, 400]);
  expect(plan.silenceUnitsTotal).toBe(1000);
});

test('a file can begin before the session, at its first packet, or between samples', () => {
  const silence = (originSamples: number) =>
    planTimeline(placement, { originSamples }).silenceUnits;
  expect(silence(-960)[0]).toBe(208);
  expect(silence(24_000)[0]).toBe(0);
  expect(silence(23_940.5)[0]).toBe(0);
  expect(silence(23_939.5)[0]).toBe(1);
});

test('a file that begins behind the first packet is late until the next pause', () => {
  const plan = planTimeline(placement, { originSamples: 36_000 });
  expect([...plan.silenceUnits]).toEqual([0, 300, 400]);
});

test.each([NaN, Infinity, -1e12])('a file cannot begin at sample %p', (originSamples) => {
  expect(() => planTimeline(placement, { originSamples })).toThrow(
    expect.objectContaining({ code: 'origin-invalid', found: `sample ${originSamples}` }),
  );
});

test('remainders do not add up', () => {
  const rowCount = 4000;
  const late: TimelineColumns = {
    rowCount,
    stampMs: Uint32Array.from(
      { length: rowCount },
      (_, row) => 20 * row + 1001 * Math.floor(row / 4),
    ),
    durationUnits: new Uint8Array(rowCount).fill(8),
    size: new Uint16Array(rowCount).fill(80),
    duplicates: [],
  };
  const plan = planTimeline(estimatePlacement(late), { originSamples: 0 });
  const lastRunMs = (plan.silenceUnitsTotal + plan.packetUnits) * 2.5 - 80;
  expect(Math.abs(lastRunMs - (late.stampMs[rowCount - 4] ?? 0))).toBeLessThan(3);
});

test('a file that would be too short is filled with silence', () => {
  const blip = estimatePlacement({
    rowCount: 1,
    stampMs: Uint32Array.of(0),
    durationUnits: Uint8Array.of(2),
    size: Uint16Array.of(9),
    duplicates: [],
  });
  const options = { originSamples: 0, longerThanSamples: 312 };
  const plan = planTimeline(blip, options);
  expect([...plan.silenceUnits]).toEqual([0, 8]);
  expect([...plan.rowCounts]).toEqual([1, 0]);
  expect(plan.silenceUnitsTotal).toBe(8);
  expect(planTimeline(blip, { ...options, longerThanSamples: 239 }).runCount).toBe(1);
  expect(planTimeline(blip, { ...options, longerThanSamples: 1199 }).silenceUnitsTotal).toBe(8);
  expect(planTimeline(blip, { ...options, longerThanSamples: 1200 }).silenceUnitsTotal).toBe(16);
  expect(planTimeline(placement, options).runCount).toBe(3);
});
