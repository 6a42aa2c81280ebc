/** Something in a rendered file that is not as the recording says. */
export interface Difference {
  /** What differs, for programs. */
  readonly what: DifferenceKind;
  readonly found: string;
  readonly expected: string;
  /** Number of the packet in the file, from 0; absent where the whole file is concerned. */
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
  | 'file-structure'
  | 'codec-configuration'
  | 'sample-groups'
  | 'edit-list'
  | 'duration'
  | 'timecode'
  | 'tag'
  | 'silence-missing'
  | 'silence-too-long'
  | 'packet-changed'
  | 'packet-missing'
  | 'packet-repeated'
  | 'packets-swapped'
  | 'packet-duration'
  | 'packet-unknown';

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
