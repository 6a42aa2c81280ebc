import type { RandomSource } from './random-source.js';
import type { SimulatedSpeech } from './simulated-speech.js';

/** How packets from the network arrive. */
export interface ArrivalOptions {
  /** Spread of arrival times; `late` only ever delays. Default none. */
  readonly jitter?: 'normal' | 'uniform' | 'laplace' | 'late';
  /** Standard deviation of the jitter; for `uniform` the bound, for `late` the mean. */
  readonly jitterMs?: number;
  /** Share of packets that arrive late on their own, and by how much. */
  readonly spikeShare?: number;
  readonly spikeMs?: number;
  /** Stalls in which packets are held up, to arrive together. */
  readonly stallsPerMinute?: number;
  readonly stallMs?: readonly [number, number];
  /** A delay that comes and goes over some seconds, up to so much. */
  readonly wanderMs?: number;
  /** Whether no packet can overtake another, so that stamps never fall. */
  readonly inOrder?: boolean;
  /** The wall clock is set by so much (back if negative) at a time. */
  readonly clockStep?: { readonly atMs: number; readonly byMs: number };
}

/** The stamps of packets in the order in which they were captured. */
export function simulateArrival(
  random: RandomSource,
  speech: SimulatedSpeech,
  options: ArrivalOptions,
): Float64Array {
  const { trueMs } = speech;
  const stamps = new Float64Array(trueMs.length);
  const stallsPerMs = (options.stallsPerMinute ?? 0) / 60_000;
  const [shortestStall, longestStall] = options.stallMs ?? [200, 500];
  let nextStall = stallsPerMs > 0 ? random.exponential() / stallsPerMs : Infinity;
  let stallEnd = nextStall + random.between(shortestStall, longestStall);
  let latest = 0;
  for (let at = 0; at < trueMs.length; at++) {
    const captured = trueMs[at] ?? 0;
    let arrival = captured + drawJitter(random, options);
    if (random.uniform() < (options.spikeShare ?? 0)) arrival += options.spikeMs ?? 120;
    const wander = options.wanderMs ?? 0;
    if (wander > 0)
      arrival += wander * Math.max(0, Math.sin(captured / 2900) + Math.sin(captured / 1700) - 1);
    while (arrival >= stallEnd) {
      nextStall = stallEnd + random.exponential() / stallsPerMs;
      stallEnd = nextStall + random.between(shortestStall, longestStall);
    }
    if (arrival >= nextStall) arrival = stallEnd;
    if (options.inOrder) arrival = Math.max(arrival, latest);
    latest = Math.max(latest, arrival);
    if (options.clockStep && captured >= options.clockStep.atMs) arrival += options.clockStep.byMs;
    stamps[at] = Math.max(0, Math.round(arrival));
  }
  return stamps;
}

function drawJitter(random: RandomSource, { jitter, jitterMs = 0 }: ArrivalOptions): number {
  switch (jitter ?? 'none') {
    case 'normal':
      return jitterMs * random.normal();
    case 'uniform':
      return random.between(-jitterMs, jitterMs);
    case 'laplace':
      return (jitterMs / Math.SQRT2) * random.exponential() * (random.uniform() < 0.5 ? -1 : 1);
    case 'late':
      return jitterMs * random.exponential();
    case 'none':
      return 0;
  }
}

/** How the local recorder hands over samples. */
export interface CaptureOptions {
  /** Samples in a block of the device. */
  readonly blockSamples: number;
}

/**
 * The stamps of packets of the local microphone: blocks are collected, 960 samples are taken at a
 * time, and a stamp is noted only when a block comes while the buffer is empty. Near silence
 * between utterances is not collected, so that a stamp can outlive a pause.
 */
export function simulateCapture(
  random: RandomSource,
  speech: SimulatedSpeech,
  { blockSamples }: CaptureOptions,
): { stamps: Float64Array; stale: Uint8Array } {
  const { trueMs } = speech;
  const stamps = new Float64Array(trueMs.length);
  const stale = new Uint8Array(trueMs.length);
  let buffered = 0;
  let stamp = 0;
  let stampedUtterance = 0;
  let utterance = 0;
  for (let at = 0; at < trueMs.length; at++) {
    if (speech.begins[at] === 1) utterance += 1;
    while (buffered < 960) {
      if (buffered === 0) {
        stamp = Math.floor((trueMs[at] ?? 0) + blockSamples / 48 + random.between(0, 0.5));
        stampedUtterance = utterance;
      }
      buffered += blockSamples;
    }
    buffered -= 960;
    stamps[at] = stamp;
    if (stampedUtterance !== utterance) stale[at] = 1;
  }
  return { stamps, stale };
}
