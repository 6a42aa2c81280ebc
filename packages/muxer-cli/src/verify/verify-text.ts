import { printableText } from '../printable-text.js';
import { countText } from '../quantity-text.js';
import { shownPath } from '../user-path.js';
import { differenceText } from './difference.js';
import type { Verification } from './verification.js';
import type { VerifyReport } from './verify-files.js';

/** The report for people: a line for each file, and for each speaker who has none. */
export function verifyText({ files, missingPlayers }: VerifyReport): string {
  const lines = [
    ...files.map((result) => `${shownPath(result.file)}: ${verdictText(result)}`),
    ...missingPlayers.map((name) => `${name}: MISSING, there is no file of this speaker`),
  ];
  return lines.map((line) => `${printableText(line)}\n`).join('');
}

/** What came of comparing a file, without its name. */
export function verdictText(verification: Verification): string {
  const { player, difference, packets, silenceSamples, wave } = verification;
  if (difference !== null) return `DIFFERS: ${differenceText(difference)}`;
  const silence = `${(silenceSamples / 48000).toFixed(3)} s of silence`;
  const proof =
    wave === null
      ? `${countText(packets, 'packet')} bit for bit`
      : `${countText(packets, 'packet')}, every one of ${countText(wave.frames, 'sample')} as decoded (${wave.bitDepth === '32f' ? '32-bit float' : `${wave.bitDepth} bits`})`;
  const undecoded =
    (wave?.undecodedPackets ?? 0) > 0
      ? `; ${countText(wave?.undecodedPackets ?? 0, 'packet')} that cannot be decoded as silence`
      : '';
  return `holds the recording of ${player ?? ''}: ${proof}, ${silence}${undecoded}`;
}
