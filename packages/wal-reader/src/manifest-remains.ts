/** What can still be read in a manifest that is not valid; null where nothing can. */
export interface ManifestRemains {
  /** UUID of the session. */
  readonly sessionId: string | null;
  /** Unix time in milliseconds. */
  readonly startTimestampMs: number | null;
  /** Unix time in milliseconds. */
  readonly endTimestampMs: number | null;
  /** Key of the player at whose machine it was recorded. */
  readonly emitterPlayer: string | null;
  /** Unix time in whole seconds at which the manifest was first written: the start, rounded down. */
  readonly createdAtSeconds: number | null;
}

/** The last millisecond that a `Date` can express. */
const LAST_DATE_MS = 8.64e15;

/** What has to follow a number that was not cut off. */
const NUMBER_ENDS = String.raw`\s*[,}\r\n]`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/**
 * Looks for the fields of session.json in bytes that are no valid manifest: cut off, partly
 * overwritten, or with a field that is not as it should be.
 */
export function manifestRemains(bytes: Uint8Array): ManifestRemains {
  const source = new TextDecoder().decode(bytes);
  const sessionId = textField(source, 'session_id');
  const createdAt = textField(source, 'created_at');
  return {
    sessionId: sessionId !== null && UUID.test(sessionId) ? sessionId : null,
    startTimestampMs: timeField(source, 'start_timestamp'),
    endTimestampMs: timeField(source, 'end_timestamp'),
    emitterPlayer: textField(source, 'emitter_player'),
    createdAtSeconds:
      createdAt !== null && /^\d{1,13}$/.test(createdAt) && Number(createdAt) * 1000 <= LAST_DATE_MS
        ? Number(createdAt)
        : null,
  };
}

/**
 * The time that stands in a UUID of version 7 (RFC 9562 §5.7): the start of the session whose id it
 * is.
 * @returns Unix time in milliseconds; null for other text.
 */
export function timeOfSessionId(sessionId: string): number | null {
  if (!UUID_7.test(sessionId)) return null;
  const milliseconds = Number.parseInt(sessionId.replace('-', '').slice(0, 12), 16);
  return milliseconds <= LAST_DATE_MS ? milliseconds : null;
}

function timeField(source: string, field: string): number | null {
  const [, digits] = new RegExp(`"${field}"\\s*:\\s*(\\d{1,16})${NUMBER_ENDS}`).exec(source) ?? [];
  const time = Number(digits ?? NaN);
  return time <= LAST_DATE_MS ? time : null;
}

function textField(source: string, field: string): string | null {
  const [, json] = new RegExp(`"${field}"\\s*:\\s*("(?:[^"\\\\\\n]|\\\\.)*")`).exec(source) ?? [];
  if (json === undefined) return null;
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === 'string' && !text.includes('\ufffd') ? text : null;
  } catch {
    return null;
  }
}
