import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseFrameRate } from './frame-rate.js';
import { frameToSamples } from './sample-position.js';
import { instantsOfTimecode, timecodeAt, type TimeOfDayRule } from './time-of-day.js';
import { parseTimecode } from './timecode-text.js';

const BERLIN = 'Europe/Berlin';
const RATES = ['23.976', '24', '25', '29.97', '29.97df', '30', '47.952', '48', '50', '59.94'];
const ALL_RATES = [...RATES, '59.94df', '60', '100', '119.88df', '120'];

describe('14:03:07.220, 2428186560 samples after midnight', () => {
  const instant = Date.parse('2026-07-04T12:03:07.220Z');
  test.each<[string, TimeOfDayRule, number, string, number]>([
    // rate, rule, frame number, label, samples left over
    ['23.976', 'elapsed', 1212880, '14:02:16:16', 800],
    ['23.976', 'jam', 1214093, '14:03:07:05', 560],
    ['24', 'elapsed', 1214093, '14:03:07:05', 560],
    ['24', 'jam', 1214093, '14:03:07:05', 560],
    ['25', 'elapsed', 1264680, '14:03:07:05', 960],
    ['25', 'jam', 1264680, '14:03:07:05', 960],
    ['29.97', 'elapsed', 1516100, '14:02:16:20', 800],
    ['29.97', 'jam', 1517616, '14:03:07:06', 960],
    ['29.97df', 'elapsed', 1516100, '14:03:07;08', 800],
    ['29.97df', 'jam', 1516098, '14:03:07;06', 960],
    ['30', 'elapsed', 1517616, '14:03:07:06', 960],
    ['48', 'elapsed', 2428186, '14:03:07:10', 560],
    ['50', 'elapsed', 2529361, '14:03:07:11', 0],
    ['50', 'jam', 2529361, '14:03:07:11', 0],
    ['59.94df', 'elapsed', 3032200, '14:03:07;16', 800],
    ['59.94df', 'jam', 3032197, '14:03:07;13', 160],
    ['60', 'elapsed', 3035233, '14:03:07:13', 160],
    ['100', 'elapsed', 5058722, '14:03:07:22', 0],
    ['120', 'elapsed', 6070466, '14:03:07:026', 160],
    ['120', 'jam', 6070466, '14:03:07:026', 160],
  ])('at %s, %s: frame %d, %s, %d samples', (name, rule, frameNumber, text, samples) => {
    const frameRate = parseFrameRate(name);
    expect(timecodeAt({ instant, timeZone: BERLIN, frameRate, rule })).toMatchObject({
      frameNumber,
      text,
      frameRate,
      rule,
      remainderSamples: { numerator: samples, denominator: 1 },
      samplesSinceMidnight: 2428186560,
      localTimeText: '2026-07-04T14:03:07.220+02:00',
    });
  });
});

