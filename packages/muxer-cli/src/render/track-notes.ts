import type { TimelineReport } from '@voxmux/wal-reader';
import type { StamplessIndex } from './audio-format.js';

/** Clocks of sound cards differ by less; more is worth a look. */
const noteworthyDriftPpm = 50;

/** What a person should know of how a track was read and placed, a sentence each. */
export function trackNotes(index: StamplessIndex, report: TimelineReport): string[] {
  const notes: string[] = [];
  const note = (wanted: boolean, text: string): void => {
    if (wanted) notes.push(text);
  };
  const {
    unstampedRows,
    staleRows,
    lateRows,
    movedRows,
    leftOutRows,
    suspectedLosses,
    insertionsInSpeech,
    clockDriftPpm,
    clockSetBackMs,
  } = report;
  note(
    report.unstamped,
    'no packet bears a time stamp; all are laid back to back from the start of the session',
  );
  note(
    !report.unstamped && unstampedRows > 0,
    `${packets(unstampedRows)} without a time stamp, placed by the packets beside`,
  );
  note(leftOutRows > 0, `${packets(leftOutRows)} recorded twice, written once`);
  note(
    staleRows > 0,
    `${packets(staleRows)} with a stamp from before a pause, placed by other evidence`,
  );
  note(lateRows > 0, `${packets(lateRows)} arrived late, placed where they were spoken`);
  note(movedRows > 0, `${packets(movedRows)} written out of order, put where the stamps say`);
  note(
    suspectedLosses > 0,
    `${suspectedLosses} short gap${suspectedLosses === 1 ? '' : 's'} inside speech: packets seem to have been lost on the way`,
  );
  note(
    insertionsInSpeech > 0,
    `the sender's clock is slow: a little silence was put into speech ${insertionsInSpeech} time${insertionsInSpeech === 1 ? '' : 's'}`,
  );
  note(
    clockDriftPpm !== null && Math.abs(clockDriftPpm) >= noteworthyDriftPpm,
    `the sender's clock is ${Math.abs(clockDriftPpm ?? 0).toFixed(0)} ppm ${(clockDriftPpm ?? 0) > 0 ? 'slow' : 'fast'}`,
  );
  note(
    clockSetBackMs > 0,
    `the wall clock was set back by about ${(clockSetBackMs / 1000).toFixed(1)} s while recording`,
  );
  note(
    index.segments.some(({ grewWhileRead }) => grewWhileRead),
    'someone is still recording; this is what was there when the file was read',
  );
  note(
    index.unlistedDamageCount > 0,
    `${index.unlistedDamageCount} further damaged places are not listed`,
  );
  return notes;
}

function packets(count: number): string {
  return `${count} packet${count === 1 ? '' : 's'}`;
}
