/** Something in a rendered file that is not as the recording says. */
export interface Difference {
  /** What differs, for programs. */
  readonly what: DifferenceKind;
  readonly found: string;
  readonly expected: string;
  /**
   * Number of the packet, from 0, silence counted: in an M4A as it stands there, in a WAV as it
   * should have been decoded; absent where the whole file is concerned.
   */
  readonly packet?: number;
  /** Where that is heard, in seconds from the start of the file. */
  readonly timeSeconds?: number;
  /** Byte of the rendered file. */
  readonly fileOffset?: number | undefined;
  /** The packet in the recording. */
  readonly logFile?: string;
  readonly logOffset?: number;
}

export type DifferenceKind =
  /** The file is damaged, or built in another way. */
  | 'file-structure'
  /** Whose recording it is, and of which session. */
  | 'tag'
  | 'speaker'
  | 'timecode'
  // Of an M4A.
  | 'codec-configuration'
  | 'sample-groups'
  | 'edit-list'
  | 'duration'
  | 'packet-changed'
  | 'packet-repeated'
  | 'packet-duration'
  | 'packet-unknown'
  // Of a WAV.
  | 'wave-format'
  | 'broadcast-extension'
  | 'ixml'
  | 'loudness'
  | 'samples-changed'
  | 'samples-missing'
  | 'samples-repeated'
  | 'samples-added'
  // Of both.
  | 'packet-missing'
  | 'packets-swapped'
  | 'silence-missing'
  | 'silence-too-long';

/** One line for people. */
export function differenceText(difference: Difference): string {
  const { what, found, expected, packet, timeSeconds, fileOffset, logFile, logOffset } = difference;
  const places = [
    packet === undefined ? undefined : `packet ${packet}`,
    timeSeconds === undefined ? undefined : `at ${timeSeconds.toFixed(3)} s`,
    fileOffset === undefined ? undefined : `byte ${fileOffset}`,
    logFile === undefined ? undefined : `recorded in ${logFile} at byte ${logOffset ?? 0}`,
  ].filter((place) => place !== undefined);
  const where = places.length > 0 ? ` (${places.join(', ')})` : '';
  return `${what.replaceAll('-', ' ')}${where}: found ${found}, expected ${expected}`;
}

/** The difference between two texts that should be the same, or none. */
export function* compareTexts(
  what: DifferenceKind,
  found: string,
  expected: string,
): Generator<Difference> {
  if (found !== expected) yield { what, found, expected };
}

/** `20 ms`, of samples at 48 kHz. */
export function millisecondsText(samples: number): string {
  return `${String(Math.round((samples / 48) * 1000) / 1000)} ms`;
}
