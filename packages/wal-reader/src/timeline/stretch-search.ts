import { uint32List } from './number-list.js';
import { NO_LAG } from './stamp-lags.js';
import type { StampNoise } from './stamp-noise.js';

/*
 * Which explanation of the lags is the cheapest? Everything that can happen has a price, in units
 * of log likelihood; a *hypothesis* is one way to explain all packets so far.
 */

/** A new stretch of speech begins, later than the one before let expect. */
const PAUSE = 12;
/** The lag falls for good: the wall clock was set back, or a delay on the way is gone. */
const SETBACK = 60;
/** Packets are late for a while: to begin with, by how much, for each of the first few, and on. */
const LATE = 4;
const LATER = 6;
/** Packets are early for a while, which the network cannot do, but a wrong stamp can. */
const EARLY = 6;
const EARLY_PACKET = 0.5;
const ODD_FEW = 4;
const ODD_PACKET = 2;
const LATE_PACKET = 0.02;
/** Lateness grows dear in steps of this size, on a logarithmic scale. */
const LATENESS_SCALE_MS = 50;

/** Steps smaller than this are not looked for: they are mended when they add up. */
const LEAST_STEP_MS = 6;
/** Packets are weighed in groups of up to so many. */
const GROUP = 16;
/** A level follows the last so many packets, so that a clock that drifts does not get away. */
const MEMORY = 400;
const HYPOTHESES = 16;
const MOST_BOUNDARIES = 1024;

/** Beginnings of stretches: places from which on the lag is another than before. */
export interface StretchStarts {
  /** Position of the first packet of each stretch that bears a stamp; ascending. */
  readonly positions: Uint32Array;
}

/**
 * Divides a track into stretches within which packets follow one another without a gap, by finding
 * the cheapest explanation of all lags: jitter, pauses, packets that are late or early for a while,
 * a clock set back. What comes later decides about what came before: a raised lag that falls again
 * was lateness, one that stays was a pause.
 */
export function findStretches(lagMs: Int32Array, noise: StampNoise): StretchStarts {
  const search = stretchSearch(noise);
  const gate = Math.max(3 * noise.jitterMs, LEAST_STEP_MS);
  let count = 0;
  let sum = 0;
  let first = 0;
  for (let position = 0; position < lagMs.length; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    if (lag === NO_LAG) continue;
    if (count > 0 && (count === GROUP || Math.abs(lag - sum / count) > gate)) {
      search.add(first, count, sum / count);
      count = 0;
      sum = 0;
    }
    if (count === 0) first = position;
    count += 1;
    sum += lag;
  }
  if (count > 0) search.add(first, count, sum / count);
  return { positions: search.finish() };
}

interface StretchSearch {
  /** Takes the next few packets, whose lags are about the same. */
  add(position: number, count: number, meanMs: number): void;
  finish(): Uint32Array;
}

