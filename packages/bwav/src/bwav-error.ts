/** What is wrong with a file, or with what a file should be made of. */
export type BwavFaultCode =
  /** The file does not begin as RIFF, RF64 or BW64 of type WAVE. */
  | 'not-wave'
  /** A chunk that every file needs is not there. */
  | 'missing-chunk'
  /** A chunk is shorter than its fixed part. */
  | 'short-chunk'
  /** A chunk claims more bytes than the file has. */
  | 'truncated'
  /** The size was never filled in: the recorder stopped before it could close the file. */
  | 'unfinished'
  /** What should be a chunk does not begin like one. */
  | 'not-a-chunk'
  /** A chunk or their number is beyond what is sensible to read into memory. */
  | 'too-large'
  /** A value that the field cannot hold. */
  | 'invalid-value'
  /** Two places of the file say different things. */
  | 'disagreement';

/** One thing found wrong: where, what, and what would have been right. */
export interface BwavFault {
  /** What kind of fault it is. */
  readonly code: BwavFaultCode;
  /** Four-character code of the chunk, or the name of the option, concerned. */
  readonly chunk: string;
  /** Byte offset in the file of the chunk or field; absent for an option. */
  readonly offset?: number;
  /** What was there. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;
}

/** A fault after which there is no result. */
export class BwavError extends Error implements BwavFault {
  /** What kind of fault it is. */
  readonly code: BwavFaultCode;
  /** Four-character code of the chunk, or the name of the option, concerned. */
  readonly chunk: string;
  /** Byte offset in the file of the chunk or field; absent for an option. */
  readonly offset?: number;
  /** What was there. */
  readonly found: string;
  /** What would have been right. */
  readonly expected: string;

  constructor(fault: BwavFault) {
    super(describeFault(fault));
    this.name = 'BwavError';
    this.code = fault.code;
    this.chunk = fault.chunk;
    if (fault.offset !== undefined) this.offset = fault.offset;
    this.found = fault.found;
    this.expected = fault.expected;
  }
}

/** A fault as a sentence for people, e.g. "data at byte 682: expected 12 bytes, found 7". */
export function describeFault({ chunk, offset, found, expected }: BwavFault): string {
  const place = offset === undefined ? chunk : `${chunk} at byte ${offset}`;
  return `${place}: expected ${expected}, found ${found}`;
}
