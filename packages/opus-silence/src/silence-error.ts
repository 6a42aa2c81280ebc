/** What went wrong: a wrong argument, or a libopus that cannot be used. */
export type SilenceErrorCode = 'invalid-duration' | 'invalid-channels' | 'native-unavailable';

/** Every error of this package: what was found, and what would have been right. */
export class SilenceError extends Error {
  /** What kind of fault it is. */
  readonly code: SilenceErrorCode;
  /** What was given, or the reason why libopus did not load. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;

  constructor(code: SilenceErrorCode, found: string, expected: string, options?: ErrorOptions) {
    super(`${describe(code)}: expected ${expected}, found ${found}`, options);
    this.name = 'SilenceError';
    this.code = code;
    this.found = found;
    this.expected = expected;
  }
}

function describe(code: SilenceErrorCode): string {
  switch (code) {
    case 'invalid-duration':
      return 'This length of silence cannot be made of Opus packets';
    case 'invalid-channels':
      return 'This number of channels cannot be encoded';
    case 'native-unavailable':
      return 'libopus cannot be used here';
  }
}
