import type { RandomSource } from './random-source.js';

/** Somebody speaks, and a sender turns it into packets. */
export interface SpeechOptions {
  /** Length of the recording. */
  readonly lengthMs: number;
  /** Packets in an utterance, between these bounds. Default 40 to 300. */
  readonly utterancePackets?: readonly [number, number];
  /** Milliseconds between utterances, between these bounds (logarithmic). Default 200 to 8000. */
  readonly pauseMs?: readonly [number, number];
  /** Durations of packets in units of 2.5 ms, one of which is drawn for each packet. Default 20 ms. */
  readonly packetUnits?: readonly number[];
  /** One utterance without a pause between these times. */
  readonly openMicrophoneMs?: readonly [number, number];
  /** How much slower than the session's clock the sender's is, in parts per million. */
  readonly driftPpm?: number;
  /** Share of packets in the middle of speech at which one or two are lost. */
  readonly lossShare?: number;
  /** Share of utterances that end with single packets every 400 ms. */
  readonly sparseShare?: number;
  /** How much smaller packets of near silence are than speech. Default 0.75. */
  readonly quietness?: number;
}

/** Packets with the times at which they were captured. */
export interface SimulatedSpeech {
  /** When the packet's first sample was captured, in milliseconds on the session's clock. */
  readonly trueMs: Float64Array;
  readonly durationUnits: Uint8Array;
  readonly size: Uint16Array;
  /** 1 for the first packet of an utterance. */
  readonly begins: Uint8Array;
}

/** Near silence that a voice gate leaves at the end of an utterance, in packets. */
const TAIL_PACKETS = 6;
const MS_PER_UNIT = 2.5;

/** Simulates speech in utterances. */
export function simulateSpeech(random: RandomSource, options: SpeechOptions): SimulatedSpeech {
  const [fewest, most] = options.utterancePackets ?? [40, 300];
  const [shortest, longest] = options.pauseMs ?? [200, 8000];
  const packetUnits = options.packetUnits ?? [8];
  const stretch = 1 + (options.driftPpm ?? 0) / 1e6;
  const [openFrom, openTo] = options.openMicrophoneMs ?? [Infinity, Infinity];
  const lossShare = options.lossShare ?? 0;
  const trueMs: number[] = [];
  const units: number[] = [];
  const size: number[] = [];
  const begins: number[] = [];

  let now = random.between(200, 2000);
  let opened = false;
  const add = (first: boolean, loudness: number): void => {
    const duration = packetUnits[random.integer(0, packetUnits.length - 1)] ?? 8;
    trueMs.push(now);
    units.push(duration);
    begins.push(first ? 1 : 0);
    const bytes = 82 * loudness * (0.4 + 0.6 * (duration / 8)) + 9 * random.normal();
    size.push(Math.max(4, Math.round(bytes)));
    now += duration * MS_PER_UNIT * stretch;
  };
  while (now < options.lengthMs) {
    const open: boolean = !opened && now >= openFrom;
    opened ||= open;
    const count = random.integer(fewest, most);
    for (let at = 0; open ? now < openTo : at < count; at++) {
      const left = open ? Infinity : count - at;
      // The hum of words: sizes go up and down within speech too.
      const word = 1 + 0.12 * Math.sin(at / 7) - (at % 47 > 42 ? 0.25 : 0);
      add(at === 0, left <= Math.min(TAIL_PACKETS, count / 2) ? (options.quietness ?? 0.75) : word);
      if (at > 5 && left > 10 && random.uniform() < lossShare) {
        now += (units.at(-1) ?? 8) * MS_PER_UNIT * stretch * random.integer(1, 2);
      }
    }
    if (random.uniform() < (options.sparseShare ?? 0)) {
      for (let sparse = random.integer(2, 8); sparse > 0; sparse--) {
        now += 380;
        add(true, 0.5);
      }
    }
    now += random.logBetween(shortest, longest);
  }
  return {
    trueMs: Float64Array.from(trueMs),
    durationUnits: Uint8Array.from(units),
    size: Uint16Array.from(size),
    begins: Uint8Array.from(begins),
  };
}
