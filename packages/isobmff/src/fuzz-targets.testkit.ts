import { exerciseBoxes } from './box-robustness.testkit.js';
import { IsobmffError } from './box-error.js';
import { flattenFragments } from './flatten-fragments.js';
import { mergeFragments, mergeFragmentedStreams } from './merge-streams.js';
import { readMovieOf } from './movie-reader.js';

/** A damaged file, and the other half of its programme as it should be. */
export interface FuzzInput {
  readonly damaged: Uint8Array;
  readonly partner: Uint8Array;
  /** Which of the two the damaged one is. */
  readonly side: 'video' | 'audio';
}

/** Does something with a file: gives a result or throws an IsobmffError; any other error is a find. */
export type FuzzTarget = (input: FuzzInput) => void | Promise<void>;

function pair({ damaged, partner, side }: FuzzInput): [Uint8Array, Uint8Array] {
  return side === 'video' ? [damaged, partner] : [partner, damaged];
}

/** All that the package does with files, by name. */
export const fuzzTargets: Readonly<Record<string, FuzzTarget>> = {
  parse({ damaged }) {
    exerciseBoxes(damaged);
  },
  read({ damaged }) {
    for (const track of readMovieOf(damaged).tracks) track.samples();
  },
  async merge(input) {
    const [video, audio] = pair(input);
    const merged = [];
    for await (const span of mergeFragments(video, audio)) merged.push(span);
  },
  async mergeWhole(input) {
    const [video, audio] = pair(input);
    const merged = mergeFragmentedStreams(video, audio, { keepWholeFragments: true });
    for await (const piece of merged) piece.byteLength.toString();
  },
  async flatten(input) {
    const { spans } = await flattenFragments(pair(input));
    Array.from(spans());
  },
  async flattenOne({ damaged }) {
    const { spans } = await flattenFragments([damaged], { keepWholeFragments: true });
    Array.from(spans());
  },
};

/** What is wrong with what a target does with a file, or undefined. */
export async function faultOf(
  target: FuzzTarget,
  input: FuzzInput,
  slowMs: number,
): Promise<string | undefined> {
  const start = performance.now();
  try {
    await target(input);
  } catch (error) {
    if (!(error instanceof IsobmffError)) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const takenMs = performance.now() - start;
  return takenMs > slowMs ? `took ${Math.round(takenMs)} ms` : undefined;
}
