import { greatestCommonDivisor } from './rational.js';
import { TimecodeError } from './timecode-error.js';

/** A frame rate as an exact fraction in lowest terms, with the way its frames are counted. */
export interface FrameRate {
  /** Frames … */
  readonly numerator: number;
  /** … in so many seconds. */
  readonly denominator: number;
  /** Frames in one *counted* second: the rate rounded, as in the `tmcd` sample entry. */
  readonly numberOfFrames: number;
  /** Whether labels are left out to keep up with the clock (SMPTE ST 12-1, 5.2.2). */
  readonly dropFrame: boolean;
}

/** The field of a `tmcd` sample entry that bounds both parts of a rate is 32 bits wide. */
const LARGEST_PART = 0xffffffff;

const RATE_SHAPE = /^(\d{1,10})(?:\/(\d{1,10})|\.(\d{1,20}))?(?:[ -]?(n?df))?$/i;

const EXPECTED_RATE =
  'a rate such as 25, 50, 23.976, 29.97df or 30000/1001 (df: drop frame, ndf: non-drop)';

/**
 * The frame rate `numerator / denominator`, in frames a second.
 *
 * Both parts are integers from 1 to 2^32 − 1 and the rate is at least 1. Drop frame exists at 30000/1001,
 * 60000/1001 and 120000/1001. Throws `TimecodeError` `frame-rate` or `drop-frame` otherwise.
 *
 * @example frameRate(30000, 1001, { dropFrame: true })
 */
export function frameRate(
  numerator: number,
  denominator = 1,
  { dropFrame = false }: { readonly dropFrame?: boolean } = {},
): FrameRate {
  return makeFrameRate(numerator, denominator, dropFrame, `${numerator}/${denominator}`);
}

/**
 * Reads a frame rate: `25`, `30000/1001`, or the usual short name of an NTSC rate (`23.976`, `23.98`, `29.97`,
 * `59.94` …, always N·1000/1001), each with `df` or `ndf` behind it; without either it counts non-drop.
 *
 * Other decimals are refused because they would be guesses: `12.5` is written `25/2`.
 * Throws `TimecodeError` `frame-rate` or `drop-frame`.
 */
export function parseFrameRate(text: string): FrameRate {
  const trimmed = text.trim();
  const match = RATE_SHAPE.exec(trimmed);
  if (match === null) throw rateError(text, 'no frame rate', EXPECTED_RATE);
  const [, whole = '', denominator, decimals, counting = ''] = match;
  const dropFrame = counting.toLowerCase() === 'df';
  if (decimals === undefined) {
    return makeFrameRate(Number(whole), Number(denominator ?? 1), dropFrame, trimmed);
  }
  const digits = BigInt(whole + decimals);
  const scale = 10n ** BigInt(decimals.length);
  if (digits % scale === 0n) return makeFrameRate(Number(whole), 1, dropFrame, trimmed);
  const ntsc = ntscRateNear(digits, scale);
  if (ntsc === undefined) {
    throw rateError(text, 'a decimal that names no NTSC rate', 'a fraction, such as 25/2');
  }
  return makeFrameRate(ntsc, 1001, dropFrame, trimmed);
}

/**
 * The short name of a rate, which `parseFrameRate` reads back: `25`, `29.97`, `29.97df`, else the fraction.
 */
export function frameRateName({ numerator, denominator, dropFrame }: FrameRate): string {
  const suffix = dropFrame ? 'df' : '';
  if (denominator === 1) return `${numerator}${suffix}`;
  if (denominator === 1001 && numerator % 1000 === 0) {
    return (numerator / denominator).toFixed(3).replace(/0$/, '') + suffix;
  }
  return `${numerator}/${denominator}${suffix}`;
}

/** Whether two rates are the same number and count in the same way. */
export function sameFrameRate(a: FrameRate, b: FrameRate): boolean {
  return (
    a.numerator === b.numerator && a.denominator === b.denominator && a.dropFrame === b.dropFrame
  );
}

/**
 * The numerator over 1001 of the NTSC rate that `digits / scale`, at two decimals or more, is the rounded or the
 * cut-off form of; nothing where there is none.
 */
export function ntscRateNear(digits: bigint, scale: bigint): number | undefined {
  if (scale < 100n) return undefined;
  const nominal = (digits * 1001n + 500n * scale) / (1000n * scale);
  const exact = nominal * 1000n * scale;
  const cutOff = exact / 1001n;
  const rounded = (exact * 2n + 1001n) / 2002n;
  return digits === cutOff || digits === rounded ? Number(nominal) * 1000 : undefined;
}

function makeFrameRate(
  numerator: number,
  denominator: number,
  dropFrame: boolean,
  text: string,
): FrameRate {
  for (const part of [numerator, denominator]) {
    if (!Number.isInteger(part) || part < 1 || part > LARGEST_PART) {
      throw rateError(text, String(part), 'whole numbers from 1 to 4294967295');
    }
  }
  if (numerator < denominator) {
    throw rateError(text, 'less than one frame a second', 'at least one');
  }
  const divisor = Number(greatestCommonDivisor(BigInt(numerator), BigInt(denominator)));
  const rate = {
    numerator: numerator / divisor,
    denominator: denominator / divisor,
    numberOfFrames: Math.round(numerator / denominator),
    dropFrame,
  };
  if (dropFrame && !hasDropFrame(rate)) {
    throw new TimecodeError({
      code: 'drop-frame',
      subject: `frame rate "${text}"`,
      found: 'drop frame at a rate that has none',
      expected: 'drop frame only at 29.97 (29.97df), 59.94 (59.94df) and 119.88 (119.88df)',
    });
  }
  return rate;
}

function hasDropFrame({ numerator, denominator }: { numerator: number; denominator: number }) {
  return denominator === 1001 && [30000, 60000, 120000].includes(numerator);
}

function rateError(text: string, found: string, expected: string): TimecodeError {
  return new TimecodeError({
    code: 'frame-rate',
    subject: `frame rate "${text}"`,
    found,
    expected,
  });
}
