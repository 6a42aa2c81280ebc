import { boundaryChain } from './boundary-chain.js';
import {
  delayPrice,
  earlyPrice,
  latePrice,
  LEAST_ODD,
  LEAST_ODD_PACKET,
  PAUSE,
  pausePrice,
  RELIEF,
  SETBACK,
  SKIPPED_GROUP,
  SKIPPED_PACKET,
} from './explanation-price.js';
import type { LagGroups } from './lag-groups.js';
import { GROUP, groupLags, lagGroups } from './lag-groups.js';
import type { StampNoise } from './stamp-noise.js';

/** Boundaries that can be taken back at once. */
const MOST_TAKEN_BACK = 4;

/**
 * Steps smaller than this are not looked for: no packet is so short, and delays wander by as much.
 * They are mended when they add up.
 */
const LEAST_STEP_MS = 12;
/** Packets that are taken at a time; fewer than there is room for boundaries. */
const PIECE = 16384;
/** A level follows the last so many packets, so that a clock that drifts does not get away. */
const MEMORY = 400;
const HYPOTHESES = 16;
/** A hypothesis that is dearer than the cheapest by more than this is given up. */
const DOUBT = SETBACK + PAUSE;
/** Being late costs this many groups of packets more than that. */
const CLEAR_GROUPS = 3;

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
  const groups = lagGroups(PIECE);
  const gate = gateMs(noise);
  for (let from = 0; from < lagMs.length; from += PIECE) {
    groupLags(groups, lagMs, from, Math.min(lagMs.length, from + PIECE), gate);
    search.add(groups);
  }
  return { positions: search.finish() };
}

/** Lags further apart than this are not the same but for their jitter. */
function gateMs({ jitterMs }: StampNoise): number {
  return Math.max(3 * jitterMs, 6);
}

interface StretchSearch {
  /** Takes the next groups of packets. */
  add(groups: LagGroups): void;
  finish(): Uint32Array;
}

/**
 * Carries a handful of *hypotheses* along: ways to explain all packets so far, each with its cost,
 * the level of its present stretch, and the boundaries it stands on.
 */
