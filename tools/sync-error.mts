/**
 * Prints how far packets are played from where they were captured, for every fixture and for
 * simulated recordings: by voxmux, and by comparing each stamp with the one before.
 *
 *   npx nx build wal-reader && node --import ./tools/register.mjs tools/sync-error.mts [filter]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { estimatePlacement, NO_STAMP, planTimeline } from '@voxmux/wal-reader';
import type { TimelineColumns, TimelineReport } from '@voxmux/wal-reader';
import {
  playedMs,
  simulateRecording,
  syncError,
} from '../packages/wal-reader/dist/testing/index.js';
import type {
  RecordingOptions,
  SimulatedRecording,
} from '../packages/wal-reader/dist/testing/index.js';

const truthFolder = new URL('../fixtures/sessions/truth/', import.meta.url);
const MINUTE = 60_000;

interface TruthTrack {
  readonly kind: 'Input' | 'Output';
  readonly count: number;
  readonly readable?: number;
  readonly lost?: readonly number[];
  readonly packet_samples_48k: number | readonly (readonly [number, number])[];
  readonly records: readonly (readonly [number | null, number, string, number])[];
  readonly duplicates?: readonly (readonly [number, number])[];
}

/** The tracks of all fixtures, as far as they can still be read. */
function* fixtures(): Generator<[string, SimulatedRecording]> {
  for (const file of readdirSync(truthFolder).sort()) {
    const truth = JSON.parse(readFileSync(new URL(file, truthFolder), 'utf8')) as {
      players: Record<string, TruthTrack>;
    };
    for (const [player, track] of Object.entries(truth.players)) {
      yield [`${file.replace('.json', '')} / ${player}`, recordingOf(track)];
    }
  }
}

function recordingOf(track: TruthTrack): SimulatedRecording {
  const lost = new Set(track.lost);
  const runs =
    typeof track.packet_samples_48k === 'number'
      ? [[track.count, track.packet_samples_48k] as const]
      : track.packet_samples_48k;
  const durations = runs.flatMap(([count, samples]) => new Array<number>(count).fill(samples));
  const kept = track.records
    .map((record, at) => ({ at, record, samples: durations[at] ?? 960 }))
    .filter(({ at }) => !lost.has(at))
    .slice(0, lost.size > 0 ? undefined : track.readable);
  const rowOf = new Map(kept.map(({ at }, row) => [at, row]));
  const columns: TimelineColumns = {
    rowCount: kept.length,
    stampMs: Uint32Array.from(kept, ({ record }) => record[0] ?? NO_STAMP),
    durationUnits: Uint8Array.from(kept, ({ samples }) => samples / 120),
    size: Uint16Array.from(kept, ({ record }) => record[1]),
    duplicates: (track.duplicates ?? []).flatMap(([at, original]) => {
      const row = rowOf.get(at);
      const originalRow = rowOf.get(original);
      return row === undefined || originalRow === undefined ? [] : [{ row, originalRow }];
    }),
    formats: [{ kind: track.kind === 'Input' ? 'input' : 'output', rowCount: kept.length }],
  };
  const trueMs = Float64Array.from(kept, ({ record }) => record[3]);
  // Seconds early can only be a stamp from before the pause.
  const stale = Uint8Array.from(kept, ({ record }) =>
    record[0] !== null && record[0] < record[3] - 500 ? 1 : 0,
  );
  return { columns, trueMs, stale };
}

const talk = { lengthMs: 30 * MINUTE };
const speech = { ...talk, utterancePackets: [10, 300], pauseMs: [60, 20_000] } as const;
const openMicrophoneMs = [5 * MINUTE, 15 * MINUTE] as const;
const mishaps = { spikeShare: 0.01, spikeMs: 120 };

