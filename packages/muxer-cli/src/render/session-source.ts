import { type SessionManifest, WalReaderError } from '@voxmux/wal-reader';
import { openSession, type SessionFolder } from '@voxmux/wal-reader/node';
import { CliError, exitCode } from '../cli-error.js';
import { demoFolder } from '../demo-recording.js';
import type { RenderRequest } from './render-request.js';
import type { SessionFacts } from './render-report.js';

/** A session and what is known of it; a manifest given by hand knows nothing but the start. */
export interface SessionSource {
  readonly folder: SessionFolder;
  readonly facts: Omit<SessionFacts, 'startTime' | 'timeZone'>;
}

/**
 * Opens the session that the person asked for.
 *
 * @throws CliError or WalReaderError that says what is wrong with the folder and what helps
 */
export function openSessionSource({
  sessionFolder,
  startTime,
}: Pick<RenderRequest, 'sessionFolder' | 'startTime'>): SessionSource {
  const directory = sessionFolder ?? demoFolder;
  try {
    if (startTime === undefined) return describe(openSession(directory), true);
    const manifest = manifestOfStart(parseStartTime(startTime));
    return describe(openSession(directory, { manifest }), false);
  } catch (error) {
    const hint = error instanceof WalReaderError ? hints[error.code] : undefined;
    if (!(error instanceof WalReaderError) || hint === undefined) throw error;
    throw new CliError(error.message, { code: error.code, hint, cause: error });
  }
}

const startTimeHint =
  'if it is lost, give the start by hand, for example --start-time 2026-02-14T19:30:05.123+01:00';

/** Beside what `withSessionHints` says of any work on a session. */
const hints: Partial<Record<WalReaderError['code'], string>> = {
  'manifest-missing': startTimeHint,
  'manifest-unreadable': startTimeHint,
  'manifest-not-json': startTimeHint,
  'manifest-field': startTimeHint,
};

function describe(folder: SessionFolder, known: boolean): SessionSource {
  const { manifest } = folder;
  return {
    folder,
    facts: {
      folder: folder.directory,
      id: known ? manifest.sessionId : null,
      startTimestampMs: manifest.startTimestampMs,
      endTimestampMs: manifest.endTimestampMs,
      durationMs: manifest.durationMs,
      emitterPlayer: known ? manifest.emitterPlayer : null,
    },
  };
}

function manifestOfStart(startTimestampMs: number): SessionManifest {
  return {
    sessionId: '',
    startTimestampMs,
    endTimestampMs: null,
    durationMs: null,
    emitterPlayer: '',
    participants: [],
    createdAt: String(Math.floor(startTimestampMs / 1000)),
  };
}

/** Unix milliseconds of an ISO 8601 time with offset, or of the number itself. */
function parseStartTime(text: string): number {
  const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/i;
  const milliseconds = /^\d{1,16}$/.test(text)
    ? Number(text)
    : iso.test(text)
      ? Date.parse(text)
      : NaN;
  if (Number.isSafeInteger(milliseconds) && milliseconds >= 0 && milliseconds <= 8.64e15) {
    return milliseconds;
  }
  throw new CliError(`--start-time '${text}' is no time`, {
    code: 'START_TIME',
    exitCode: exitCode.usage,
    hint: 'ISO 8601 with an offset (2026-02-14T19:30:05.123+01:00) or Unix time in ms (1771093805123)',
  });
}
