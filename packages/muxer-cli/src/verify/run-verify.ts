import { CliError } from '../cli-error.js';
import { interruptible } from '../interruption.js';
import { createProgress, silentProgress } from '../progress.js';
import { countText } from '../quantity-text.js';
import { withSessionHints } from '../session-error.js';
import { type VerifyReport, verifyFiles } from './verify-files.js';
import type { VerifyRequest } from './verify-request.js';
import { verifyText } from './verify-text.js';

/**
 * Verifies rendered files and says what came of it on stdout.
 *
 * @throws CliError `VERIFICATION_FAILED` if a file differs from the recording, or a speaker has none
 */
export async function runVerify(request: VerifyRequest): Promise<void> {
  const progress = request.json ? silentProgress : await createProgress(process.stderr);
  const report = await withSessionHints(() =>
    interruptible((signal) => verifyFiles(request, progress, signal)),
  );
  process.stdout.write(
    request.json ? `${JSON.stringify(report, undefined, 2)}\n` : verifyText(report),
  );
  if (!report.verified) throw failureOf(report);
}

function failureOf({ files, missingPlayers }: VerifyReport): CliError {
  const differing = files.filter(({ difference }) => difference !== null).length;
  const differ = differing === 1 ? 'differs' : 'differ';
  const parts = [
    ...(differing > 0
      ? [`${differing} of ${countText(files.length, 'file')} ${differ} from the recording`]
      : []),
    ...(missingPlayers.length > 0 ? [`no file of ${missingPlayers.join(', ')}`] : []),
  ];
  return new CliError(parts.join('; '), {
    code: 'VERIFICATION_FAILED',
    hint:
      differing > 0
        ? 'the recording was only read: render again, best to another disk'
        : 'render these speakers too, or name those who matter with --player',
  });
}
