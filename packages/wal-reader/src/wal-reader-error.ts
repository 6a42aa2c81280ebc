/** What went wrong, for programs; the message says it for people. */
export type WalReaderErrorCode =
  | 'session-not-found'
  | 'manifest-missing'
  | 'manifest-unreadable'
  | 'manifest-not-json'
  | 'manifest-field'
  | 'wal-unreadable'
  | 'segment-unreadable'
  | 'segment-shrank'
  | 'record-header'
  | 'origin-invalid'
  | 'runs-invalid'
  | 'silence-invalid';

/** Where an error was met and what was there instead of what. */
export interface WalReaderErrorDetails {
  /** Path or name of the file that was being read. */
  readonly file?: string;
  /** Byte offset in that file. */
  readonly offset?: number;
  /** Field of session.json or of a record's header. */
  readonly field?: string;
  /** What was there. */
  readonly found?: string;
  /** What should have been there. */
  readonly expected?: string;
  /** The error underneath, such as that of the file system. */
  readonly cause?: unknown;
}

/** The one error that this package throws on purpose. */
export class WalReaderError extends Error {
  /** Tells the class of the error across realms and bundles. */
  override readonly name = 'WalReaderError';
  /** What kind of fault it is. */
  readonly code: WalReaderErrorCode;
  /** Path or name of the file that was being read. */
  readonly file: string | undefined;
  /** Byte offset in that file. */
  readonly offset: number | undefined;
  /** Field of session.json or of a record's header. */
  readonly field: string | undefined;
  /** What was there, where that can be told. */
  readonly found: string | undefined;
  /** What should have been there, where that can be told. */
  readonly expected: string | undefined;

  constructor(code: WalReaderErrorCode, problem: string, details: WalReaderErrorDetails = {}) {
    super(messageOf(problem, details), { cause: details.cause });
    this.code = code;
    this.file = details.file;
    this.offset = details.offset;
    this.field = details.field;
    this.found = details.found;
    this.expected = details.expected;
  }
}

function messageOf(
  problem: string,
  { file, offset, field, found, expected }: WalReaderErrorDetails,
) {
  const place = [
    file,
    offset === undefined ? undefined : `byte ${offset}`,
    field === undefined ? undefined : `field "${field}"`,
  ].filter((part) => part !== undefined);
  const comparison = [
    found === undefined ? undefined : `found ${found}`,
    expected === undefined ? undefined : `expected ${expected}`,
  ].filter((part) => part !== undefined);
  return (
    (place.length > 0 ? `${place.join(', ')}: ` : '') +
    problem +
    (comparison.length > 0 ? ` (${comparison.join(', ')})` : '')
  );
}
