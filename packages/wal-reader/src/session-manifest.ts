import { WalReaderError } from './wal-reader-error.js';

/** The content of session.json. */
export interface SessionManifest {
  /** A UUID, version 7. */
  readonly sessionId: string;
  /** Unix time in milliseconds at which recording started: the zero of all stamps. */
  readonly startTimestampMs: number;
  /** Unix time in milliseconds; null if the recording did not end in good order. */
  readonly endTimestampMs: number | null;
  /** How long the recorder ran, in milliseconds; null as `endTimestampMs` is. */
  readonly durationMs: number | null;
  /** The local player, whose machine recorded. */
  readonly emitterPlayer: string;
  /** The players heard from the network; after a crash possibly out of date. */
  readonly participants: readonly string[];
  /** The start in whole Unix seconds, as decimal text. */
  readonly createdAt: string;
}

/** The last millisecond that a `Date` can express. */
const LAST_DATE_MS = 8.64e15;

const A_TIME = 'an integer, Unix time in milliseconds';
const A_DURATION = 'an integer of milliseconds, or null';

/**
 * Reads the manifest of a session.
 * @param bytes content of session.json, UTF-8, with or without a byte order mark.
 * @param file how to call the file in errors.
 * @throws WalReaderError `manifest-not-json` or `manifest-field`.
 * @example
 * const { startTimestampMs } = parseSessionManifest(readFileSync('session/session.json'));
 */
export function parseSessionManifest(bytes: Uint8Array, file = 'session.json'): SessionManifest {
  const fields = parseObject(bytes, file);
  return {
    sessionId: text(fields, 'session_id', file),
    startTimestampMs: integer(fields, 'start_timestamp', file, A_TIME),
    endTimestampMs: integerOrNull(fields, 'end_timestamp', file, `${A_TIME}, or null`),
    durationMs: integerOrNull(fields, 'duration_ms', file, A_DURATION),
    emitterPlayer: text(fields, 'emitter_player', file),
    participants: texts(fields, 'participants', file),
    createdAt: text(fields, 'created_at', file),
  };
}

function parseObject(bytes: Uint8Array, file: string): ReadonlyMap<string, unknown> {
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new WalReaderError('manifest-not-json', 'not a JSON file', {
      file,
      found: 'bytes that are not UTF-8',
      expected: 'UTF-8 text',
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new WalReaderError('manifest-not-json', 'not a JSON file, or only a part of one', {
      file,
      found: bytes.length === 0 ? 'an empty file' : syntaxProblem(cause),
      expected: 'the JSON object that describes a session',
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WalReaderError('manifest-not-json', 'not the manifest of a session', {
      file,
      found: describe(value),
      expected: 'a JSON object',
    });
  }
  return new Map(Object.entries(value));
}

function syntaxProblem(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

type Fields = ReadonlyMap<string, unknown>;

function text(fields: Fields, field: string, file: string): string {
  const value = fields.get(field);
  if (typeof value !== 'string') throw fieldError(file, field, value, 'a string');
  return value;
}

function texts(fields: Fields, field: string, file: string): readonly string[] {
  const values: unknown = fields.get(field);
  if (!Array.isArray(values)) throw fieldError(file, field, values, 'an array of strings');
  return values.map((value: unknown, place) => {
    if (typeof value !== 'string') throw fieldError(file, `${field}[${place}]`, value, 'a string');
    return value;
  });
}

function integer(fields: Fields, field: string, file: string, expected: string): number {
  const value = fields.get(field);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw fieldError(file, field, value, expected);
  }
  if (value < 0 || value > LAST_DATE_MS) {
    throw fieldError(file, field, value, `${expected}, from 0 to ${LAST_DATE_MS}`);
  }
  return value;
}

function integerOrNull(fields: Fields, field: string, file: string, expected: string) {
  return (fields.get(field) ?? null) === null ? null : integer(fields, field, file, expected);
}

function fieldError(file: string, field: string, value: unknown, expected: string) {
  return new WalReaderError(
    'manifest-field',
    'the manifest of the session is not as it should be',
    {
      file,
      field,
      found: describe(value),
      expected,
    },
  );
}

const LONGEST_QUOTE = 60;

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const json = JSON.stringify(value);
  return json.length > LONGEST_QUOTE ? `${json.slice(0, LONGEST_QUOTE)}…` : json;
}
