import { printableText } from '../printable-text.js';
import { countText, durationText, sizeText } from '../quantity-text.js';
import { alignedRows } from '../text-table.js';
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
      ...sessionLines(sessions, colour),
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

/** Columns of figures, which stand to the right. */
const figures: readonly number[] = [1, 2, 3];

/** Plain lines: a table with borders takes seconds for thousands of rows. */
function sessionLines(sessions: readonly ListedSession[], colour: boolean): string[] {
  const rows = [heads, ...sessions.map(sessionCells)];
  const widths = heads.map((_, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  const [head = '', ...lines] = alignedRows(
    rows.map((row) =>
      row.map((cell, column) =>
        figures.includes(column) ? cell.padStart(widths[column] ?? 0) : cell,
      ),
    ),
  );
  return [colour ? `\u001b[1m${head}\u001b[22m` : head, ...lines];
}

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
