import { CliError, exitCode } from '../cli-error.js';
import type { ListedSession } from './sessions-report.js';

export const sessionOrders = ['start', 'length', 'size'] as const;

export type SessionOrder = (typeof sessionOrders)[number];

/** Which recordings the person wants to see; undefined: all. */
export interface SessionWishes {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly players: readonly string[] | undefined;
}

/**
 * A test for the recordings that the person wants to see. Dates and times without an offset are
 * those of the zone in which starts are shown.
 *
 * @throws CliError with exit code 2 for what is no date
 */
export function sessionFilter(wishes: SessionWishes): (session: ListedSession) => boolean {
  const since = wishes.since === undefined ? undefined : parseMoment('--since', wishes.since);
  const until = wishes.until === undefined ? undefined : parseMoment('--until', wishes.until);
  return (session) => {
    if (since !== undefined && !(compareStart(session, since) >= 0)) return false;
    if (until !== undefined && !(compareStart(session, until) <= 0)) return false;
    return wishes.players?.some((player) => session.players.includes(player)) ?? true;
  };
}

/** A point in time, or the beginning of a local date and time, which stands for all that it begins. */
type Moment =
  | { readonly kind: 'instant'; readonly timestampMs: number }
  | { readonly kind: 'local'; readonly text: string };

/** Below, at or above zero: the recording began before, at or after the moment; NaN if unknown. */
function compareStart({ startTimestampMs, startTime }: ListedSession, moment: Moment): number {
  if (startTimestampMs === null || startTime === null) return NaN;
  if (moment.kind === 'instant') return startTimestampMs - moment.timestampMs;
  const start = startTime.slice(0, moment.text.length);
  return start < moment.text ? -1 : start > moment.text ? 1 : 0;
}

const local = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?$/;
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

function parseMoment(option: string, text: string): Moment {
  const written = text.trim().replace(' ', 'T').toUpperCase();
  if (local.test(written) && isDate(written)) return { kind: 'local', text: written };
  const timestampMs = withOffset.test(written) && isDate(written) ? Date.parse(written) : NaN;
  if (!Number.isNaN(timestampMs)) return { kind: 'instant', timestampMs };
  throw new CliError(`${option} '${text}' is no date`, {
    code: 'DATE',
    exitCode: exitCode.usage,
    hint: 'for example 2026-02-14, 2026-02-14T19:30 or 2026-02-14T19:30:05+01:00',
  });
}

/** Whether the calendar has such a day, and the day such a time. */
function isDate(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return isDay && !Number.isNaN(Date.parse(text)) && !text.includes('T24');
}

/** Recordings in the order asked for: by start the oldest first, otherwise the largest first. */
export function orderedSessions(
  sessions: readonly ListedSession[],
  order: SessionOrder,
): ListedSession[] {
  const byStart = (a: ListedSession, b: ListedSession): number =>
    (a.startTimestampMs ?? Infinity) === (b.startTimestampMs ?? Infinity)
      ? a.folder < b.folder
        ? -1
        : 1
      : (a.startTimestampMs ?? Infinity) < (b.startTimestampMs ?? Infinity)
        ? -1
        : 1;
  switch (order) {
    case 'start':
      return sessions.toSorted(byStart);
    case 'length':
      return sessions.toSorted((a, b) => (b.lengthMs ?? -1) - (a.lengthMs ?? -1) || byStart(a, b));
    case 'size':
      return sessions.toSorted((a, b) => b.bytes - a.bytes || byStart(a, b));
  }
}
