import { uint32List } from './number-list.js';
import { HELD_UP, isLag, NO_LAG } from './stamp-lags.js';
import type { StampNoise } from './stamp-noise.js';

/*
 * Which explanation of the lags is the cheapest? Everything that can happen has a price, in units
 * of log likelihood; a *hypothesis* is one way to explain all packets so far.
 */

/** A new stretch of speech begins, later than the one before let expect. */
const PAUSE = 12;
/** The price of a pause that is longer than this rises with its logarithm. */
const LONG_PAUSE_MS = 3_600_000;
const LONG_PAUSE = 6;
/** The lag falls for good: the wall clock was set back. */
const SETBACK = 60;
/** The lag falls, because what raised it before was a delay: for each boundary taken back. */
const RELIEF = 16;
/** And for each packet that was delayed, and each millisecond of its delay up to some. */
const DELAYED_PACKET = 0.02;
const DELAYED_PACKET_MS = 0.0002;
const LONG_DELAY_MS = 5000;
/** Boundaries that can be taken back at once. */
const MOST_TAKEN_BACK = 4;
/** Packets are late for once: to begin with, by how much (logarithmic), and for each one. */
const LATE = 4;
const LATER = 6;
const LATER_SCALE_MS = 50;
const LATEST = 26;
/** Where packets came together, even the last one of them can be as late as delays are long. */
const HELD_UP_SCALE_MS = 400;
const LATE_PACKET = 2;
/** Packets are early for once, which the network cannot do, but a wrong stamp can. */
const EARLY = 6;
const EARLY_PACKET = 1;
/** What packets cost at the least that are late or early. */
const LEAST_ODD_PACKET = Math.min(LATE_PACKET, EARLY_PACKET);
/** The first few packets that are late or early together cost more: soon it is no accident. */
const ODD_FEW = 4;
const ODD_PACKET = 2;

/**
 * Steps smaller than this are not looked for: no packet is so short, and delays wander by as much.
 * They are mended when they add up.
 */
const LEAST_STEP_MS = 12;
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
  const gate = gateMs(noise);
  let count = 0;
  let sum = 0;
  let first = 0;
  let heldUp = false;
  let previous = NO_LAG;
  for (let position = 0; position < lagMs.length; position++) {
    const lag = lagMs[position] ?? NO_LAG;
    const afterHeldUp = previous === HELD_UP;
    previous = lag;
    if (!isLag(lag)) continue;
    const ends = heldUp || afterHeldUp || count === GROUP;
    if (count > 0 && (ends || Math.abs(lag - sum / count) > gate)) {
      search.add(first, count, sum / count, heldUp);
      count = 0;
      sum = 0;
    }
    if (count === 0) {
      first = position;
      heldUp = afterHeldUp;
    }
    count += 1;
    sum += lag;
  }
  if (count > 0) search.add(first, count, sum / count, heldUp);
  return { positions: search.finish() };
}

/** Lags further apart than this are not the same but for their jitter. */
function gateMs({ jitterMs }: StampNoise): number {
  return Math.max(3 * jitterMs, 6);
}

function pausePrice(lengthMs: number): number {
  return lengthMs > LONG_PAUSE_MS ? PAUSE + LONG_PAUSE * Math.log(lengthMs / LONG_PAUSE_MS) : PAUSE;
}

interface StretchSearch {
  /** Takes the next few packets, whose lags are about the same. */
  add(position: number, count: number, meanMs: number, heldUp: boolean): void;
  finish(): Uint32Array;
}

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

  // Boundaries that hypotheses stand on, each with the one before it.
  let boundaries = 0;
  const boundaryPosition = new Uint32Array(MOST_BOUNDARIES);
  const boundaryBefore = new Int32Array(MOST_BOUNDARIES);
  const levelBefore = new Float64Array(MOST_BOUNDARIES);
  const weightBefore = new Float64Array(MOST_BOUNDARIES);
  const packetsBefore = new Float64Array(MOST_BOUNDARIES);
  const settled = uint32List();
  const relief = { price: Infinity, levelMs: 0, known: 0, since: 0, boundary: -1 };

  function oddCost(h: number, count: number, deviationMs: number, scaleMs: number): number {
    const before = odd[h] ?? 0;
    const few = Math.min(ODD_FEW, before + count) - Math.min(ODD_FEW, before);
    if (deviationMs > 0) {
      const rise = before > 0 ? deviationMs - (peak[h] ?? 0) : deviationMs;
      const onset =
        rise > gate || before === 0
          ? LATE + Math.min(LATEST, LATER * Math.log1p(rise / scaleMs))
          : 0;
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
    const b = boundaries;
    boundaryPosition[b] = position;
    boundaryBefore[b] = h < 0 ? -1 : (newest[h] ?? -1);
    levelBefore[b] = h < 0 ? -Infinity : (level[h] ?? 0);
    weightBefore[b] = weight[h] ?? 0;
    packetsBefore[b] = packets[h] ?? 0;
    boundaries += 1;
    return b;
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
        levelBefore[kept] = levelBefore[b] ?? 0;
        weightBefore[kept] = weightBefore[b] ?? 0;
        packetsBefore[kept] = packetsBefore[b] ?? 0;
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

  function add(position: number, count: number, meanMs: number, heldUp: boolean): void {
    const scaleMs = heldUp ? HELD_UP_SCALE_MS : LATER_SCALE_MS;
    if (boundaries === MOST_BOUNDARIES) settle();
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
        asJitter <= count * LEAST_ODD_PACKET ? Infinity : oddCost(h, count, deviation, scaleMs);
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
    skippedCost += PAUSE + EARLY + ODD_PACKET * count;
    if (skippedCost > SETBACK) skippedCost = Infinity;
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
      const delayed =
        price + since * (DELAYED_PACKET + Math.min(fall, LONG_DELAY_MS) * DELAYED_PACKET_MS);
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

  /** Gives up hypotheses that could be had as cheaply from the best one. */
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
