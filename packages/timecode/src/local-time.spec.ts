import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Instant } from './instant.js';
import {
  type InstantsOfLocalTime,
  instantsOfLocalTime,
  type LocalInstant,
  localTimeAt,
  localTimeText,
} from './local-time.js';
import { TimecodeError } from './timecode-error.js';

const SECOND = 1_000_000_000n;

function textAt(instant: Instant, timeZone: string): string {
  return localTimeText(localTimeAt(instant, timeZone));
}

describe('localTimeAt', () => {
  test.each([
    ['2026-07-04T12:03:07.220Z', 'Europe/Berlin', '2026-07-04T14:03:07.220+02:00'],
    ['2026-01-04T12:03:07.220Z', 'Europe/Berlin', '2026-01-04T13:03:07.220+01:00'],
    ['2026-07-04T12:03:07.220Z', 'UTC', '2026-07-04T12:03:07.220+00:00'],
    ['2026-07-04T12:03:07.220Z', '+02:00', '2026-07-04T14:03:07.220+02:00'],
    ['2026-07-04T12:03:07.220Z', '-0330', '2026-07-04T08:33:07.220-03:30'],
    ['2026-07-04T12:03:07.220Z', 'Asia/Kolkata', '2026-07-04T17:33:07.220+05:30'],
    ['2026-07-04T12:03:07.220Z', 'Asia/Kathmandu', '2026-07-04T17:48:07.220+05:45'],
    ['2026-07-04T12:03:07.220Z', 'America/St_Johns', '2026-07-04T09:33:07.220-02:30'],
    ['2026-12-31T23:59:59.999Z', 'Pacific/Kiritimati', '2027-01-01T13:59:59.999+14:00'],
    ['2026-01-01T00:00:00.000Z', 'Pacific/Marquesas', '2025-12-31T14:30:00.000-09:30'],
    // The hour before and after clocks change.
    ['2026-03-29T00:59:59.999Z', 'Europe/Berlin', '2026-03-29T01:59:59.999+01:00'],
    ['2026-03-29T01:00:00.000Z', 'Europe/Berlin', '2026-03-29T03:00:00.000+02:00'],
    ['2026-10-25T00:59:59.999Z', 'Europe/Berlin', '2026-10-25T02:59:59.999+02:00'],
    ['2026-10-25T01:00:00.000Z', 'Europe/Berlin', '2026-10-25T02:00:00.000+01:00'],
    ['2026-04-04T15:00:00.000Z', 'Australia/Lord_Howe', '2026-04-05T01:30:00.000+10:30'],
    // Local mean time has seconds; milliseconds before 1970 count upwards too.
    ['1850-01-01T00:00:00.250Z', 'America/New_York', '1849-12-31T19:03:58.250-04:56:02'],
    ['1969-12-31T23:59:59.999Z', 'UTC', '1969-12-31T23:59:59.999+00:00'],
    ['1200-03-05T00:00:00.000Z', 'UTC', '1200-03-05T00:00:00.000+00:00'],
  ])('%s in %s', (utc, timeZone, text) => {
    expect(textAt(new Date(utc), timeZone)).toBe(text);
  });

  test.each(['UTC', 'utc', 'Etc/UTC', 'GMT', 'Etc/GMT'])('%s is never ahead', (name) => {
    expect(textAt(0, name)).toBe('1970-01-01T00:00:00.000+00:00');
  });

  test('takes a moment in each of its forms', () => {
    const milliseconds = Date.parse('2026-07-04T12:03:07.220Z');
    const nanoseconds = BigInt(milliseconds) * 1_000_000n;
    const expected = localTimeAt(milliseconds, 'Europe/Berlin');
    expect(localTimeAt(nanoseconds, 'Europe/Berlin')).toEqual(expected);
    expect(localTimeAt(new Date(milliseconds), 'Europe/Berlin')).toEqual(expected);
    expect(localTimeAt({ epochNanoseconds: nanoseconds }, 'Europe/Berlin')).toEqual(expected);
  });

  test('keeps parts of a millisecond', () => {
    expect(textAt(0.25, 'UTC')).toBe('1970-01-01T00:00:00.000250+00:00');
    expect(textAt(-0.25, 'UTC')).toBe('1969-12-31T23:59:59.999750+00:00');
    expect(textAt(1n, 'UTC')).toBe('1970-01-01T00:00:00.000000001+00:00');
    expect(textAt(-1n, 'UTC')).toBe('1969-12-31T23:59:59.999999999+00:00');
  });

  test.each(['Europe/Atlantis', '', '+25:00', 'Berlin', '+2'])('refuses the zone "%s"', (zone) => {
    const read = () => localTimeAt(0, zone);
    expect(read).toThrow(TimecodeError);
    expect(read).toThrow(expect.objectContaining({ code: 'time-zone' }));
    expect(read).toThrow(`time zone: found "${zone}", expected an IANA name such as Europe/Berlin`);
  });

  test.each([NaN, Infinity, new Date(NaN), 1e15, -1e15, 10n ** 30n])(
    'refuses the moment %s',
    (instant) => {
      expect(() => localTimeAt(instant, 'UTC')).toThrow(expect.objectContaining({ code: 'range' }));
    },
  );
});

