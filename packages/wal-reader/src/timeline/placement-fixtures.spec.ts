import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { NO_STAMP } from '../packet-index.js';
import { playedMs, syncError } from '../testing/index.js';
import { estimatePlacement } from './placement.js';
import type { TimelineColumns } from './timeline-columns.js';
import { planTimeline } from './timeline-plan.js';

const truthFolder = new URL('../../../../fixtures/sessions/truth/', import.meta.url);

type TruthRecord = readonly [stamp: number | null, length: number, sha: string, trueMs: number];

interface TruthTrack {
  readonly kind: 'Input' | 'Output';
  readonly packet_samples_48k: number;
  readonly records: readonly TruthRecord[];
}

function tracks(): [string, TruthTrack][] {
  return readdirSync(truthFolder).flatMap((file) => {
    const truth = JSON.parse(readFileSync(new URL(file, truthFolder), 'utf8')) as {
      players: Record<string, TruthTrack>;
    };
    return Object.entries(truth.players).map(([player, track]): [string, TruthTrack] => [
      `${file.replace('.json', '')} / ${player}`,
      track,
    ]);
  });
}

function columnsOf({ kind, packet_samples_48k, records }: TruthTrack): TimelineColumns {
  return {
    rowCount: records.length,
    stampMs: Uint32Array.from(records, ([stamp]) => stamp ?? NO_STAMP),
    durationUnits: new Uint8Array(records.length).fill(packet_samples_48k / 120),
    size: Uint16Array.from(records, ([, length]) => length),
    duplicates: [],
    formats: [{ kind: kind === 'Input' ? 'input' : 'output', rowCount: records.length }],
  };
}

describe.each(tracks())('%s', (_, track) => {
  const columns = columnsOf(track);
  const trueMs = Float64Array.from(track.records, ([, , , captured]) => captured);
  const plan = planTimeline(estimatePlacement(columns), { originSamples: 0 });
  const played = playedMs(columns, plan, 0);

  test('plays every packet within 10 ms of its capture', () => {
    const error = syncError(played, trueMs);
    expect(error.count).toBe(columns.rowCount);
    expect(error.maxMs).toBeLessThan(10);
  });

  test('is honest about its error', () => {
    expect(plan.report.estimatedErrorMs).toBeGreaterThanOrEqual(syncError(played, trueMs).p95Ms);
    expect(plan.report.estimatedErrorMs).toBeLessThan(10);
  });

  test('keeps the order that sorting by stamp gives', () => {
    const byStamp = [...columns.stampMs.keys()].sort(
      (a, b) => (columns.stampMs[a] ?? 0) - (columns.stampMs[b] ?? 0) || a - b,
    );
    const order: number[] = [];
    for (let run = 0; run < plan.runCount; run++) {
      const first = plan.firstRow[run] ?? 0;
      for (let row = first; row < first + (plan.rowCounts[run] ?? 0); row++) order.push(row);
    }
    expect(order).toEqual(byStamp);
  });
});

test('places the packets that bear a stamp from before the pause', () => {
  const found = tracks().find(([name]) => name.startsWith('shared-stamps'));
  if (!found) throw new Error('the session with shared stamps is missing');
  const { report } = estimatePlacement(columnsOf(found[1]));
  expect(report.staleRows).toBe(4);
  expect(report.pauses).toBe(3);
});

test('tells a lost packet from a pause', () => {
  const found = tracks().find(([name]) => name.startsWith('rotated-segments'));
  if (!found) throw new Error('the session with many segments is missing');
  const { report } = estimatePlacement(columnsOf(found[1]));
  expect(report.suspectedLosses).toBe(2);
  expect(report.pauses).toBe(2);
});
