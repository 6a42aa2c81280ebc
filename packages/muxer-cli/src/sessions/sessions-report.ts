import type { Verdict } from '../doctor/doctor-report.js';

/** What `sessions` found: printed as it is under `--json`, as a table otherwise. */
export interface SessionsReport {
  readonly folder: string;
  readonly timeZone: string;
  readonly sessions: readonly ListedSession[];
  /** Folders and recordings that could not be looked into. */
  readonly unreadable: readonly { readonly folder: string; readonly reason: string }[];
}

export interface ListedSession {
  readonly folder: string;
  readonly id: string | null;
  /** Unix time in ms; null if it cannot be told. */
  readonly startTimestampMs: number | null;
  /** The same on the clock of the zone, ISO 8601 with offset. */
  readonly startTime: string | null;
  /** The start was concluded, because session.json is missing or broken. */
  readonly startIsEstimate: boolean;
  /** How long the recorder ran, or until when someone spoke; null if neither is known. */
  readonly lengthMs: number | null;
  /** The end is not known: the length is that of the last packet. */
  readonly lengthIsEstimate: boolean;
  /** Those who have audio. */
  readonly players: readonly string[];
  /** Everybody's together, without pauses: estimated from the size of the segments. */
  readonly talkMsEstimate: number;
  /** Of session.json and the segments. */
  readonly bytes: number;
  readonly segments: number;
  /** As far as it shows at the ends of segments; damage in their middle is found by `doctor` alone. */
  readonly state: Verdict;
}