describe('instantsOfLocalTime', () => {
  const at = (hours: number, minutes: number) => BigInt(hours * 3600 + minutes * 60) * SECOND;
  const utc = ({ epochNanoseconds }: LocalInstant) =>
    new Date(Number(epochNanoseconds / 1_000_000n)).toISOString();

  test('finds the one moment', () => {
    const date = { year: 2026, month: 7, day: 4 };
    const found = instantsOfLocalTime(date, at(14, 3), 'Europe/Berlin');
    expect(found.kind).toBe('unique');
    expect(moments(found).map(utc)).toEqual(['2026-07-04T12:03:00.000Z']);
  });

  test('finds both moments of an hour that clocks repeat', () => {
    const date = { year: 2026, month: 10, day: 25 };
    const found = instantsOfLocalTime(date, at(2, 30), 'Europe/Berlin');
    expect(found.kind).toBe('ambiguous');
    expect(moments(found).map(({ localTime }) => localTimeText(localTime))).toEqual([
      '2026-10-25T02:30:00.000+02:00',
      '2026-10-25T02:30:00.000+01:00',
    ]);
    expect(moments(found).map(utc)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });

  test('says that clocks leave out an hour, and what is near', () => {
    const date = { year: 2026, month: 3, day: 29 };
    const found = instantsOfLocalTime(date, at(2, 30), 'Europe/Berlin');
    expect(found).toMatchObject({ kind: 'missing', gapSeconds: 3600 });
    expect(moments(found).map(({ localTime }) => localTimeText(localTime))).toEqual([
      '2026-03-29T01:30:00.000+01:00',
      '2026-03-29T03:30:00.000+02:00',
    ]);
  });

  test.each([
    // The edges of both hours, to the nanosecond.
    [2026, 3, 29, at(2, 0) - 1n, 'unique'],
    [2026, 3, 29, at(2, 0), 'missing'],
    [2026, 3, 29, at(3, 0) - 1n, 'missing'],
    [2026, 3, 29, at(3, 0), 'unique'],
    [2026, 10, 25, at(2, 0) - 1n, 'unique'],
    [2026, 10, 25, at(2, 0), 'ambiguous'],
    [2026, 10, 25, at(3, 0) - 1n, 'ambiguous'],
    [2026, 10, 25, at(3, 0), 'unique'],
  ])('Berlin, %d-%d-%d, %d ns: %s', (year, month, day, nanoseconds, kind) => {
    expect(instantsOfLocalTime({ year, month, day }, nanoseconds, 'Europe/Berlin').kind).toBe(kind);
  });

  test('knows half-hour changes, changes at midnight and a day left out', () => {
    const kind = (year: number, month: number, day: number, time: bigint, zone: string) =>
      instantsOfLocalTime({ year, month, day }, time, zone).kind;
    expect(kind(2026, 4, 5, at(1, 45), 'Australia/Lord_Howe')).toBe('ambiguous');
    expect(kind(2026, 10, 4, at(2, 15), 'Australia/Lord_Howe')).toBe('missing');
    expect(kind(2018, 11, 4, at(0, 30), 'America/Sao_Paulo')).toBe('missing');
    expect(kind(2018, 2, 17, at(23, 30), 'America/Sao_Paulo')).toBe('ambiguous');
    expect(kind(2011, 12, 30, at(12, 0), 'Pacific/Apia')).toBe('missing');
    expect(kind(2011, 12, 31, at(12, 0), 'Pacific/Apia')).toBe('unique');
  });

  test('goes on to the next day past 24 hours', () => {
    const found = instantsOfLocalTime({ year: 2026, month: 12, day: 31 }, at(25, 0), 'UTC');
    expect(moments(found).map(utc)).toEqual(['2027-01-01T01:00:00.000Z']);
  });

  test('is the inverse of localTimeAt', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Tehran',
    ];
    const years = fc.bigInt({ min: -1_500_000_000n * SECOND, max: 2_000_000_000n * SECOND });
    // A few hours around the changes of 2026 in Berlin.
    const changes = fc
      .tuple(fc.constantFrom(1774746000n, 1792890000n), fc.bigInt({ min: -7200n, max: 7200n }))
      .map(([change, seconds]) => (change + seconds) * SECOND);
    fc.assert(
      fc.property(fc.oneof(years, changes), fc.constantFrom(...zones), (instant, zone) => {
        const local = localTimeAt(instant, zone);
        const found = moments(instantsOfLocalTime(local, local.nanosecondOfDay, zone));
        expect(found.map(({ epochNanoseconds }) => epochNanoseconds)).toContain(instant);
        for (const { localTime } of found) {
          expect(localTime.nanosecondOfDay).toBe(local.nanosecondOfDay);
          expect(localTime.day).toBe(local.day);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('refuses parts of nanoseconds', () => {
    const date = { year: 2026, month: 7, day: 4 };
    expect(() => instantsOfLocalTime(date, 0.5, 'UTC')).toThrow('nanosecond of the day: found 0.5');
  });

  test.each([
    [2026, 2, 29],
    [2026, 13, 1],
    [2026, 0, 1],
    [2026, 1, 1.5],
    [99, 1, 1],
    [10000, 1, 1],
  ])('refuses the date %d-%d-%d', (year, month, day) => {
    expect(() => instantsOfLocalTime({ year, month, day }, 0n, 'UTC')).toThrow(
      `date: found year ${year}, month ${month}, day ${day}, expected a day of the calendar`,
    );
  });
});

function moments(found: InstantsOfLocalTime): LocalInstant[] {
  return found.kind === 'unique' ? [found.instant] : [found.earlier, found.later];
}
