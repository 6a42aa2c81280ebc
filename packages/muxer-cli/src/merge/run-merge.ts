import { interruptible } from '../interruption.js';
import { createProgress, silentProgress } from '../progress.js';
import { mergeFiles } from './merge-files.js';
import type { MergeRequest } from './merge-request.js';
import { mergeText } from './merge-text.js';

/** Merges two inputs and says on stdout what came of it. */
export async function runMerge(request: MergeRequest): Promise<void> {
  const progress = request.json ? silentProgress : await createProgress(process.stderr);
  const report = await interruptible((signal) => mergeFiles(request, progress, signal));
  process.stdout.write(
    request.json ? `${JSON.stringify(report, undefined, 2)}\n` : mergeText(report),
  );
}
