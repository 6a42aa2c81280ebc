/** Entry of a thread that renders speakers; see `track-threads.ts`. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { CliError, errorCode, exitCode, explainError } from '../cli-error.js';
import type { Progress } from '../progress.js';
import { renderTrack, type TrackTask } from './render-track.js';
import type { ThreadFailure, ThreadNews, ThreadOrder } from './track-thread-message.js';

if (parentPort) serve(parentPort);

function serve(port: MessagePort): void {
  let controller = new AbortController();
  const tell = (news: ThreadNews): void => {
    port.postMessage(news);
  };
  port.on('message', (order: ThreadOrder) => {
    if (order.kind === 'stop') {
      controller.abort();
      return;
    }
    controller = new AbortController();
    void render(order.task, controller.signal, tell);
  });
}

async function render(
  task: TrackTask,
  signal: AbortSignal,
  tell: (news: ThreadNews) => void,
): Promise<void> {
  try {
    tell({ kind: 'done', result: await renderTrack(task, progressTold(tell), signal) });
  } catch (error) {
    tell({ kind: 'failed', failure: failureOf(error) });
  }
}

/** Often enough for a bar that moves. */
const toldEveryMilliseconds = 100;

function progressTold(tell: (news: ThreadNews) => void): Progress {
  let total = 0;
  let toldAt = performance.now();
  return {
    begin(_label, totalBytes) {
      total = totalBytes;
    },
    update(doneBytes) {
      const now = performance.now();
      if (now - toldAt < toldEveryMilliseconds || total === 0) return;
      toldAt = now;
      tell({ kind: 'progress', part: doneBytes / total });
    },
    end: () => undefined,
  };
}

function failureOf(error: unknown): ThreadFailure {
  return {
    ...explainError(error),
    code: errorCode(error) ?? 'RENDER_FAILED',
    exitCode: error instanceof CliError ? error.exitCode : exitCode.failed,
    stack: error instanceof Error ? error.stack : undefined,
  };
}
