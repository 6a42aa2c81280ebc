/** Exit codes of the command line: done, failed, wrong usage. */
export const exitCode = { done: 0, failed: 1, usage: 2 } as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export interface CliErrorOptions {
  /** Stable name of the kind of failure, for programs. */
  readonly code: string;
  /** What the person can do about it, one line. */
  readonly hint?: string | undefined;
  readonly exitCode?: ExitCode | undefined;
  readonly cause?: unknown;
}

/** A failure that is the person's to act on: shown as one line and a hint, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, options: CliErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCode.failed;
  }
}

/** Errors of the libraries and of Node carry a `code`; anything else is a fault of voxmux. */
export function errorCode(error: unknown): string | undefined {
  return textProperty(error, 'code');
}

const systemErrors: Readonly<Record<string, { what: string; hint: string }>> = {
  ENOSPC: { what: 'no space left on the device', hint: 'free some space, or choose another --out' },
  EDQUOT: { what: 'disk quota exceeded', hint: 'free some space, or choose another --out' },
  EACCES: { what: 'permission denied', hint: 'check who may read or write there' },
  EPERM: { what: 'operation not permitted', hint: 'check who may read or write there' },
  EROFS: { what: 'the file system is read-only', hint: 'choose another --out' },
  EIO: {
    what: 'the device reported an input/output error',
    hint: 'copy the recording to another disk and try there',
  },
  EMFILE: { what: 'too many open files', hint: 'raise the limit (ulimit -n)' },
  ENOENT: { what: 'no such file or folder', hint: 'check the path' },
  EEXIST: { what: 'is a file where a folder should be', hint: 'choose another --out' },
  ENOTDIR: { what: 'not a folder', hint: 'check the path' },
  EISDIR: { what: 'is a folder, not a file', hint: 'check the path' },
};

/** What went wrong, in one line, and what helps. */
export function explainError(error: unknown): { message: string; hint: string | undefined } {
  if (error instanceof CliError) return { message: error.message, hint: error.hint };
  const known = systemErrors[errorCode(error) ?? ''];
  if (known) {
    const path = textProperty(error, 'path');
    return { message: (path === undefined ? '' : `${path}: `) + known.what, hint: known.hint };
  }
  const message = textProperty(error, 'message') ?? String(error);
  return { message: message.replaceAll(/\s*\n\s*/g, ' '), hint: undefined };
}

function textProperty(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const property: unknown = Reflect.get(value, name);
  return typeof property === 'string' ? property : undefined;
}