/** What is simulated: the name says what for. */
const simulations: Record<string, Omit<RecordingOptions, 'seed'>> = {
  'jitter 12 ms, normal': { speech, arrival: { jitter: 'normal', jitterMs: 12 } },
  'jitter 12 ms, uniform': { speech, arrival: { jitter: 'uniform', jitterMs: 12 } },
  'jitter 12 ms, Laplace': { speech, arrival: { jitter: 'laplace', jitterMs: 12 } },
  'jitter 12 ms, only late, in order': {
    speech,
    arrival: { jitter: 'late', jitterMs: 12, inOrder: true },
  },
  'everything, clock 80 ppm slow': {
    speech: { ...speech, openMicrophoneMs, driftPpm: 80 },
    arrival: { jitter: 'normal', jitterMs: 12, ...mishaps },
    doubledShare: 0.005,
    lateWrittenShare: 0.002,
  },
  'everything, clock 80 ppm fast': {
    speech: { ...speech, openMicrophoneMs, driftPpm: -80 },
    arrival: { jitter: 'normal', jitterMs: 12, ...mishaps },
    doubledShare: 0.005,
    lateWrittenShare: 0.002,
  },
  'everything, in order, 80 ppm slow': {
    speech: { ...speech, openMicrophoneMs, driftPpm: 80 },
    arrival: { jitter: 'normal', jitterMs: 12, inOrder: true, ...mishaps },
    doubledShare: 0.005,
    lateWrittenShare: 0.002,
  },
  'clock 200 ppm slow, open microphone': {
    speech: { ...speech, openMicrophoneMs, driftPpm: 200 },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'clock 200 ppm fast, open microphone': {
    speech: { ...speech, openMicrophoneMs, driftPpm: -200 },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'stalls of 200 to 500 ms': {
    speech,
    arrival: { jitter: 'normal', jitterMs: 5, stallsPerMinute: 6, inOrder: true },
  },
  'stalls, jitter out of order': {
    speech,
    arrival: { jitter: 'normal', jitterMs: 12, stallsPerMinute: 6 },
  },
  'wandering delay up to 40 ms': {
    speech,
    arrival: { jitter: 'normal', jitterMs: 6, wanderMs: 40, inOrder: true },
  },
  'packets lost in speech': {
    speech: { ...speech, lossShare: 0.003 },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'packets lost, open microphone': {
    speech: { ...speech, lossShare: 0.001, openMicrophoneMs, driftPpm: 80 },
    arrival: { jitter: 'normal', jitterMs: 8 },
  },
  'utterances of 1 to 5 packets': {
    speech: { ...talk, utterancePackets: [1, 5], pauseMs: [60, 60_000] },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'utterances of 1 to 5 packets, spikes': {
    speech: { ...talk, utterancePackets: [1, 5], pauseMs: [60, 60_000] },
    arrival: { jitter: 'normal', jitterMs: 6, ...mishaps },
  },
  'short pauses': {
    speech: { ...talk, utterancePackets: [5, 60], pauseMs: [60, 300] },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'packets of 60 ms': {
    speech: { ...speech, packetUnits: [24] },
    arrival: { jitter: 'normal', jitterMs: 12, ...mishaps },
  },
  'packets of 2.5 ms': {
    speech: { ...speech, lengthMs: 5 * MINUTE, packetUnits: [1], utterancePackets: [80, 2400] },
    arrival: { jitter: 'normal', jitterMs: 12, inOrder: true },
  },
  'durations mixed': {
    speech: { ...speech, packetUnits: [1, 2, 4, 8, 16, 24, 48] },
    arrival: { jitter: 'normal', jitterMs: 12, ...mishaps },
  },
  'sparse packets every 400 ms': {
    speech: { ...speech, sparseShare: 0.3 },
    arrival: { jitter: 'normal', jitterMs: 12 },
  },
  'stamps missing or wrong': {
    speech,
    arrival: { jitter: 'normal', jitterMs: 12 },
    unstampedShare: 0.05,
    wrongStampShare: 0.002,
  },
  'clock set back 2 s': {
    speech,
    arrival: { jitter: 'normal', jitterMs: 6, clockStep: { atMs: 10 * MINUTE, byMs: -2000 } },
  },
  'blocks of 441': { speech, capture: { blockSamples: 441 } },
  'blocks of 480': { speech, capture: { blockSamples: 480 } },
  'blocks of 512': { speech, capture: { blockSamples: 512 } },
  'blocks of 1024': { speech, capture: { blockSamples: 1024 } },
  'blocks of 4096': { speech, capture: { blockSamples: 4096 } },
  'blocks of 512, no quiet ends': {
    speech: { ...speech, quietness: 1 },
    capture: { blockSamples: 512 },
  },
  '100 hours': {
    speech: { ...speech, lengthMs: 100 * 60 * MINUTE, driftPpm: 30 },
    arrival: { jitter: 'normal', jitterMs: 12, ...mishaps, stallsPerMinute: 0.2 },
  },
};

/** The well-known way: where a stamp is more than a threshold behind, silence is added. */
function wellKnownWay({ rowCount, stampMs, durationUnits }: TimelineColumns): Float64Array {
  const THRESHOLD_MS = 40;
  const played = new Float64Array(rowCount);
  let cursor = 0;
  let lastStamp = 0;
  let lastDuration = 0;
  for (let row = 0; row < rowCount; row++) {
    const stamp = stampMs[row] === NO_STAMP ? lastStamp : (stampMs[row] ?? 0);
    const step = stamp - lastStamp - lastDuration;
    if (row === 0) cursor = stamp;
    else if (step > THRESHOLD_MS) cursor += step;
    played[row] = cursor;
    lastStamp = stamp;
    lastDuration = (durationUnits[row] ?? 0) * 2.5;
    cursor += lastDuration;
  }
  return played;
}

const figure = (ms: number): string => ms.toFixed(ms < 99.95 ? 1 : 0).padStart(8);

function measure(name: string, { columns, trueMs, stale }: SimulatedRecording): void {
  const started = performance.now();
  const placement = estimatePlacement(columns);
  const plan = planTimeline(placement, { originSamples: 0 });
  const nsPerPacket = ((performance.now() - started) * 1e6) / Math.max(1, columns.rowCount);
  const played = playedMs(columns, plan, 0);
  const fresh = syncError(played, trueMs, (row) => stale[row] !== 1);
  const old = syncError(played, trueMs, (row) => stale[row] === 1);
  const usual = syncError(wellKnownWay(columns), trueMs, (row) => stale[row] !== 1);
  const staleText =
    old.count > 0
      ? `${old.count} (p50 ${old.p50Ms.toFixed(0)}, mean ${old.meanMs.toFixed(0)})`
      : '';
  console.log(
    [
      name.padEnd(52),
      String(fresh.count).padStart(8),
      figure(fresh.meanMs),
      figure(fresh.p95Ms),
      figure(fresh.p99Ms),
      figure(fresh.maxMs),
      ' |',
      figure(usual.meanMs),
      figure(usual.maxMs),
      ' |',
      reportText(plan.report),
      staleText,
      `${nsPerPacket.toFixed(0)} ns`,
    ].join(' '),
  );
}

function reportText(report: TimelineReport): string {
  const drift = report.clockDriftPpm === null ? '' : `${report.clockDriftPpm.toFixed(0)} ppm `;
  return (
    `±${report.estimatedErrorMs ?? '?'} ms ${drift}` +
    `${report.pauses} pauses ${report.suspectedLosses} losses ${report.insertionsInSpeech} inserted ` +
    `${report.lateRows} late ${report.movedRows} moved ${report.staleRows} stale`
  );
}

const filter = argv[2] ?? '';
console.log(
  `${'milliseconds'.padEnd(52)}  packets     mean      p95      p99      max  |    usual: mean, max  | report`,
);
for (const [name, recording] of fixtures()) if (name.includes(filter)) measure(name, recording);
for (const [name, options] of Object.entries(simulations)) {
  if (name.includes(filter)) measure(name, simulateRecording({ seed: 1, ...options }));
}
