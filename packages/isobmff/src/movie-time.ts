import { UNIX_EPOCH_SECONDS } from './boxes/movie-header.js';

/**
 * The time of `mvhd`, `tkhd` and `mdhd` for a Unix timestamp: whole seconds since 1904-01-01 UTC
 * (ISO/IEC 14496-12, 8.2.2). Times from 2040-02-06T06:28:16Z on do not fit 32 bits, for which the
 * boxes are written in version 1.
 *
 * @param timestampMs Unix time in milliseconds, from 1904 on; a part of a second is dropped
 */
export function movieTime(timestampMs: number): number {
  return Math.floor(timestampMs / 1000) + UNIX_EPOCH_SECONDS;
}

/** The Unix timestamp in milliseconds of a movie time, or undefined for 0, which stands for "not set". */
export function timestampOfMovieTime(time: number): number | undefined {
  return time === 0 ? undefined : (time - UNIX_EPOCH_SECONDS) * 1000;
}
