import { setImmediate } from 'node:timers/promises';
import { InterruptedError } from './interrupted-error.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` so that Ctrl-C and its kin abort `signal` instead of ending the process at once, and
 * temporary files can be removed.
 *
 * @throws InterruptedError if a signal came; whatever `work` throws otherwise
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (signal: (typeof signals)[number]): void => {
    controller.abort(new InterruptedError(signal));
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** Often enough for Ctrl-C to feel immediate, seldom enough to cost nothing. */
const breathMilliseconds = 50;

/**
 * A function to call between pieces of synchronous work: now and then it lets pending signals in.
 *
 * @throws the signal's reason once it is aborted
 */
export function createBreather(signal: AbortSignal): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < breathMilliseconds) return undefined;
    return setImmediate().then(() => {
      last = performance.now();
      signal.throwIfAborted();
    });
  };
}