function stretchSearch(noise: StampNoise): StretchSearch {
  const { jitterMs, persistence } = noise;
  const gate = gateMs(noise);
  const precision = 1 / (2 * jitterMs * jitterMs);
  const evidence = 1 / (persistence * persistence);

  // Columns of the hypotheses that are still in the running.
  let alive = 0;
  const cost = new Float64Array(HYPOTHESES + 1);
  const level = new Float64Array(HYPOTHESES + 1);
  const weight = new Float64Array(HYPOTHESES + 1);
  const odd = new Float64Array(HYPOTHESES + 1);
  const peak = new Float64Array(HYPOTHESES + 1);
  const packets = new Float64Array(HYPOTHESES + 1);
  const newest = new Int32Array(HYPOTHESES + 1);
  let skippedCost = 0;

  const chain = boundaryChain();
  const { before: boundaryBefore, levelBefore, weightBefore, packetsBefore } = chain;
  const relief = { price: Infinity, levelMs: 0, known: 0, since: 0, boundary: -1 };

  /** The price of packets that hypothesis `h` takes for late or early. */
  function oddPrice(h: number, count: number, deviationMs: number, heldUp: boolean): number {
    const before = odd[h] ?? 0;
    if (deviationMs <= 0) return earlyPrice(count, before);
    const riseMs = before > 0 ? deviationMs - (peak[h] ?? 0) : deviationMs;
    return latePrice(count, before, riseMs, gate, heldUp);
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
    peak[h] = peak[alive] ?? 0;
    packets[h] = packets[alive] ?? 0;
    newest[h] = newest[alive] ?? 0;
  }

  /** A new hypothesis, with or without a new boundary. */
  function propose(price: number, levelMs: number, known: number, since: number, b: number): void {
    for (let h = 0; h < alive; h++) {
      const same = newest[h] === b && Math.abs((level[h] ?? 0) - levelMs) < gate;
      if (same && (cost[h] ?? 0) <= price) return;
    }
    cost[alive] = price;
    level[alive] = levelMs;
    weight[alive] = known;
    odd[alive] = 0;
    peak[alive] = 0;
    packets[alive] = since;
    newest[alive] = b;
    alive += 1;
    if (alive > HYPOTHESES) dropDearest();
  }

  /** Puts a boundary behind hypothesis `h`, or at the very start if there is none. */
  function addBoundary(position: number, h: number): number {
    if (h < 0) return chain.add(position, -1, -Infinity, 0, 0);
    return chain.add(position, newest[h] ?? -1, level[h] ?? 0, weight[h] ?? 0, packets[h] ?? 0);
  }

  /** Makes room for new boundaries. */
  function makeRoom(): void {
    if (!chain.isCrowded()) return;
    chain.settle(newest, alive);
    if (!chain.isCrowded()) return;
    keepCheapest();
    chain.settle(newest, alive);
  }

  function keepCheapest(): void {
    const best = cheapest();
    cost[0] = cost[best] ?? 0;
    level[0] = level[best] ?? 0;
    weight[0] = weight[best] ?? 0;
    odd[0] = odd[best] ?? 0;
    peak[0] = peak[best] ?? 0;
    packets[0] = packets[best] ?? 0;
    newest[0] = newest[best] ?? 0;
    alive = 1;
  }

  function cheapest(): number {
    let best = 0;
    for (let h = 1; h < alive; h++) if ((cost[h] ?? 0) < (cost[best] ?? 0)) best = h;
    return best;
  }

  function add(groups: LagGroups): void {
    makeRoom();
    let group = 0;
    while (group < groups.length) {
      const isClear = alive === 1 && skippedCost === Infinity;
      if (isClear) group = goOn(groups, group);
      if (group < groups.length) {
        if (!isClear || !pauses(groups, group)) weigh(groups, group);
        group += 1;
      }
    }
  }

  // While there is but one hypothesis, what it costs does not matter.

  /**
   * Takes groups for as long as they are where the only hypothesis lets expect them, as most are.
   * @returns the group that is not.
   */
  function goOn({ length, counts, meanMs }: LagGroups, from: number): number {
    let group = from;
    for (; group < length; group++) {
      const count = counts[group] ?? 0;
      const observed = count * evidence;
      const known = weight[0] ?? 0;
      const deviation = (meanMs[group] ?? 0) - (level[0] ?? 0);
      const asJitter = (observed * known * deviation * deviation * precision) / (known + observed);
      const leastAsOdd = (odd[0] === 0 ? LEAST_ODD : 0) + count * LEAST_ODD_PACKET;
      if (Math.abs(deviation) >= LEAST_STEP_MS || asJitter > leastAsOdd) break;
      level[0] = (level[0] ?? 0) + (deviation * observed) / (known + observed);
      weight[0] = Math.min(MEMORY * evidence, known + observed);
      packets[0] = (packets[0] ?? 0) + count;
      odd[0] = 0;
    }
    return group;
  }

  /**
   * Takes a group with which a pause has ended beyond doubt: so many packets stay at the higher
   * level that any other explanation would be given up.
   */
  function pauses({ length, positions, counts, meanMs }: LagGroups, group: number): boolean {
    const mean = meanMs[group] ?? 0;
    const rise = mean - (level[0] ?? 0);
    const observed = GROUP * evidence;
    const known = weight[0] ?? 0;
    const asJitter = (observed * known * rise * rise * precision) / (known + observed);
    if (rise < LEAST_STEP_MS || asJitter < DOUBT || group + CLEAR_GROUPS > length) return false;
    for (let next = group; next < group + CLEAR_GROUPS; next++) {
      const strays = Math.abs((meanMs[next] ?? 0) - mean) > jitterMs;
      if (strays || counts[next] !== GROUP) return false;
    }
    newest[0] = addBoundary(positions[group] ?? 0, 0);
    level[0] = mean;
    weight[0] = observed;
    packets[0] = GROUP;
    odd[0] = 0;
    return true;
  }

  /** Weighs all explanations of a group. */
  function weigh(groups: LagGroups, group: number): void {
    const position = groups.positions[group] ?? 0;
    const count = groups.counts[group] ?? 0;
    const meanMs = groups.meanMs[group] ?? 0;
    const heldUp = groups.heldUp[group] === 1;
    const observed = count * evidence;
    // The cheapest way to begin a stretch here, and the cheapest to take back a delay.
    let from = -1;
    let beginning = skippedCost;
    relief.price = Infinity;
    let best = Infinity;
    let surprise = Infinity;
    for (let h = 0; h < alive; h++) {
      const before = cost[h] ?? 0;
      const deviation = meanMs - (level[h] ?? 0);
      if (Math.abs(deviation) >= LEAST_STEP_MS) {
        const price = before + (deviation > 0 ? pausePrice(deviation) : SETBACK);
        if (price < beginning) {
          beginning = price;
          from = h;
        }
        if (deviation < 0) relieve(h, before, meanMs, observed);
      }
      const known = weight[h] ?? 0;
      const asJitter = (observed * known * deviation * deviation * precision) / (known + observed);
      // Logarithms take long, and mostly the packets need no excuse.
      const asOdd =
        asJitter <= count * LEAST_ODD_PACKET ? Infinity : oddPrice(h, count, deviation, heldUp);
      packets[h] = (packets[h] ?? 0) + count;
      if (asJitter <= asOdd) {
        level[h] = (level[h] ?? 0) + (deviation * observed) / (known + observed);
        weight[h] = Math.min(MEMORY * evidence, known + observed);
        odd[h] = 0;
        cost[h] = before + asJitter;
      } else {
        peak[h] = odd[h] === 0 ? deviation : Math.max(deviation, peak[h] ?? 0);
        odd[h] = (odd[h] ?? 0) + count;
        cost[h] = before + asOdd;
      }
      if ((cost[h] ?? 0) < best) {
        best = cost[h] ?? 0;
        surprise = best - before;
      }
    }
    if (alive === 0 || surprise > 1) {
      if (beginning < best + SETBACK) {
        const b = addBoundary(position, from);
        propose(beginning, meanMs, observed, count, b);
      }
      if (relief.price < Math.min(best, beginning) + SETBACK) {
        const { price, levelMs, known, since, boundary } = relief;
        propose(price, levelMs, known, since + count, boundary);
      }
    }
    // Packets at the very start may be wrong: for a while a first stretch can begin behind them.
    if (skippedCost < Infinity) {
      skippedCost += SKIPPED_GROUP + SKIPPED_PACKET * count;
      if (skippedCost > SETBACK) skippedCost = Infinity;
    }
    if (alive > 1) prune(Math.min(best, beginning));
  }

  /**
   * Finds the price of taking a raised lag for a delay that ends here: the stretch that it began
   * is then either at the lower level from its beginning, or goes on from the one before.
   */
  function relieve(h: number, before: number, meanMs: number, observed: number): void {
    let boundary = newest[h] ?? -1;
    let since = packets[h] ?? 0;
    let price = before;
    const fall = (level[h] ?? 0) - meanMs;
    for (let steps = 0; steps < MOST_TAKEN_BACK && boundary >= 0; steps++) {
      price += RELIEF;
      const delayed = price + delayPrice(since, fall);
      const lower = levelBefore[boundary] ?? 0;
      const resumes = Math.abs(meanMs - lower) <= gate;
      if (resumes || meanMs > lower) {
        if (delayed >= relief.price) return;
        relief.price = delayed;
        relief.levelMs = resumes ? lower : meanMs;
        relief.known = resumes ? (weightBefore[boundary] ?? 0) : observed;
        relief.since = since + (resumes ? (packetsBefore[boundary] ?? 0) : 0);
        relief.boundary = resumes ? (boundaryBefore[boundary] ?? -1) : boundary;
        return;
      }
      since += packetsBefore[boundary] ?? 0;
      boundary = boundaryBefore[boundary] ?? -1;
    }
  }

  /** Gives up hypotheses that cannot come to be the cheapest. */
  function prune(best: number): void {
    for (let h = alive - 1; h >= 0; h--) {
      if ((cost[h] ?? 0) > best + DOUBT) remove(h);
    }
  }

  function finish(): Uint32Array {
    if (alive > 0) {
      keepCheapest();
      chain.settle(newest, alive);
    }
    return chain.settledPositions();
  }

  return { add, finish };
}
