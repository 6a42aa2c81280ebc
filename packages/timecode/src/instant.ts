import { TimecodeError } from './timecode-error.js';

/**
 * A moment: milliseconds since 1970-01-01T00:00Z as a number (a fraction counts to the nearest nanosecond),
 * nanoseconds since then as a bigint, a `Date`, or a `Temporal.Instant`.
 */
export type Instant =
  | number
  | bigint
  | {
      /** Milliseconds since 1970-01-01T00:00Z. */
      getTime(): number;
    }
  | { readonly epochNanoseconds: bigint };

/** Nanoseconds since 1970-01-01T00:00Z. Throws `TimecodeError` `range` for an invalid `Date`, NaN or infinity. */
export function epochNanosecondsOf(instant: Instant): bigint {
  if (typeof instant === 'bigint') return instant;
  if (typeof instant === 'object' && 'epochNanoseconds' in instant) return instant.epochNanoseconds;
  const milliseconds = typeof instant === 'number' ? instant : instant.getTime();
  if (!Number.isFinite(milliseconds)) {
    throw new TimecodeError({
      code: 'range',
      subject: 'instant',
      found: String(milliseconds),
      expected: 'milliseconds since 1970, or a valid date',
    });
  }
  const whole = Math.floor(milliseconds);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6));
}
