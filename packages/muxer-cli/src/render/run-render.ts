import { CliError } from '../cli-error.js';
import { interruptible } from '../interruption.js';
import { createProgress, silentProgress } from '../progress.js';
import { countText } from '../quantity-text.js';
import { withSessionHints } from '../session-error.js';
import { wantsColour } from '../terminal-colour.js';
import type { RenderReport } from './render-report.js';
import type { RenderRequest } from './render-request.js';
import { renderSession } from './render-session.js';

/**
 * Renders a session and says on stdout what came of it.
 *
 * @throws CliError `VERIFICATION_FAILED` if a file was verified and does not hold the recording; what
 *   keeps files from being written
 */
export async function runRender(request: RenderRequest): Promise<void> {
  const progress = request.json ? silentProgress : await createProgress(process.stderr);
  const report = await withSessionHints(() =>
    interruptible((signal) => renderSession(request, progress, signal)),
  );
  if (request.json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    const { renderText } = await import('./render-text.js');
    process.stdout.write(renderText(report, wantsColour()));
  }
  if (report.rejected.length > 0) throw rejection(report);
  if (request.sessionFolder === undefined && !request.json) {
    process.stdout.write(
      '\nThis was the demo recording. Next: open the files in your editor, or render your own with\n' +
        '  npx nx run muxer-cli:render --session path/to/session\n',
    );
  }
}

function rejection({ outputs, rejected }: RenderReport): CliError {
  const count = countText(outputs.length + rejected.length, 'file');
  return new CliError(
    `${rejected.length} of ${count} differed from the recording and ${rejected.length === 1 ? 'was' : 'were'} not written`,
    {
      code: 'VERIFICATION_FAILED',
      hint: 'try another --out, on another disk; without --verify they are written as they are',
    },
  );
}
