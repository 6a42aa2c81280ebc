import { interruptible } from '../interruption.js';
import { createProgress, silentProgress } from '../progress.js';
import { withSessionHints } from '../session-error.js';
import { wantsColour } from '../terminal-colour.js';
import type { RenderRequest } from './render-request.js';
import { renderSession } from './render-session.js';

/** Renders a session and says on stdout what came of it. */
export async function runRender(request: RenderRequest): Promise<void> {
  const progress = request.json ? silentProgress : await createProgress(process.stderr);
  const report = await withSessionHints(() =>
    interruptible((signal) => renderSession(request, progress, signal)),
  );
  if (request.json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  const { renderText } = await import('./render-text.js');
  process.stdout.write(renderText(report, wantsColour()));
  if (request.sessionFolder === undefined) {
    process.stdout.write(
      '\nThis was the demo recording. Next: open the files in your editor, or render your own with\n' +
        '  npx nx run muxer-cli:render --session path/to/session\n',
    );
  }
}
