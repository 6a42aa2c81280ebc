import { describe, expect, test } from '@jest/globals';
import {
  countOfFrameNumber,
  droppedPerMinute,
  frameNumberOfCount,
  framesPerDay,
  isSkippedLabel,
} from './drop-frame.js';
import { parseFrameRate } from './frame-rate.js';

test.each([
  // rate, left out a minute, frames a minute, ten minutes, an hour, a day
  ['29.97df', 2, 1798, 17982, 107892, 2589408],
  ['59.94df', 4, 3596, 35964, 215784, 5178816],
  ['119.88df', 8, 7192, 71928, 431568, 10357632],
])('%s counts minutes, tenths, hours and days', (name, dropped, minute, ten, hour, day) => {
  const rate = parseFrameRate(name);
  const firstOfMinute = (minutes: number) =>
    frameNumberOfCount(
      minutes * 60 * rate.numberOfFrames + (minutes % 10 === 0 ? 0 : dropped),
      rate,
    );
  expect(droppedPerMinute(rate)).toBe(dropped);
  expect(firstOfMinute(2) - firstOfMinute(1)).toBe(minute);
  expect(firstOfMinute(1)).toBe(minute + dropped);
  expect(firstOfMinute(10)).toBe(ten);
  expect(firstOfMinute(60)).toBe(hour);
  expect(firstOfMinute(1440)).toBe(day);
  expect(framesPerDay(rate)).toBe(day);
});

test.each(['23.976', '24', '25', '29.97', '30', '50', '59.94', '60', '120'])(
  '%s leaves nothing out',
  (name) => {
    const rate = parseFrameRate(name);
    expect(droppedPerMinute(rate)).toBe(0);
    expect(framesPerDay(rate)).toBe(86400 * rate.numberOfFrames);
    expect(countOfFrameNumber(123456789, rate)).toBe(123456789);
    expect(frameNumberOfCount(123456789, rate)).toBe(123456789);
    expect(isSkippedLabel({ minutes: 1, seconds: 0, frames: 0 }, rate)).toBe(false);
  },
);

describe('every frame of a day and ten minutes more, against counting on', () => {
  test.each(['29.97df', '59.94df', '119.88df'])('%s', (name) => {
    const rate = parseFrameRate(name);
    const dropped = droppedPerMinute(rate);
    const perMinute = 60 * rate.numberOfFrames;
    let frameNumber = 0;
    let wrong = 0;
    for (let minute = 0; minute < 1450; minute++) {
      const first = minute * perMinute + (minute % 10 === 0 ? 0 : dropped);
      for (let count = first; count < (minute + 1) * perMinute; count++) {
        if (countOfFrameNumber(frameNumber, rate) !== count) wrong++;
        if (frameNumberOfCount(count, rate) !== frameNumber) wrong++;
        frameNumber++;
      }
    }
    expect(wrong).toBe(0);
    expect(frameNumber).toBe(framesPerDay(rate) + 600 * rate.numberOfFrames - 9 * dropped);
  });
});

test.each([
  ['29.97df', 2],
  ['59.94df', 4],
  ['119.88df', 8],
])('%s leaves out the first labels of each minute but every tenth', (name, dropped) => {
  const rate = parseFrameRate(name);
  for (let minutes = 0; minutes < 60; minutes++) {
    const skips = minutes % 10 !== 0;
    expect(isSkippedLabel({ minutes, seconds: 0, frames: 0 }, rate)).toBe(skips);
    expect(isSkippedLabel({ minutes, seconds: 0, frames: dropped - 1 }, rate)).toBe(skips);
    expect(isSkippedLabel({ minutes, seconds: 0, frames: dropped }, rate)).toBe(false);
    expect(isSkippedLabel({ minutes, seconds: 1, frames: 0 }, rate)).toBe(false);
  }
});
