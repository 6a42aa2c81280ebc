import { Worker } from 'node:worker_threads';
import { CliError } from '../cli-error.js';
import type { Progress } from '../progress.js';
import type { TrackResult, TrackTask } from './render-track.js';
import type { ThreadFailure, ThreadNews, ThreadOrder } from './track-thread-message.js';

interface PlacedTask {
  readonly place: number;
  readonly task: TrackTask;
}

/** The bundle's own file for it. */
const script = new URL('./track-thread.cjs', import.meta.url);

/**
 * Renders speakers in threads of their own, the longest first; results in the order of the tasks.
 *
 * @throws the first failure, after the other threads have cleaned up behind themselves; the reason
 *   of `signal` once it is aborted
 */
export async function renderInThreads(
  tasks: readonly TrackTask[],
  threadCount: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrackResult[]> {
  const results = new Array<TrackResult>(tasks.length);
  const queue = tasks
    .map((task, place): PlacedTask => ({ place, task }))
    .sort((a, b) => logBytes(b.task) - logBytes(a.task));
  const advance = sharedProgress(tasks, progress);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);

  async function work(): Promise<void> {
    const worker = new Worker(script, {
      execArgv: process.sourceMapsEnabled ? ['--enable-source-maps'] : [],
    });
    try {
      for (let next = queue.shift(); next && !stop.aborted; next = queue.shift()) {
        const { place, task } = next;
        results[place] = await renderIn(worker, task, stop, (part) => {
          advance(place, part);
        });
        advance(place, 1);
      }
    } catch (error) {
      failed.abort(error);
    } finally {
      await worker.terminate();
    }
  }

  await Promise.all(Array.from({ length: threadCount }, work));
  stop.throwIfAborted();
  return results;
}

/** Hands a task to a thread and waits for what comes of it. */
function renderIn(
  worker: Worker,
  task: TrackTask,
  stop: AbortSignal,
  onProgress: (part: number) => void,
): Promise<TrackResult> {
  const order = (message: ThreadOrder): void => {
    worker.postMessage(message);
  };
  let stopListening = (): void => undefined;
  return new Promise<TrackResult>((resolve, reject) => {
    const onStop = (): void => {
      order({ kind: 'stop' });
    };
    const onMessage = (news: ThreadNews): void => {
      if (news.kind === 'progress') onProgress(news.part);
      else if (news.kind === 'done') resolve(news.result);
      else reject(errorOf(news.failure));
    };
    const onExit = (): void => {
      reject(new Error(`the thread that rendered ${task.track.key.text} ended unexpectedly`));
    };
    // One by one: a worker has listeners of its own, without which it hears nothing any more.
    stopListening = () => {
      stop.removeEventListener('abort', onStop);
      worker.off('message', onMessage).off('error', reject).off('exit', onExit);
    };
    stop.addEventListener('abort', onStop);
    worker.on('message', onMessage).on('error', reject).on('exit', onExit);
    order({ kind: 'render', task });
  }).finally(() => {
    stopListening();
  });
}

function errorOf({ message, hint, code, exitCode, stack }: ThreadFailure): CliError {
  const error = new CliError(message, { code, hint, exitCode });
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** One progress for all: each speaker counts by the size of the log. */
function sharedProgress(
  tasks: readonly TrackTask[],
  progress: Progress,
): (place: number, part: number) => void {
  const sizes = tasks.map(logBytes);
  const parts = new Float64Array(tasks.length);
  progress.begin(
    `writing ${tasks.length} speakers`,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  return (place, part) => {
    parts[place] = part;
    progress.update(sizes.reduce((sum, size, at) => sum + size * (parts[at] ?? 0), 0));
  };
}

function logBytes({ track }: TrackTask): number {
  return track.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
