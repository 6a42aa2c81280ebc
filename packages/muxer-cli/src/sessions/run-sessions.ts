import { interruptible } from '../interruption.js';
import { chosenTimeZone } from '../moment-text.js';
import { wantsColour } from '../terminal-colour.js';
import { listSessions, type SessionsRequest } from './list-sessions.js';

/** Lists recordings on stdout. */
export async function runSessions(request: SessionsRequest): Promise<void> {
  const timeZone = chosenTimeZone(request.timeZone);
  const report = await interruptible((signal) => listSessions(request, timeZone, signal));
  if (request.json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
    return;
  }
  const { sessionsText } = await import('./sessions-text.js');
  process.stdout.write(sessionsText(report, wantsColour()));
}
