import type { DuplicatePacket } from '../packet-index.js';

/**
 * What the planner reads of a track: the columns of its packet index, one row per packet in the
 * order of writing. A whole packet index fits.
 */
export interface TimelineColumns {
  /** Rows: the length of every column. */
  readonly rowCount: number;
  /** Milliseconds after the session's start at which the packet arrived, or `NO_STAMP`. */
  readonly stampMs: Uint32Array;
  /** Duration of the packet in units of 2.5 ms, 1 to 48. */
  readonly durationUnits: Uint8Array;
  /** Bytes of the packet: a voice codec spends few of them on near silence. */
  readonly size: Uint16Array;
  /** Rows that are left out, in ascending order of `row`. */
  readonly duplicates: readonly DuplicatePacket[];
  /**
   * Whether rows come from the local microphone or from the network. Without it the stamps
   * themselves must tell whether runs of equal stamps are one or the other.
   */
  readonly formats?: readonly TimelineFormat[];
}

/** The part of a capture format that bears on the meaning of its stamps. */
export interface TimelineFormat {
  /** `input`: stamped when captured; `output`: stamped when it arrived from the network. */
  readonly kind: 'input' | 'output';
  /** Rows that have it, one after the other. */
  readonly rowCount: number;
}

/** Milliseconds in one unit. */
export const MS_PER_UNIT = 2.5;
