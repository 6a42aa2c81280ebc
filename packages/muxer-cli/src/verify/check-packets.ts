import { type PacketIndex, SAMPLES_PER_UNIT, type TimelinePlan } from '@voxmux/wal-reader';
import { type Difference, type DifferenceKind, millisecondsText } from './difference.js';
import type { RecordedPackets } from './recorded-packets.js';
import type { RenderedPackets } from './rendered-packets.js';

/** A rendered track and the recording that it should hold. */
export interface PacketComparison {
  readonly file: RenderedPackets;
  readonly index: PacketIndex;
  readonly plan: TimelinePlan;
  readonly log: RecordedPackets;
}

/** What was compared, when everything agreed. */
export interface PacketCounts {
  readonly packets: number;
  readonly silenceSamples: number;
}

/**
 * Walks the rendered packets and the plan side by side: every recorded packet has to stand where the
 * plan puts it, bit for bit, and what lies between has to be silence of the right length.
 *
 * Yields the place in the file now and then, so that a caller can stop; returns the first difference,
 * or the counts.
 */
export function* comparePackets({
  file,
  index,
  plan,
  log,
}: PacketComparison): Generator<number, Difference | PacketCounts> {
  let packets = 0;
  for (let run = 0; run < plan.runCount; run++) {
    const firstRow = plan.firstRow[run] ?? 0;
    const endRow = firstRow + (plan.rowCounts[run] ?? 0);
    let silenceLeft = (plan.silenceUnits[run] ?? 0) * SAMPLES_PER_UNIT;
    while (silenceLeft > 0) {
      if (!file.more()) {
        const expected = `${millisecondsText(silenceLeft)} more of silence`;
        return here('silence-missing', 'the end of the file', expected);
      }
      const skipped = file.skipSilence(silenceLeft);
      if (skipped === 0) return explainSilence(run, silenceLeft);
      silenceLeft -= skipped;
      yield file.offset;
    }
    for (let row = firstRow; row < endRow;) {
      if (!file.more()) {
        return here('packet-missing', 'the end of the file', 'a recorded packet', row);
      }
      const alike = file.alike(index.size, index.durationUnits, row, endRow);
      if (alike === 0) return explainPacket(row, endRow, firstRow);
      const { bytes, rowCount } = log.gather(row, row + alike);
      if (Buffer.compare(file.bytesAhead(bytes.length), bytes) !== 0) {
        const before = rowsBeforeDifference(row, bytes);
        file.advance(before);
        return explainPacket(row + before, endRow, firstRow);
      }
      file.advance(rowCount);
      row += rowCount;
      packets += rowCount;
      yield file.offset;
    }
  }
  if (file.more()) {
    const last = lastRecordedRow(plan, plan.runCount);
    const repeated = last >= 0 && sameBytes(file.bytes(), log.packet(last));
    const what = repeated ? 'packet-repeated' : 'packet-unknown';
    return here(what, 'a packet more', 'the end of the file');
  }
  return { packets, silenceSamples: plan.silenceUnitsTotal * SAMPLES_PER_UNIT };

  function here(what: DifferenceKind, found: string, expected: string, row?: number): Difference {
    const packet = file.number;
    const timeSeconds = file.startSamples / 48000;
    const place = { packet, timeSeconds, fileOffset: file.offset };
    return { what, found, expected, ...place, ...(row === undefined ? {} : log.place(row)) };
  }

  /** How many of the gathered packets are the same in the file. */
  function rowsBeforeDifference(row: number, bytes: Uint8Array): number {
    const found = file.bytesAhead(bytes.length);
    let at = 0;
    while (bytes[at] === found[at]) at += 1;
    let rows = 0;
    for (let end = index.size[row] ?? 0; end <= at; end += index.size[row + rows] ?? 0) rows += 1;
    return rows;
  }

  /** Names what stands where silence should be. */
  function explainSilence(run: number, silenceLeft: number): Difference {
    const firstRow = (plan.rowCounts[run] ?? 0) > 0 ? plan.firstRow[run] : undefined;
    const lasts = file.silenceSamples();
    if (lasts !== file.durationSamples && lasts > 0) return wrongDuration(lasts);
    if (lasts > 0) {
      const found = `${millisecondsText(lasts - silenceLeft)} too much`;
      return here('silence-too-long', found, 'silence up to the next packet', firstRow);
    }
    const wanted = `${millisecondsText(silenceLeft)} more of silence`;
    const last = lastRecordedRow(plan, run);
    return last >= 0 && sameBytes(file.bytes(), log.packet(last))
      ? here('packet-repeated', 'the packet before once more', wanted, last)
      : here('silence-missing', 'a packet that is not silent', wanted, firstRow);
  }

  function wrongDuration(lasts: number, row?: number): Difference {
    const found = millisecondsText(file.durationSamples);
    return here('packet-duration', found, `${millisecondsText(lasts)}, as the packet says`, row);
  }

  /** Names what happened to a packet that is not the recorded one. */
  function explainPacket(row: number, endRow: number, firstRow: number): Difference {
    const found = file.bytes().slice();
    if (sameBytes(found, log.packet(row))) {
      const units = index.durationUnits[row] ?? 0;
      return wrongDuration(units * SAMPLES_PER_UNIT, row);
    }
    const isRow = (bytes: Uint8Array, other: number): boolean =>
      other >= firstRow && other < endRow && sameBytes(bytes, log.packet(other));
    const next = 'the packet that should come next';
    const missing = here('packet-missing', next, 'this one first', row);
    if (isRow(found, row + 1)) {
      file.advance(1);
      const swapped = file.more() && isRow(file.bytes(), row);
      return swapped ? { ...missing, what: 'packets-swapped' } : missing;
    }
    if (isRow(found, row - 1)) {
      return here('packet-repeated', 'the packet before once more', 'the next one', row);
    }
    if (file.silenceSamples() > 0) {
      const silent = here('packet-missing', 'silence', 'a recorded packet', row);
      while (file.more() && file.silenceSamples() > 0) file.advance(1);
      const comesLater = file.more() && isRow(file.bytes(), row);
      return comesLater ? { ...silent, what: 'silence-too-long' } : silent;
    }
    const expected = log.packet(row);
    const place = found.findIndex((byte, at) => byte !== expected[at]);
    return found.length === expected.length
      ? here('packet-changed', `another byte ${place} of ${found.length}`, 'the recorded one', row)
      : here('packet-changed', `${found.length} bytes`, `${expected.length} bytes`, row);
  }
}

/** The row that is heard last before a run, or −1. */
function lastRecordedRow({ firstRow, rowCounts }: TimelinePlan, run: number): number {
  for (let before = run - 1; before >= 0; before--) {
    const count = rowCounts[before] ?? 0;
    if (count > 0) return (firstRow[before] ?? 0) + count - 1;
  }
  return -1;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
