/*
 * What it costs to explain lags, in units of log likelihood: the likelier, the cheaper.
 */

/** A new stretch of speech begins, later than the one before let expect. */
export const PAUSE = 12;
/** The price of a pause that is longer than this rises with its logarithm. */
const LONG_PAUSE_MS = 3_600_000;
const LONG_PAUSE = 6;

/** The price of a pause. */
export function pausePrice(lengthMs: number): number {
  return lengthMs > LONG_PAUSE_MS ? PAUSE + LONG_PAUSE * Math.log(lengthMs / LONG_PAUSE_MS) : PAUSE;
}

/** The lag falls for good: the wall clock was set back. */
export const SETBACK = 60;

/** The lag falls, because what raised it before was a delay: for each boundary taken back. */
export const RELIEF = 16;
/** And for each packet that was delayed, and each millisecond of its delay up to some. */
const DELAYED_PACKET = 0.02;
const DELAYED_PACKET_MS = 0.0002;
const LONG_DELAY_MS = 5000;

/** The price of packets having been delayed by so much, all of them. */
export function delayPrice(packets: number, delayMs: number): number {
  return packets * (DELAYED_PACKET + Math.min(delayMs, LONG_DELAY_MS) * DELAYED_PACKET_MS);
}

/** The first packets of a track are wrong, for each group of them and for each packet. */
export const SKIPPED_GROUP = 18;
export const SKIPPED_PACKET = 2;

/** Packets are late for once: to begin with, by how much (logarithmic), and for each one. */
const LATE = 4;
const LATER = 6;
const LATEST = 26;
const LATE_PACKET = 2;
const LATER_SCALE_MS = 50;
/** Where packets came together, even the last one of them can be as late as delays are long. */
const HELD_UP_SCALE_MS = 600;

/** Packets are early for once, which the network cannot do, but a wrong stamp can. */
const EARLY = 6;
const EARLY_PACKET = 1;

/** The first few packets that are late or early together cost more: soon it is no accident. */
const ODD_FEW = 4;
const ODD_PACKET = 2;

/** What it costs at the least to be late or early for once: to begin with, and for each packet. */
export const LEAST_ODD = Math.min(LATE, EARLY);
export const LEAST_ODD_PACKET = Math.min(LATE_PACKET, EARLY_PACKET);

/**
 * The price of packets that are late, to be added to that of `before` late packets in front of them.
 * @param riseMs By how much they are later than those, or than they should be if there are none.
 * @param gateMs If they are later by no more than this, they are late for the same reason.
 */
export function latePrice(
  count: number,
  before: number,
  riseMs: number,
  gateMs: number,
  heldUp: boolean,
): number {
  const scaleMs = heldUp ? HELD_UP_SCALE_MS : LATER_SCALE_MS;
  const onset =
    before === 0 || riseMs > gateMs
      ? LATE + Math.min(LATEST, LATER * Math.log1p(riseMs / scaleMs))
      : 0;
  return onset + fewPrice(count, before) + count * LATE_PACKET;
}

/** The price of packets that are early, to be added to that of `before` early ones. */
export function earlyPrice(count: number, before: number): number {
  return (before === 0 ? EARLY : 0) + fewPrice(count, before) + count * EARLY_PACKET;
}

function fewPrice(count: number, before: number): number {
  return ODD_PACKET * (Math.min(ODD_FEW, before + count) - Math.min(ODD_FEW, before));
}
