import type { TrackIndex } from './packet-index.js';
import { readSegmentHeader } from './segment-header.js';
import type { SegmentReader } from './segment-reader.js';
import { indexSegments } from './track-indexer.js';

/** A segment that lies in memory. */
export interface MemorySegment {
  /** File name, as damage reports give it. */
  readonly name: string;
  /** The whole file. */
  readonly bytes: Uint8Array;
}

/** Reads segments that lie in memory. */
export function memoryReader(segments: readonly MemorySegment[]): SegmentReader {
  return {
    readInto(segment, position, target) {
      const bytes = segments[segment]?.bytes.subarray(position, position + target.length);
      target.set(bytes ?? []);
      return bytes?.length ?? 0;
    },
  };
}

/**
 * Indexes the segments of one track that lie in memory, in the order given. One whose header is
 * not whole gives no packet.
 * @example
 * const index = indexMemory([{ name: 'Alex-13355652049526133572-0001.log', bytes }]);
 */
export function indexMemory(segments: readonly MemorySegment[]): TrackIndex {
  const reader = memoryReader(segments);
  const steps = indexSegments(
    segments.map(({ name, bytes }, place) => {
      const header = readSegmentHeader(bytes, bytes.length);
      const recordsOffset = header.kind === 'whole' ? header.recordsOffset : bytes.length;
      return {
        name,
        sequence: place + 1,
        sizeBytes: bytes.length,
        recordsOffset,
        headerDamaged: false,
      };
    }),
  );
  let step = steps.next();
  while (!step.done) {
    const wanted = step.value;
    step = steps.next(
      wanted.kind === 'size'
        ? (segments[wanted.segment]?.bytes.length ?? 0)
        : reader.readInto(wanted.segment, wanted.position, wanted.target),
    );
  }
  return step.value;
}
