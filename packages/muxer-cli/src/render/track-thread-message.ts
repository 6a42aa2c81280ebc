import type { ExitCode } from '../cli-error.js';
import type { TrackResult, TrackTask } from './render-track.js';

/** What a thread is told. */
export type ThreadOrder =
  | { readonly kind: 'render'; readonly task: TrackTask }
  /** Gives up the task at hand. */
  | { readonly kind: 'stop' };

/** What a thread tells; each task ends with `done` or `failed`. */
export type ThreadNews =
  /** How much of the task at hand is done, 0 to 1. */
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'done'; readonly result: TrackResult }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

/** An error as it can be told across threads, where classes are lost. */
export interface ThreadFailure {
  readonly message: string;
  readonly hint: string | undefined;
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly stack: string | undefined;
}
