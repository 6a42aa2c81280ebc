import type { OutputFile } from '../output-file.js';
import type { Progress } from '../progress.js';
import type { Difference } from '../verify/difference.js';
import type { TrackTask } from './render-track.js';

/**
 * Compares a speaker's files with the recording, before they get their names: a file under its final
 * name is one to rely on, and may not take the place of an older one that is.
 *
 * @param segmentBytes bytes of each segment that were rendered
 * @returns what differs in each file, null for those that hold the recording
 */
export async function verifyWritten(
  { session, track, trackNumber }: TrackTask,
  files: readonly OutputFile[],
  segmentBytes: readonly number[],
  progress: Progress,
  signal: AbortSignal,
): Promise<(Difference | null)[]> {
  // Loaded only when it is asked for.
  const { createRecordingReader } = await import('../verify/recording.js');
  const { verifyFile } = await import('../verify/verify-file.js');
  const speakers = [{ track, number: trackNumber, segmentBytes }];
  const recording = { id: session.id, startTimestampMs: session.startTimestampMs, speakers };
  const reader = createRecordingReader(recording, progress, signal);
  const differences: (Difference | null)[] = [];
  for (const { partialPath } of files) {
    const { difference } = await verifyFile(partialPath, reader, progress, signal);
    differences.push(difference);
  }
  return differences;
}
