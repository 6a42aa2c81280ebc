import { writeBoxes, type BoxPart } from './box-description.js';
import { writeBoxPieces } from './box-pieces.js';
import { sumOf, type ChunkLayout } from './chunk-layout.js';
import type { FlatAuxiliary } from './flatten-auxiliary.js';
import type { FlatSamples } from './flatten-samples.js';
import type { InputSpan, MergeSpan } from './merge-spans.js';

/** A track whose bytes are copied, and the input it comes from. */
export interface CopiedTrack {
  readonly input: number;
  readonly samples: FlatSamples;
  readonly auxiliary: readonly FlatAuxiliary[];
}

/** What the pieces of a flat file can be asked for. */
export interface FlatSpanOptions {
  /**
   * The bytes of a piece are valid only until the next one is asked for: they are written into the
   * same room over and over. For who copies each piece at once, and saves the memory of the index.
   */
  readonly reuseBytes?: boolean | undefined;
}

/** The pieces of a flat file in their order; neighbours in an input are one piece. */
export function* flatSpans(
  headerParts: readonly BoxPart[],
  tracks: readonly CopiedTrack[],
  chunks: ChunkLayout,
  { reuseBytes = false }: FlatSpanOptions,
): Generator<MergeSpan, void, undefined> {
  if (reuseBytes) {
    for (const bytes of writeBoxPieces(headerParts)) yield { bytes };
  } else {
    yield { bytes: writeBoxes(headerParts) };
  }
  const joined = spanJoiner();
  for (const { input, auxiliary } of tracks) {
    for (const { position, length } of auxiliary) {
      for (const [piece, offset] of position.entries()) {
        const whole = joined.add(input, offset, length[piece] ?? 0);
        if (whole) yield whole;
      }
    }
  }
  const { plan, byteLength } = chunks;
  const cursors = tracks.map(({ samples }) => runCursor(samples));
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    const track = plan.trackIndex[chunk] ?? 0;
    const input = tracks[track]?.input ?? 0;
    const take = cursors[track];
    let left = plan.sampleCount[chunk] ?? 0;
    let bytesLeft = byteLength[chunk] ?? 0;
    if (take === undefined || bytesLeft === 0) continue;
    while (left > 0) {
      const piece = take(left, bytesLeft);
      left -= piece.sampleCount;
      bytesLeft -= piece.byteLength;
      const whole = joined.add(input, piece.offset, piece.byteLength);
      if (whole) yield whole;
    }
  }
  const last = joined.add(-1, 0, 0);
  if (last) yield last;
}

/** Joins ranges of inputs: each call gives what lies in front of the new one, if that goes on elsewhere. */
function spanJoiner(): {
  add(input: number, offset: number, byteLength: number): InputSpan | undefined;
} {
  let input = -1;
  let start = 0;
  let end = 0;
  return {
    add(nextInput, offset, byteLength) {
      const isPart = nextInput === input && offset === end;
      if (isPart) {
        end += byteLength;
        return undefined;
      }
      const whole = end > start ? { input, offset: start, byteLength: end - start } : undefined;
      input = nextInput;
      start = offset;
      end = offset + byteLength;
      return whole;
    },
  };
}

/** Samples that lie one behind the other in the input. */
interface Piece {
  readonly sampleCount: number;
  readonly offset: number;
  readonly byteLength: number;
}

/**
 * Walks along the samples of a track: each call takes as many of the next ones as lie together, up to
 * a count, which have `mostBytes` bytes in all.
 */
function runCursor({
  sizes,
  runFirstSample,
  runPosition,
}: FlatSamples): (most: number, mostBytes: number) => Piece {
  let sample = 0;
  let run = 0;
  let position = runPosition[0] ?? 0;
  return (most, mostBytes) => {
    if (sample === runFirstSample[run + 1]) {
      run += 1;
      position = runPosition[run] ?? 0;
    }
    const offset = position;
    const first = sample;
    sample = Math.min(first + most, runFirstSample[run + 1] ?? sizes.length);
    const byteLength = sample === first + most ? mostBytes : sumOf(sizes, first, sample);
    position += byteLength;
    return { sampleCount: Math.max(sample - first, 1), offset, byteLength };
  };
}
