import { epochNanosecondsOf, type Instant } from './instant.js';
import { checkInteger, divide } from './rational.js';
import { TimecodeError } from './timecode-error.js';
import { zoneOffsetSeconds } from './time-zone.js';

/** A day of the Gregorian calendar. */
export interface CalendarDate {
  /** 1000 to 9999. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** What calendar and clock on the wall show, and how far they are ahead of UTC. */
export interface LocalTime extends CalendarDate {
  /** What the clock shows: (hours · 3600 + minutes · 60 + seconds) · 10^9 and the fraction of the second. */
  readonly nanosecondOfDay: number;
  /** Seconds to take away for UTC, negative west of Greenwich; whole minutes in all of today's zones. */
  readonly offsetSeconds: number;
}

/** A moment and what it is called in a zone; it can be used wherever an `Instant` is asked for. */
export interface LocalInstant {
  /** Nanoseconds since 1970-01-01T00:00Z. */
  readonly epochNanoseconds: bigint;
  /** The date and time that clocks of the zone show at that moment. */
  readonly localTime: LocalTime;
}

/** The moments at which the clocks of a zone show a given time. */
export type InstantsOfLocalTime =
  /** There is one. */
  | { readonly kind: 'unique'; readonly instant: LocalInstant }
  /** The clocks were set back and show it twice. */
  | { readonly kind: 'ambiguous'; readonly earlier: LocalInstant; readonly later: LocalInstant }
  /**
   * The clocks were set forward over it, by `gapSeconds`, and never show it. `later` is where it would be had they not
   * been set, `earlier` had they been set before: by the old and by the new offset.
   */
  | {
      readonly kind: 'missing';
      readonly earlier: LocalInstant;
      readonly later: LocalInstant;
      readonly gapSeconds: number;
    };

const SECOND = 1_000_000_000n;
const DAY = 86400n * SECOND;

/**
 * What the clocks of a zone show at a moment of the years 1000 to 9999.
 *
 * `timeZone` is an IANA name such as `Europe/Berlin`, `UTC`, or a fixed offset such as `+02:00`.
 * Throws `TimecodeError` `time-zone` for a zone that is not known, `range` for a moment out of range.
 */
export function localTimeAt(instant: Instant, timeZone: string): LocalTime {
  const epochNanoseconds = epochNanosecondsOf(instant);
  return withOffset(epochNanoseconds, offsetAt(epochNanoseconds, timeZone));
}

/**
 * The moments at which the clocks of a zone show a date and a time of day, given in nanoseconds as in `LocalTime`
 * (past 24 hours the days after the date are meant). `timeZone` and errors as in `localTimeAt`.
 */
export function instantsOfLocalTime(
  { year, month, day }: CalendarDate,
  nanosecondOfDay: number | bigint,
  timeZone: string,
): InstantsOfLocalTime {
  if (typeof nanosecondOfDay === 'number') checkInteger(nanosecondOfDay, 'nanosecond of the day');
  const local = BigInt(epochDay({ year, month, day })) * DAY + BigInt(nanosecondOfDay);
  // The offsets in force a day before and after: no zone has changed its clocks twice within two days.
  const before = offsetAt(local - DAY, timeZone);
  const after = offsetAt(local + DAY, timeZone);
  const instantAt = (offsetSeconds: number): LocalInstant => {
    const epochNanoseconds = local - BigInt(offsetSeconds) * SECOND;
    return { epochNanoseconds, localTime: localTimeAt(epochNanoseconds, timeZone) };
  };
  const byOld = instantAt(before);
  const byNew = instantAt(after);
  const oldHolds = byOld.localTime.offsetSeconds === before;
  const newHolds = byNew.localTime.offsetSeconds === after;
  if (before === after || (oldHolds && !newHolds)) return { kind: 'unique', instant: byOld };
  if (newHolds && !oldHolds) return { kind: 'unique', instant: byNew };
  if (oldHolds) return { kind: 'ambiguous', earlier: byOld, later: byNew };
  return { kind: 'missing', earlier: byNew, later: byOld, gapSeconds: after - before };
}

/** The local time so many nanoseconds later, by a clock that is not set in between. */
export function laterByClock(time: LocalTime, nanoseconds: bigint): LocalTime {
  const local = BigInt(epochDay(time)) * DAY + BigInt(time.nanosecondOfDay) + nanoseconds;
  return withOffset(local - BigInt(time.offsetSeconds) * SECOND, time.offsetSeconds);
}

/**
 * Date, time and offset as `2026-07-04T14:03:07.220+02:00`: ISO 8601, as RFC 3339 profiles it, with three, six or
 * nine decimals, as many as are needed.
 */
export function localTimeText({
  year,
  month,
  day,
  nanosecondOfDay,
  offsetSeconds,
}: LocalTime): string {
  const seconds = Math.floor(nanosecondOfDay / 1e9);
  const fraction = String(nanosecondOfDay % 1e9)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '');
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return `${date}T${clockText(seconds)}.${fraction}${offsetText(offsetSeconds)}`;
}

function offsetText(offsetSeconds: number): string {
  const sign = offsetSeconds < 0 ? '-' : '+';
  return sign + clockText(Math.abs(offsetSeconds)).replace(/:00$/, '');
}

function clockText(seconds: number): string {
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(twoDigits).join(':');
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

function offsetAt(epochNanoseconds: bigint, timeZone: string): number {
  return zoneOffsetSeconds(Number(divide(epochNanoseconds, SECOND, 'floor')), timeZone);
}

function withOffset(epochNanoseconds: bigint, offsetSeconds: number): LocalTime {
  const local = epochNanoseconds + BigInt(offsetSeconds) * SECOND;
  const localDay = divide(local, DAY, 'floor');
  const date = new Date(Number(localDay) * 86_400_000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    nanosecondOfDay: Number(local - localDay * DAY),
    offsetSeconds,
  };
}

/** Days since 1970-01-01. */
function epochDay({ year, month, day }: CalendarDate): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || year < 1000 || year > 9999) {
    throw new TimecodeError({
      code: 'range',
      subject: 'date',
      found: `year ${year}, month ${month}, day ${day}`,
      expected: 'a day of the calendar, in the years 1000 to 9999',
    });
  }
  return date.getTime() / 86_400_000;
}