describe('timecodeAt', () => {
  const frameRate = parseFrameRate('50');
  const textAt = (utc: string, rate = frameRate, offsetSamples = 0) =>
    timecodeAt({ instant: new Date(utc), timeZone: BERLIN, frameRate: rate, offsetSamples }).text;

  test('reads the clock on the wall on days of 23 and 25 hours', () => {
    expect(textAt('2026-03-29T00:59:59.980Z')).toBe('01:59:59:49');
    expect(textAt('2026-03-29T01:00:00.000Z')).toBe('03:00:00:00');
    expect(textAt('2026-03-29T12:00:00.000Z')).toBe('14:00:00:00');
    expect(textAt('2026-10-25T00:30:00.000Z')).toBe('02:30:00:00');
    expect(textAt('2026-10-25T01:30:00.000Z')).toBe('02:30:00:00');
    expect(textAt('2026-10-25T12:00:00.000Z')).toBe('13:00:00:00');
  });

  test('goes on from the instant without setting the clock', () => {
    const hour = 48000 * 3600;
    // Clocks go from 02:00 to 03:00: two hours after 01:30 the wall shows 04:30, a count begun at 01:30 is at 03:30.
    expect(textAt('2026-03-29T00:30:00Z', frameRate, 2 * hour)).toBe('03:30:00:00');
    expect(textAt('2026-03-29T02:30:00Z')).toBe('04:30:00:00');
    expect(textAt('2026-07-04T12:00:00Z', frameRate, 960)).toBe('14:00:00:01');
    expect(textAt('2026-07-04T12:00:00Z', frameRate, -1)).toBe('13:59:59:49');
  });

  test('counts from the midnight before, when the offset passes midnight', () => {
    const query = { instant: Date.parse('2026-12-31T22:59:59Z'), timeZone: BERLIN, frameRate };
    expect(timecodeAt({ ...query, offsetSamples: 48000 })).toMatchObject({
      text: '00:00:00:00',
      samplesSinceMidnight: 0,
      localTimeText: '2027-01-01T00:00:00.000+01:00',
    });
    expect(timecodeAt({ ...query, offsetSamples: 47999 })).toMatchObject({
      text: '23:59:59:49',
      samplesSinceMidnight: 4147199999,
      remainderSamples: { numerator: 959, denominator: 1 },
      localTimeText: '2026-12-31T23:59:59.999979166+01:00',
    });
    expect(timecodeAt({ ...query, offsetSamples: -86400 * 48000 })).toMatchObject({
      text: '23:59:59:00',
      localTimeText: '2026-12-30T23:59:59.000+01:00',
    });
  });

  test('has the first labels again for the end of a day of drop-frame', () => {
    // 2589408 frames of labels last 86399.9136 s.
    const drop = parseFrameRate('29.97df');
    expect(textAt('2026-07-04T21:59:59.913Z', drop)).toBe('23:59:59;29');
    expect(textAt('2026-07-04T21:59:59.914Z', drop)).toBe('00:00:00;00');
    expect(textAt('2026-07-04T21:59:59.999Z', drop)).toBe('00:00:00;02');
    expect(textAt('2026-07-04T22:00:00.000Z', drop)).toBe('00:00:00;00');
  });

  test('takes the next label where jam meets one that drop-frame leaves out', () => {
    const drop = parseFrameRate('29.97df');
    const instant = Date.parse('2026-07-04T12:01:00.000Z');
    const query = { instant, timeZone: 'UTC', frameRate: drop, rule: 'jam' } as const;
    expect(timecodeAt(query).text).toBe('12:01:00;02');
    expect(timecodeAt({ ...query, instant: instant + 100 }).text).toBe('12:01:00;03');
  });

  test('is exact at any sample rate, to the nanosecond', () => {
    const instant = Date.parse('2026-07-04T14:03:07.220Z');
    const rate = parseFrameRate('29.97');
    const query = { instant, timeZone: 'UTC', frameRate: rate };
    // 1/60 s, the 800 samples of 48 kHz above.
    expect(timecodeAt({ ...query, sampleRate: 44100 }).remainderSamples).toEqual({
      numerator: 735,
      denominator: 1,
    });
    expect(timecodeAt({ ...query, sampleRate: 96000 })).toMatchObject({
      remainderSamples: { numerator: 1600, denominator: 1 },
      samplesSinceMidnight: 4856373120,
    });
    const nanosecondLater = BigInt(instant) * 1_000_000n + 1n;
    expect(timecodeAt({ ...query, instant: nanosecondLater }).remainderSamples).toEqual({
      // 800 + 48000 / 10^9
      numerator: 800 * 62500 + 3,
      denominator: 62500,
    });
  });

  test('leaves a remainder that leads back to the start of the frame', () => {
    const anyRate = fc.constantFrom(...ALL_RATES.map(parseFrameRate));
    const anyInstant = fc.integer({ min: 0, max: 2_000_000_000_000 });
    const anyOffset = fc.integer({ min: -1_000_000_000, max: 10_000_000_000 });
    fc.assert(
      fc.property(anyInstant, anyOffset, anyRate, (instant, offsetSamples, rate) => {
        const query = { instant, offsetSamples, timeZone: BERLIN, frameRate: rate };
        const found = timecodeAt(query);
        const { numerator, denominator } = found.remainderSamples;
        const start = found.samplesSinceMidnight - numerator / denominator;
        const frame = frameToSamples(found.frameNumber, rate, 48000);
        fc.pre(found.frameNumber > 3); // the labels that a drop-frame day has twice
        expect(start).toBeCloseTo(frame.numerator / frame.denominator, 4);
        expect(numerator * rate.numerator).toBeLessThan(denominator * rate.denominator * 48000);
        expect(parseTimecode(found.text, rate).frameNumber).toBe(found.frameNumber);
      }),
    );
  });

  test('refuses parts of samples and zones that do not exist', () => {
    const query = { instant: 0, timeZone: 'UTC', frameRate };
    expect(() => timecodeAt({ ...query, offsetSamples: 0.5 })).toThrow('sample offset: found 0.5');
    expect(() => timecodeAt({ ...query, sampleRate: 0 })).toThrow('sample rate: found 0');
    expect(() => timecodeAt({ ...query, timeZone: 'Mars/Olympus' })).toThrow(
      expect.objectContaining({ code: 'time-zone', found: '"Mars/Olympus"' }),
    );
  });
});

