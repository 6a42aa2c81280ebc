/**
 * What kind of trouble a region of a segment is.
 *
 * - `torn-tail`: the last record was cut off, as a crash does. Normal, not an error.
 * - `damaged`: bytes that are no record, or a record whose framing is broken.
 * - `invalid-packet`: a whole record whose content is no Opus packet (RFC 6716 §3).
 * - `headerless`: a whole record with an empty header, which no recorder writes.
 * - `segment-header`: the segment's own header is broken; its records were found all the same.
 * - `stamp-range`: the packet is in the index, without its stamp, which was out of range.
 */
export type DamageKind =
  'torn-tail' | 'damaged' | 'invalid-packet' | 'headerless' | 'segment-header' | 'stamp-range';

/** A range of bytes of a segment that did not become packets, and why. */
export interface DamagedRegion {
  /** What kind of damage it is. */
  readonly kind: DamageKind;
  /** Place of the segment in the track's list, from 0. */
  readonly segment: number;
  /** Name of the segment file. */
  readonly file: string;
  /** First byte of the region in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  /** One clause in plain words: what is wrong there. */
  readonly reason: string;
  /** Rows of the index that come before the region: it lies between rows `row - 1` and `row`. */
  readonly row: number;
  /** Record beginnings seen inside the region: a lower bound of the records lost. */
  readonly recordsSeen: number;
  /** Stamp of the last good record before the region, or null. */
  readonly stampBeforeMs: number | null;
  /** Stamp of the first good record behind the region in the same segment, or null. */
  readonly stampAfterMs: number | null;
}
