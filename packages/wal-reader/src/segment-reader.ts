/**
 * Reads bytes of a track's segments into memory of the caller, synchronously.
 */
export interface SegmentReader {
  /**
   * Fills `target` from byte `position` of segment number `segment`.
   * @returns the bytes read; fewer than `target.length` only at the end of the file.
   */
  readInto(segment: number, position: number, target: Uint8Array): number;
}

/** The same where reading takes a promise, as with a `Blob`. */
export interface AsyncSegmentReader {
  /** See {@link SegmentReader.readInto}. */
  readInto(segment: number, position: number, target: Uint8Array): Promise<number>;
}

/** What a pass over many bytes tells its caller, once per buffer of about a mebibyte. */
export interface PassOptions {
  /** Bytes done so far: read, where a track is indexed; written, where packets are copied. */
  readonly onProgress?: (bytesDone: number) => void;
  /** Looked at once per buffer; the pass then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * What code that does no I/O itself wants: `target` filled from a segment. It is to be told how
 * many bytes were read.
 */
export interface ReadStep {
  /** Tells it from other steps. */
  readonly kind: 'read';
  /** Place of the segment in the track's list, from 0. */
  readonly segment: number;
  /** Byte of the segment to read from. */
  readonly position: number;
  /** What to fill. */
  readonly target: Uint8Array;
}

/** Wants to be told how many bytes a segment has at this moment. */
export interface SizeStep {
  /** Tells it from a read. */
  readonly kind: 'size';
  /** Place of the segment in the track's list, from 0. */
  readonly segment: number;
}
