import { TimecodeError } from './timecode-error.js';

/** Making a formatter takes longer than everything else here, and a program uses one or two zones. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** Years outside of four digits have no common text form, and no recording. */
const FIRST_SECOND = Date.UTC(1000, 0, 1) / 1000;
const END_SECOND = Date.UTC(10000, 0, 1) / 1000;

/** Asked for most, and known without a formatter. */
const UTC = /^(?:etc\/)?(?:utc|gmt)$/i;

const FIXED_OFFSET = /^([+-])([01]\d|2[0-3]):?([0-5]\d)$/;

/**
 * How far the clocks of a zone are ahead of UTC at a moment, in seconds; negative west of Greenwich.
 *
 * `epochSecond` is a whole number of seconds since 1970-01-01T00:00Z, in the years 1000 to 9999. `timeZone` is an
 * IANA name such as `Europe/Berlin`, `UTC`, or a fixed offset such as `+02:00`. Zones had offsets with seconds
 * before about 1972; they are kept. Throws `TimecodeError` `time-zone` or `range`.
 */
export function zoneOffsetSeconds(epochSecond: number, timeZone: string): number {
  if (!(epochSecond >= FIRST_SECOND && epochSecond < END_SECOND)) {
    throw new TimecodeError({
      code: 'range',
      subject: 'instant',
      found: `${epochSecond} seconds after 1970`,
      expected: 'a moment in the years 1000 to 9999',
    });
  }
  if (UTC.test(timeZone)) return 0;
  const fixed = FIXED_OFFSET.exec(timeZone);
  if (fixed !== null) {
    const seconds = Number(fixed[2]) * 3600 + Number(fixed[3]) * 60;
    return fixed[1] === '-' && seconds !== 0 ? -seconds : seconds;
  }
  const field = new Map<string, number>();
  for (const { type, value } of formatterOf(timeZone).formatToParts(epochSecond * 1000)) {
    field.set(type, Number(value));
  }
  const of = (type: string) => field.get(type) ?? NaN;
  const local = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  );
  return local / 1000 - epochSecond;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = makeFormatter(timeZone);
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      // Not iso8601: engines have used the Julian calendar under that name for days before 1582.
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw new TimecodeError({
      code: 'time-zone',
      subject: 'time zone',
      found: JSON.stringify(timeZone),
      expected: 'an IANA name such as Europe/Berlin, UTC, or an offset such as +02:00',
    });
  }
}
