// What the types of @voxmux/timecode promise and refuse, compiled as a program of a user's would be.
import {
  addTimecode,
  formatTimecode,
  instantsOfTimecode,
  parseFrameRate,
  parseTimecode,
  timecodeAt,
  TimecodeError,
  type FrameRate,
  type InstantsOfLocalTime,
  type Rational,
  type Timecode,
  type TimecodeErrorCode,
} from '@voxmux/timecode';
import { expectType } from './same-type.js';

const frameRate = parseFrameRate('29.97df');
expectType<FrameRate>()(frameRate);
const timecode = parseTimecode('00:01:00;02', frameRate);
expectType<Timecode>()(timecode);
expectType<string>()(formatTimecode(addTimecode(timecode, 1)));
addTimecode(timecode, timecode);
// @ts-expect-error a text has no meaning without a rate
parseTimecode('00:01:00;02');
// @ts-expect-error a rate is an exact fraction, not a rounded number
parseTimecode('00:01:00;02', 29.97);
// @ts-expect-error a frame number alone is no timecode
formatTimecode(1800);
// @ts-expect-error a timecode is made anew, not changed
timecode.frameNumber = 0;

const start = timecodeAt({ instant: Date.now(), timeZone: 'Europe/Berlin', frameRate });
expectType<Rational>()(start.remainderSamples);
timecodeAt({ instant: new Date(), timeZone: 'UTC', frameRate, rule: 'jam' });
timecodeAt({ instant: { epochNanoseconds: 0n }, timeZone: 'UTC', frameRate });
// @ts-expect-error the zone of the machine is never assumed
timecodeAt({ instant: Date.now(), frameRate });
// @ts-expect-error no such rule
timecodeAt({ instant: Date.now(), timeZone: 'UTC', frameRate, rule: 'wall' });

const instants = instantsOfTimecode({
  timecode,
  date: { year: 2026, month: 10, day: 25 },
  timeZone: 'Europe/Berlin',
});
switch (instants.kind) {
  case 'unique':
    expectType<bigint>()(instants.instant.epochNanoseconds);
    break;
  case 'ambiguous':
    expectType<bigint>()(instants.later.epochNanoseconds);
    break;
  case 'missing':
    expectType<number>()(instants.gapSeconds);
    break;
  default:
    expectType<never>()(instants);
}

// @ts-expect-error an ambiguous time is not one instant but two
export type One = Extract<InstantsOfLocalTime, { kind: 'ambiguous' }>['instant'];

export function isSkipped(error: unknown): boolean {
  if (!(error instanceof TimecodeError)) return false;
  expectType<TimecodeErrorCode>()(error.code);
  // @ts-expect-error no such code
  if (error.code === 'oops') return false;
  return error.code === 'skipped-label';
}
