import { expect, test } from '@jest/globals';
import { movieTime, timestampOfMovieTime } from './movie-time.js';

test.each([
  ['1904-01-01T00:00:00Z', 0],
  ['1970-01-01T00:00:00Z', 2082844800],
  ['2026-07-04T14:03:07Z', 3866018587],
  ['2040-02-06T06:28:15Z', 0xffff_ffff],
])('%s is %i seconds after 1904', (date, time) => {
  expect(movieTime(Date.parse(date))).toBe(time);
  expect(timestampOfMovieTime(time)).toBe(time === 0 ? undefined : Date.parse(date));
});

test('a part of a second is dropped', () => {
  expect(movieTime(1999)).toBe(movieTime(1000));
});
