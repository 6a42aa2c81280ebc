import type { Progress } from '../progress.js';
import { audioFormat } from './audio-formats.js';
import { renderTrack, type TrackResult, type TrackTask } from './render-track.js';

/**
 * Renders speakers: one after the other, or in up to `jobs` threads where a format is worth it.
 * Results are in the order of the tasks and files are the same either way.
 *
 * @throws what kept a file from being written first; the speakers at work then are given up, and
 *   files that were complete stay
 */
export async function renderTracks(
  tasks: readonly TrackTask[],
  jobs: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrackResult[]> {
  const threads = Math.min(jobs, tasks.length);
  if (threads > 1 && tasks.some(isLaborious)) {
    const { renderInThreads } = await import('./track-threads.js');
    return renderInThreads(tasks, threads, progress, signal);
  }
  const results: TrackResult[] = [];
  for (const task of tasks) results.push(await renderTrack(task, progress, signal));
  return results;
}

function isLaborious({ outputs }: TrackTask): boolean {
  return outputs.some(({ format }) => audioFormat(format).laborious);
}
