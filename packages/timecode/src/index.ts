export {
  TimecodeError,
  type TimecodeErrorCode,
  type TimecodeErrorDetails,
} from './timecode-error.js';
export type { Rational, Rounding } from './rational.js';
export {
  frameRate,
  type FrameRate,
  frameRateName,
  parseFrameRate,
  sameFrameRate,
} from './frame-rate.js';
export { droppedPerMinute, framesPerDay, isSkippedLabel } from './drop-frame.js';
export {
  frameOfLabel,
  labelOfFrame,
  type SkippedLabelRule,
  type TimecodeLabel,
} from './timecode-label.js';
export {
  addTimecode,
  compareTimecodes,
  convertTimecode,
  subtractTimecode,
  type Timecode,
  wrapTimecode,
} from './timecode.js';
export { formatTimecode, parseTimecode, type ParseTimecodeOptions } from './timecode-text.js';
export {
  clockTimeToTimecode,
  formatClockTime,
  parseClockTime,
  type ParseClockTimeOptions,
  timecodeToClockTime,
} from './clock-time.js';
export {
  type FramePosition,
  frameToSamples,
  samplesPerFrame,
  samplesToFrame,
} from './sample-position.js';
export type { Instant } from './instant.js';
export {
  type CalendarDate,
  instantsOfLocalTime,
  type InstantsOfLocalTime,
  type LocalInstant,
  type LocalTime,
  localTimeAt,
  localTimeText,
} from './local-time.js';
export {
  instantsOfTimecode,
  timecodeAt,
  type TimecodeInstantQuery,
  type TimeOfDayQuery,
  type TimeOfDayRule,
  type TimeOfDayTimecode,
} from './time-of-day.js';
export {
  frameRateOfSampleEntry,
  timecodeFlag,
  timecodeOfSample,
  type TimecodeSampleEntry,
  timecodeSampleEntry,
  timecodeSampleValue,
} from './timecode-sample-entry.js';