describe('instantsOfTimecode', () => {
  const summer = { year: 2026, month: 7, day: 4 };

  test('finds the moment again', () => {
    const timecode = parseTimecode('14:03:07:11', parseFrameRate('50'));
    expect(instantsOfTimecode({ timecode, date: summer, timeZone: BERLIN })).toMatchObject({
      kind: 'unique',
      instant: { epochNanoseconds: BigInt(Date.parse('2026-07-04T12:03:07.220Z')) * 1_000_000n },
    });
  });

  test('answers the hour that clocks repeat and the one they leave out', () => {
    const timecode = parseTimecode('02:30:00:00', parseFrameRate('25'));
    const kindOn = (month: number, day: number) =>
      instantsOfTimecode({ timecode, date: { year: 2026, month, day }, timeZone: BERLIN }).kind;
    expect(kindOn(3, 29)).toBe('missing');
    expect(kindOn(10, 25)).toBe('ambiguous');
    expect(kindOn(10, 26)).toBe('unique');
  });

  test('goes before and beyond the day', () => {
    const momentOf = (frameNumber: number) => {
      const timecode = { frameNumber, frameRate: parseFrameRate('25') };
      const found = instantsOfTimecode({ timecode, date: summer, timeZone: 'UTC' });
      return found.kind === 'unique' ? found.instant.epochNanoseconds / 1_000_000n : undefined;
    };
    expect(momentOf(-25)).toBe(BigInt(Date.parse('2026-07-03T23:59:59Z')));
    expect(momentOf(25 * 86401)).toBe(BigInt(Date.parse('2026-07-05T00:00:01Z')));
  });

  test('is the inverse of timecodeAt by both rules', () => {
    const anyRate = fc.constantFrom(...ALL_RATES.map(parseFrameRate));
    const anyInstant = fc.integer({ min: 0, max: 2_000_000_000_000 });
    const anyRule = fc.constantFrom<TimeOfDayRule>('elapsed', 'jam');
    fc.assert(
      fc.property(anyInstant, anyRate, anyRule, (instant, frameRate, rule) => {
        const { frameNumber, localTime } = timecodeAt({
          instant,
          timeZone: BERLIN,
          frameRate,
          rule,
        });
        fc.pre(frameNumber > 11); // the labels that a drop-frame day has twice
        const timecode = { frameNumber, frameRate };
        const found = instantsOfTimecode({ timecode, date: localTime, timeZone: BERLIN, rule });
        fc.pre(found.kind === 'unique');
        expect(
          timecodeAt({ instant: found.instant, timeZone: BERLIN, frameRate, rule }),
        ).toMatchObject({ frameNumber });
        const late = instant - Number(found.instant.epochNanoseconds) / 1e6;
        // Jam moves a label that is left out forward, by 8 frames at 119.88 at most.
        expect(late).toBeGreaterThan(rule === 'jam' ? -68 : -0.001);
        expect(late).toBeLessThan(42);
      }),
      { numRuns: 300 },
    );
  });
});
