import type { SampleTally, WaveNote } from '@voxmux/bwav';

/** What came up while a Broadcast WAV was written. */
export interface BwavOccurrences {
  readonly fieldNotes: readonly WaveNote[];
  readonly tally: Readonly<SampleTally>;
  readonly undecodedPackets: number;
  /** Sample of the file at which the first of them belongs. */
  readonly firstUndecodedSample: number;
}

/** What a person should know of a Broadcast WAV, a sentence each. */
export function bwavNotes(occurrences: BwavOccurrences): string[] {
  const { fieldNotes, tally, undecodedPackets, firstUndecodedSample } = occurrences;
  const notes = fieldNotes.map(fieldText);
  if (undecodedPackets > 0) {
    const where = (firstUndecodedSample / 48000).toFixed(3);
    notes.push(
      undecodedPackets === 1
        ? `the packet at ${where} s could not be decoded and is silence in the WAV`
        : `${undecodedPackets} packets could not be decoded and are silence in the WAV, the first at ${where} s`,
    );
  }
  if (tally.clippedSamples > 0) {
    const peak = (20 * Math.log10(tally.peak)).toFixed(1);
    notes.push(
      `${tally.clippedSamples} samples beyond full scale (up to +${peak} dB) were clipped; --bit-depth 32f keeps them`,
    );
  }
  if (tally.invalidSamples > 0) {
    notes.push(`${tally.invalidSamples} samples that were no numbers are zero in the WAV`);
  }
  return notes;
}

function fieldText({ code, field, given, written }: WaveNote): string {
  if (code === 'transliterated' && field.startsWith('bext.')) {
    return `${field} takes ASCII only and says '${written}'; iXML has the name as it is`;
  }
  return `${field} cannot hold '${given}' and says '${written}'`;
}
