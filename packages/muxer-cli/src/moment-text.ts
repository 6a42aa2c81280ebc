import { localTimeAt, localTimeText, TimecodeError } from '@voxmux/timecode';
import { CliError, exitCode } from './cli-error.js';
import { machineTimeZone } from './machine-time-zone.js';

/** The person's zone, or the one they asked for; IANA name. */
export function chosenTimeZone(timeZone: string | undefined): string {
  if (timeZone === undefined) return machineTimeZone();
  try {
    localTimeAt(0, timeZone);
    return timeZone;
  } catch (error) {
    if (!(error instanceof TimecodeError)) throw error;
    throw new CliError(error.message, {
      code: error.code,
      exitCode: exitCode.usage,
      hint: 'for example --timezone Europe/Berlin',
      cause: error,
    });
  }
}

/**
 * Local date and time with offset, ISO 8601; of a moment that no calendar of four-digit years has,
 * its Unix time.
 */
export function momentText(timestampMs: number, timeZone: string): string {
  try {
    return localTimeText(localTimeAt(timestampMs, timeZone));
  } catch (error) {
    if (error instanceof TimecodeError && error.code === 'range') return String(timestampMs);
    throw error;
  }
}
