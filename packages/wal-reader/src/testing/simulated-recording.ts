import type { DuplicatePacket } from '../packet-index.js';
import { NO_STAMP } from '../packet-index.js';
import type { TimelineColumns } from '../timeline/timeline-columns.js';
import { randomSource } from './random-source.js';
import type { ArrivalOptions, CaptureOptions } from './simulated-arrival.js';
import { simulateArrival, simulateCapture } from './simulated-arrival.js';
import type { SpeechOptions } from './simulated-speech.js';
import { simulateSpeech } from './simulated-speech.js';

/** A recording to simulate: what is said, how it comes in, and what goes wrong. */
export interface RecordingOptions {
  /** Determines everything that is drawn. */
  readonly seed: number;
  readonly speech: SpeechOptions;
  /** A player heard from the network. Either this or `capture`. */
  readonly arrival?: ArrivalOptions;
  /** The local player. */
  readonly capture?: CaptureOptions;
  /** Share of packets that are recorded twice. */
  readonly doubledShare?: number;
  /** Share of records that are written some places too late, with their own stamps. */
  readonly lateWrittenShare?: number;
  /** Share of records without a stamp. */
  readonly unstampedShare?: number;
  /** Share of records whose stamps are nonsense. */
  readonly wrongStampShare?: number;
}

/** A recording of which the truth is known. */
export interface SimulatedRecording {
  readonly columns: TimelineColumns;
  /** When each row's first sample was captured, in milliseconds on the session's clock. */
  readonly trueMs: Float64Array;
  /** 1 for rows whose stamp is from before the pause that they follow. */
  readonly stale: Uint8Array;
}

interface Record {
  readonly packet: number;
  readonly stampMs: number;
  readonly original?: Record;
}

/** Simulates a recording. */
export function simulateRecording(options: RecordingOptions): SimulatedRecording {
  const random = randomSource(options.seed);
  const speech = simulateSpeech(random, options.speech);
  const { stamps, stale } = options.capture
    ? simulateCapture(random, speech, options.capture)
    : {
        stamps: simulateArrival(random, speech, options.arrival ?? {}),
        stale: new Uint8Array(speech.trueMs.length),
      };

  const records: Record[] = [];
  const held: { due: number; record: Record }[] = [];
  for (let packet = 0; packet < stamps.length; packet++) {
    let stampMs = stamps[packet] ?? 0;
    if (random.uniform() < (options.unstampedShare ?? 0)) stampMs = NO_STAMP;
    if (random.uniform() < (options.wrongStampShare ?? 0)) {
      stampMs = random.integer(0, random.uniform() < 0.5 ? 1e9 : 0xfffffffe);
    }
    const record: Record = { packet, stampMs };
    if (random.uniform() < (options.lateWrittenShare ?? 0)) {
      held.push({ due: packet + random.integer(2, 8), record });
    } else records.push(record);
    if (random.uniform() < (options.doubledShare ?? 0)) {
      const again: Record = { packet, stampMs: stampMs + random.integer(0, 9), original: record };
      held.push({ due: packet + random.integer(0, 3), record: again });
    }
    for (let due = held.findIndex((one) => one.due <= packet); due >= 0;) {
      records.push(...held.splice(due, 1).map((one) => one.record));
      due = held.findIndex((one) => one.due <= packet);
    }
  }
  records.push(...held.map(({ record }) => record));

  const rowOf = new Map(records.map((record, row) => [record, row]));
  const duplicates: DuplicatePacket[] = [];
  for (const [row, { original }] of records.entries()) {
    if (original) duplicates.push({ row, originalRow: rowOf.get(original) ?? row });
  }
  return {
    columns: {
      rowCount: records.length,
      stampMs: Uint32Array.from(records, ({ stampMs }) => stampMs),
      durationUnits: Uint8Array.from(records, ({ packet }) => speech.durationUnits[packet] ?? 8),
      size: Uint16Array.from(records, ({ packet }) => speech.size[packet] ?? 0),
      duplicates,
      formats: [{ kind: options.capture ? 'input' : 'output', rowCount: records.length }],
    },
    trueMs: Float64Array.from(records, ({ packet }) => speech.trueMs[packet] ?? 0),
    stale: Uint8Array.from(records, ({ packet }) => stale[packet] ?? 0),
  };
}
