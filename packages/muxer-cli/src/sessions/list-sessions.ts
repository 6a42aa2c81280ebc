import { WalReaderError } from '@voxmux/wal-reader';
import { explainError } from '../cli-error.js';
import { createBreather } from '../interruption.js';
import { findSessions, type UnreadableFolder } from './find-sessions.js';
import { glimpseSession } from './glimpse-session.js';
import {
  orderedSessions,
  sessionFilter,
  type SessionOrder,
  type SessionWishes,
} from './session-filter.js';
import type { ListedSession, SessionsReport } from './sessions-report.js';

/** What the person asked `sessions` for; paths are absolute. */
export interface SessionsRequest extends SessionWishes {
  readonly folder: string;
  /** IANA name; undefined: the machine's zone. */
  readonly timeZone: string | undefined;
  readonly sort: SessionOrder;
  readonly json: boolean;
}

/**
 * Lists the recordings below a folder. One that cannot be read does not keep the others from being
 * listed.
 *
 * @throws CliError for wrong usage; the error of the file system if the folder itself cannot be read
 */
export async function listSessions(
  request: SessionsRequest,
  timeZone: string,
  signal: AbortSignal,
): Promise<SessionsReport> {
  const isWanted = sessionFilter(request);
  const breathe = createBreather(signal);
  const sessions: ListedSession[] = [];
  const unreadable: UnreadableFolder[] = [];
  for (const folder of findSessions(request.folder, unreadable)) {
    await breathe();
    try {
      const session = glimpseSession(folder, timeZone);
      if (isWanted(session)) sessions.push(session);
    } catch (error) {
      if (!(error instanceof WalReaderError)) throw error;
      unreadable.push({ folder, reason: explainError(error).message });
    }
  }
  return {
    folder: request.folder,
    timeZone,
    sessions: orderedSessions(sessions, request.sort),
    unreadable,
  };
}
