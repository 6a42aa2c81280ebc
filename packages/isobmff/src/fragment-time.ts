/**
 * A decode time in ticks of a media timescale: `tfdt` has 64 bits, and live streams count from 1970.
 * A number up to 2^53 − 1, a BigInt beyond, so that equal times have one form.
 */
export type DecodeTime = number | bigint;

/** When a fragment begins on the clock that both inputs share. */
export interface FragmentStart {
  readonly decodeTime: DecodeTime;
  /** Ticks a second of `decodeTime`. */
  readonly timescale: number;
  /** Sum of the leading empty edits, in ticks of `movieTimescale`. */
  readonly emptyEdit: number;
  readonly movieTimescale: number;
}

/** `time + ticks`, exactly. */
export function addTicks(time: DecodeTime, ticks: number): DecodeTime {
  if (typeof time === 'number') {
    const sum = time + ticks;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return decodeTimeFrom(BigInt(time) + BigInt(ticks));
}

/** `later − earlier`, exactly; negative if the names lie. */
export function ticksBetween(earlier: DecodeTime, later: DecodeTime): DecodeTime {
  if (typeof earlier === 'number' && typeof later === 'number') return later - earlier;
  return decodeTimeFrom(BigInt(later) - BigInt(earlier));
}

/** A decode time from the 64 bits of `tfdt`. */
export function decodeTimeFrom(time: bigint): DecodeTime {
  const number = Number(time);
  return Number.isSafeInteger(number) ? number : time;
}

/**
 * Orders two fragments by the time at which they begin: negative if `a` is earlier, 0 if both begin
 * at the same time. Exact for every value: `tfdt` times a timescale needs up to 96 bits, a leading
 * empty edit up to 128.
 */
export function compareStarts(a: FragmentStart, b: FragmentStart): number {
  if (a.emptyEdit === 0 && b.emptyEdit === 0) {
    return compareFractions(a.decodeTime, a.timescale, b.decodeTime, b.timescale);
  }
  return compareFractions(numerator(a), denominator(a), numerator(b), denominator(b));
}

/** The sign of `a ÷ b − c ÷ d`. */
function compareFractions(a: DecodeTime, b: DecodeTime, c: DecodeTime, d: DecodeTime): number {
  if (
    typeof a === 'number' &&
    typeof b === 'number' &&
    typeof c === 'number' &&
    typeof d === 'number'
  ) {
    const left = a * d;
    const right = c * b;
    if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left - right;
  }
  const left = BigInt(a) * BigInt(d);
  const right = BigInt(c) * BigInt(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function numerator(start: FragmentStart): bigint {
  return (
    BigInt(start.decodeTime) * BigInt(start.movieTimescale) +
    BigInt(start.emptyEdit) * BigInt(start.timescale)
  );
}

function denominator(start: FragmentStart): bigint {
  return BigInt(start.timescale) * BigInt(start.movieTimescale);
}
