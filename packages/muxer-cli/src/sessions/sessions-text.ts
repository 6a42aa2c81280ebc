import { printableText } from '../printable-text.js';
import { countText, durationText, sizeText } from '../quantity-text.js';
import { tableLines } from '../text-table.js';
import { shownPath } from '../user-path.js';
import type { ListedSession, SessionsReport } from './sessions-report.js';

/** More names than this are counted. */
const namesShown = 4;

/** The list for people: a table, one row a recording; `≈` stands before what is an estimate. */
export function sessionsText(report: SessionsReport, colour: boolean): string {
  const { sessions, unreadable, timeZone } = report;
  const lines: string[] = [];
  if (sessions.length > 0) {
    lines.push(
      ...tableLines({ heads, rows: sessions.map(sessionCells), toTheRight, colour }),
      '',
      `${countText(sessions.length, 'recording')}, times in ${printableText(timeZone)}, ≈ is an estimate`,
    );
  } else {
    lines.push(`No such recording below ${printableText(shownPath(report.folder))}.`);
  }
  const damaged = sessions.find(({ state }) => state === 'damaged' || state === 'crashed');
  if (damaged !== undefined) lines.push('What is wrong with one of them: voxmux doctor FOLDER');
  for (const { folder, reason } of unreadable) {
    lines.push(printableText(`${shownPath(folder)}: passed over, ${reason}`));
  }
  return `${lines.join('\n')}\n`;
}

const heads = ['start', 'length', 'talk', 'size', 'state', 'folder', 'speakers'];

/** Length, talk and size. */
const toTheRight = [1, 2, 3];

function sessionCells(session: ListedSession): string[] {
  const { lengthMs, lengthIsEstimate, talkMsEstimate, bytes, state, folder } = session;
  return [
    startText(session),
    lengthMs === null ? '?' : `${about(lengthIsEstimate)}${durationText(lengthMs / 1000)}`,
    `${about(talkMsEstimate > 0)}${durationText(talkMsEstimate / 1000)}`,
    sizeText(bytes),
    state,
    printableText(shownPath(folder)),
    namesText(session.players),
  ];
}

function about(isEstimate: boolean): string {
  return isEstimate ? '≈' : '';
}

/** To the second, without the offset: `2026-02-14 19:30:05`. */
function startText({ startTime, startIsEstimate }: ListedSession): string {
  if (startTime === null) return '?';
  return about(startIsEstimate) + startTime.slice(0, 19).replace('T', ' ');
}

function namesText(players: readonly string[]): string {
  const names = players.slice(0, namesShown).map(printableText).join(', ');
  const more = players.length - namesShown;
  return more > 0 ? `${names} and ${more} more` : names;
}
