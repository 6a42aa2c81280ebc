import { fullBox, fullBoxByVersion, type BoxValue } from '../box-description.js';
import { rest } from '../box-field.js';
import { u32, u64Exact } from '../number-field.js';
import { terminatedText } from '../text-field.js';
import { exactByVersion } from '../versioned-field.js';

/**
 * Event message: ISO/IEC 23009-1, 5.10.3.3. Version 0 tells the time from the start of the segment,
 * version 1 on the movie's time line; both in `timescale`.
 */
export const emsg = /*#__PURE__*/ fullBoxByVersion(
  'emsg',
  {
    schemeIdUri: terminatedText,
    value: terminatedText,
    timescale: u32,
    presentationTimeDelta: u32,
    eventDuration: u32,
    id: u32,
    messageData: /*#__PURE__*/ rest(),
  },
  {
    timescale: u32,
    presentationTime: u64Exact,
    eventDuration: u32,
    id: u32,
    schemeIdUri: terminatedText,
    value: terminatedText,
    messageData: /*#__PURE__*/ rest(),
  },
);
/** The value of {@link emsg}. */
export type EventMessage = BoxValue<typeof emsg>;

/**
 * Producer reference time: ISO/IEC 14496-12, *Producer Reference Time Box*. `ntpTimestamp` counts
 * seconds since 1900 in its upper and 2^-32 seconds in its lower 32 bits.
 */
export const prft = /*#__PURE__*/ fullBox(
  'prft',
  { referenceTrackId: u32, ntpTimestamp: u64Exact, mediaTime: exactByVersion },
  { maxVersion: 1 },
);
/** The value of {@link prft}. */
export type ProducerReferenceTime = BoxValue<typeof prft>;