function stretchSearch({ jitterMs, persistence }: StampNoise): StretchSearch {
  const precision = 1 / (2 * jitterMs * jitterMs);
  const evidence = 1 / (persistence * persistence);

  // Columns of the hypotheses that are still in the running.
  let alive = 0;
  const cost = new Float64Array(HYPOTHESES + 1);
  const level = new Float64Array(HYPOTHESES + 1);
  const weight = new Float64Array(HYPOTHESES + 1);
  const odd = new Float64Array(HYPOTHESES + 1);
  const newest = new Int32Array(HYPOTHESES + 1);
  let skippedCost = 0;

  // Boundaries that hypotheses stand on, each with the one before it.
  let boundaries = 0;
  const boundaryPosition = new Uint32Array(MOST_BOUNDARIES);
  const boundaryBefore = new Int32Array(MOST_BOUNDARIES);
  const settled = uint32List();

  function oddCost(h: number, count: number, deviationMs: number): number {
    const before = odd[h] ?? 0;
    const few = Math.min(ODD_FEW, before + count) - Math.min(ODD_FEW, before);
    if (deviationMs > 0) {
      const onset = before > 0 ? 0 : LATE + LATER * Math.log1p(deviationMs / LATENESS_SCALE_MS);
      return onset + few * ODD_PACKET + count * LATE_PACKET;
    }
    return (before > 0 ? 0 : EARLY) + few * ODD_PACKET + count * EARLY_PACKET;
  }

  /** Gives up the dearest hypothesis but the newest. */
  function dropDearest(): void {
    let dearest = 0;
    for (let h = 1; h < alive - 1; h++) {
      if ((cost[h] ?? 0) > (cost[dearest] ?? 0)) dearest = h;
    }
    remove(dearest);
  }

  function remove(h: number): void {
    alive -= 1;
    cost[h] = cost[alive] ?? 0;
    level[h] = level[alive] ?? 0;
    weight[h] = weight[alive] ?? 0;
    odd[h] = odd[alive] ?? 0;
    newest[h] = newest[alive] ?? 0;
  }

  function spawn(position: number, count: number, meanMs: number, price: number, h: number): void {
    if (boundaries === MOST_BOUNDARIES) settle();
    boundaryPosition[boundaries] = position;
    boundaryBefore[boundaries] = h < 0 ? -1 : (newest[h] ?? -1);
    cost[alive] = price;
    level[alive] = meanMs;
    weight[alive] = count;
    odd[alive] = 0;
    newest[alive] = boundaries;
    boundaries += 1;
    alive += 1;
    if (alive > HYPOTHESES) dropDearest();
  }

  /** Writes down the boundaries that all hypotheses share and makes room for new ones. */
  function settle(): void {
    const users = new Uint16Array(boundaries);
    for (let h = 0; h < alive; h++) {
      for (let b = newest[h] ?? -1; b >= 0; b = boundaryBefore[b] ?? -1) {
        users[b] = (users[b] ?? 0) + 1;
      }
    }
    const renumbered = new Int32Array(boundaries).fill(-1);
    let kept = 0;
    for (let b = 0; b < boundaries; b++) {
      const position = boundaryPosition[b] ?? 0;
      const before = boundaryBefore[b] ?? -1;
      if (users[b] === alive) settled.push(position);
      else if ((users[b] ?? 0) > 0) {
        boundaryPosition[kept] = position;
        boundaryBefore[kept] = before < 0 ? -1 : (renumbered[before] ?? -1);
        renumbered[b] = kept;
        kept += 1;
      }
    }
    for (let h = 0; h < alive; h++) newest[h] = renumbered[newest[h] ?? -1] ?? -1;
    boundaries = kept;
    if (kept > MOST_BOUNDARIES / 2) {
      keepCheapest();
      settle();
    }
  }

  function keepCheapest(): void {
    const best = cheapest();
    cost[0] = cost[best] ?? 0;
    level[0] = level[best] ?? 0;
    weight[0] = weight[best] ?? 0;
    odd[0] = odd[best] ?? 0;
    newest[0] = newest[best] ?? 0;
    alive = 1;
  }

  function cheapest(): number {
    let best = 0;
    for (let h = 1; h < alive; h++) if ((cost[h] ?? 0) < (cost[best] ?? 0)) best = h;
    return best;
  }

  function add(position: number, count: number, meanMs: number): void {
    const observed = count * evidence;
    // The cheapest way to begin a stretch here, and the cheapest not to.
    let from = -1;
    let beginning = skippedCost;
    let best = Infinity;
    let surprise = Infinity;
    for (let h = 0; h < alive; h++) {
      const before = cost[h] ?? 0;
      const deviation = meanMs - (level[h] ?? 0);
      if (Math.abs(deviation) >= LEAST_STEP_MS) {
        const price = before + (deviation > 0 ? PAUSE : SETBACK);
        if (price < beginning) {
          beginning = price;
          from = h;
        }
      }
      const known = weight[h] ?? 0;
      const asJitter = (observed * known * deviation * deviation * precision) / (known + observed);
      const asOdd = oddCost(h, count, deviation);
      if (asJitter <= asOdd) {
        level[h] = (level[h] ?? 0) + (deviation * observed) / (known + observed);
        weight[h] = Math.min(MEMORY * evidence, known + observed);
        odd[h] = 0;
        cost[h] = before + asJitter;
      } else {
        odd[h] = (odd[h] ?? 0) + count;
        cost[h] = before + asOdd;
      }
      if ((cost[h] ?? 0) < best) {
        best = cost[h] ?? 0;
        surprise = best - before;
      }
    }
    if (beginning < Infinity && (alive === 0 || surprise > 1)) {
      spawn(position, observed, meanMs, beginning, from);
    }
    // Packets at the very start may be wrong: for a while a first stretch can begin behind them.
    if (skippedCost === 0) skippedCost = PAUSE + EARLY;
    skippedCost += ODD_PACKET * count;
    if (skippedCost > SETBACK) skippedCost = Infinity;
    if (alive > 1) prune(Math.min(best, beginning));
  }

  /** Gives up hypotheses that could be had more cheaply from the best one by a setback. */
  function prune(best: number): void {
    for (let h = alive - 1; h >= 0; h--) {
      if ((cost[h] ?? 0) > best + SETBACK + PAUSE) remove(h);
    }
  }

  function finish(): Uint32Array {
    if (alive > 0) {
      keepCheapest();
      settle();
    }
    return settled.toColumn();
  }

  return { add, finish };
}
