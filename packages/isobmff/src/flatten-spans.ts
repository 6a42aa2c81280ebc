import type { ChunkLayout } from './chunk-layout.js';
import type { FlatAuxiliary } from './flatten-auxiliary.js';
import type { FlatSamples } from './flatten-samples.js';
import type { InputSpan, MergeSpan } from './merge-spans.js';

/** A track whose bytes are copied, and the input it comes from. */
export interface CopiedTrack {
  readonly input: number;
  readonly samples: FlatSamples;
  readonly auxiliary: readonly FlatAuxiliary[];
}

/** The pieces of a flat file in their order; neighbours in an input are one piece. */
export function* flatSpans(
  header: Uint8Array,
  tracks: readonly CopiedTrack[],
  chunks: ChunkLayout,
): Generator<MergeSpan, void, undefined> {
  yield { bytes: header };
  let pending: InputSpan | undefined;
  for (const span of inputSpans(tracks, chunks)) {
    const goesOn =
      pending?.input === span.input && pending.offset + pending.byteLength === span.offset;
    if (pending !== undefined && goesOn) {
      pending = { ...pending, byteLength: pending.byteLength + span.byteLength };
    } else {
      if (pending !== undefined) yield pending;
      pending = span;
    }
  }
  if (pending !== undefined) yield pending;
}

function* inputSpans(
  tracks: readonly CopiedTrack[],
  { plan, byteLength }: ChunkLayout,
): Generator<InputSpan, void, undefined> {
  for (const { input, auxiliary } of tracks) {
    for (const { position, length } of auxiliary) {
      for (const [piece, offset] of position.entries()) {
        yield { input, offset, byteLength: length[piece] ?? 0 };
      }
    }
  }
  const cursors = tracks.map(({ samples }) => runCursor(samples));
  for (let chunk = 0; chunk < plan.chunkCount; chunk += 1) {
    const track = plan.trackIndex[chunk] ?? 0;
    const input = tracks[track]?.input ?? 0;
    const take = cursors[track];
    let left = plan.sampleCount[chunk] ?? 0;
    if (take === undefined || byteLength[chunk] === 0) continue;
    while (left > 0) {
      const piece = take(left);
      left -= piece.sampleCount;
      if (piece.byteLength > 0) yield { input, offset: piece.offset, byteLength: piece.byteLength };
    }
  }
}

/** Samples that lie one behind the other in the input. */
interface Piece {
  readonly sampleCount: number;
  readonly offset: number;
  readonly byteLength: number;
}

/** Walks along the samples of a track: each call takes as many of the next ones as lie together, up to a count. */
function runCursor({ sizes, runFirstSample, runPosition }: FlatSamples): (most: number) => Piece {
  let sample = 0;
  let run = 0;
  let position = runPosition[0] ?? 0;
  return (most) => {
    if (sample === runFirstSample[run + 1]) {
      run += 1;
      position = runPosition[run] ?? 0;
    }
    const end = Math.min(sample + most, runFirstSample[run + 1] ?? sizes.length);
    const piece = { sampleCount: Math.max(end - sample, 1), offset: position, byteLength: 0 };
    let byteLength = 0;
    for (; sample < end; sample += 1) byteLength += sizes[sample] ?? 0;
    position += byteLength;
    return { ...piece, byteLength };
  };
}
