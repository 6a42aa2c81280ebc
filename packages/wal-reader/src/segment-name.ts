/** The parts of a segment's file name, `{name}-{hash}-{sequence}.log`. */
export interface SegmentName {
  /** What is left of the player key: only a hint, never the key. */
  readonly name: string;
  /** Unsigned 64-bit number in decimal. */
  readonly hash: string;
  /** Counted from 1 for each key; compare as a number. */
  readonly sequence: number;
}

const SEGMENT_NAME = /^(.*)-(\d{1,20})-(\d{1,15})\.log$/su;

/**
 * Takes the name of a segment file apart, from the right, since the player's part may contain `-`.
 * @returns null if the file is not named as a segment is.
 * @example
 * parseSegmentName('Miner-49er-4324925819898972326-0012.log')?.sequence; // 12
 */
export function parseSegmentName(fileName: string): SegmentName | null {
  const [, name, hash, sequence] = SEGMENT_NAME.exec(fileName) ?? [];
  if (name === undefined || hash === undefined || sequence === undefined) return null;
  return { name, hash, sequence: Number(sequence) };
}
