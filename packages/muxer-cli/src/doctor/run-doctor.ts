import { interruptible } from '../interruption.js';
import { chosenTimeZone } from '../moment-text.js';
import { createProgress, silentProgress } from '../progress.js';
import { withSessionHints } from '../session-error.js';
import { wantsColour } from '../terminal-colour.js';
import { shownPath } from '../user-path.js';
import type { DoctorReport } from './doctor-report.js';
import { examineSession } from './examine-session.js';
import { renderCommandText } from './render-command-text.js';
import { repairSession } from './repair-session.js';

/** What the person asked `doctor` for; paths are absolute. */
export interface DoctorRequest {
  readonly sessionFolder: string;
  /** Folder for a clean copy; undefined: none. */
  readonly repairFolder: string | undefined;
  /** IANA name; undefined: the machine's zone. */
  readonly timeZone: string | undefined;
  readonly json: boolean;
}

/** Examines a recording, makes a clean copy if asked to, and says on stdout what was found. */
export async function runDoctor(request: DoctorRequest): Promise<void> {
  const timeZone = chosenTimeZone(request.timeZone);
  const progress = request.json ? silentProgress : await createProgress(process.stderr);
  const report = await withSessionHints(() =>
    interruptible(async (signal): Promise<DoctorReport> => {
      const examined = await examineSession(request.sessionFolder, timeZone, progress, signal);
      if (request.repairFolder === undefined) return examined;
      const repair = await repairSession(examined, request.repairFolder, progress, signal);
      const hasPackets = examined.renderCommand !== null;
      const renderCommand = hasPackets ? renderCommandText(shownPath(repair.folder), null) : null;
      return { ...examined, renderCommand, repair };
    }),
  );
  if (request.json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  const { doctorText } = await import('./doctor-text.js');
  process.stdout.write(doctorText(report, wantsColour()));
}
