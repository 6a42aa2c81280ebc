import { createPacketEmitter } from './packet-emitter.js';
import type { PacketPayloads } from './packet-index.js';
import type { PacketRuns, SilencePackets } from './packet-runs.js';
import type { AsyncSegmentReader, PassOptions, SegmentReader } from './segment-reader.js';

/** What is to be copied: rows of an index, in runs, with silence in front of each. */
export interface PacketSelection {
  /** Where the packets lie. */
  readonly index: PacketPayloads;
  /** A timeline plan fits. */
  readonly runs: PacketRuns;
  /** Makes the packets between. */
  readonly silence: SilencePackets;
}

/**
 * Copies packets and silence to an output, buffer by buffer: each turn of the iteration reads or
 * writes once and yields the bytes written so far. A caller that wants to stop simply leaves the
 * loop, and one that wants to stay responsive awaits something in it now and then.
 * @param reader of the segments of the track that was indexed.
 * @param write is given the bytes of the output in order; they are valid until it returns.
 * @returns the bytes written: `payloadBytes` of the sample layout.
 * @throws WalReaderError `segment-shrank`, `runs-invalid`, `silence-invalid`, and what `reader`
 *   and `write` throw.
 */
export function* copyPacketSteps(
  { index, runs, silence }: PacketSelection,
  reader: SegmentReader,
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
): Generator<number, number> {
  const emitter = createPacketEmitter(index, runs, silence);
  let bytesDone = 0;
  for (let step = emitter.next(); step !== null; step = emitter.next()) {
    if (step.kind === 'read') {
      emitter.accept(reader.readInto(step.segment, step.position, step.target));
    } else {
      write(step.bytes);
      bytesDone += step.bytes.length;
    }
    yield bytesDone;
  }
  return bytesDone;
}

/**
 * {@link copyPacketSteps} at one go.
 * @returns the bytes written.
 * @throws as {@link copyPacketSteps}, and the reason of an aborted signal.
 * @example
 * const layout = layOutSamples(index, runs, silence);
 * copyPackets({ index, runs, silence }, reader, (bytes) => writeSync(output, bytes));
 */
export function copyPackets(
  selection: PacketSelection,
  reader: SegmentReader,
  write: (bytes: Uint8Array<ArrayBuffer>) => void,
  options: PassOptions = {},
): number {
  const steps = copyPacketSteps(selection, reader, write);
  for (;;) {
    options.signal?.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value;
    options.onProgress?.(value);
  }
}

/**
 * {@link copyPackets} for readers and writers that take their time, as in a browser.
 * @returns the bytes written.
 * @throws as {@link copyPackets}.
 */
export async function copyPacketsAsync(
  { index, runs, silence }: PacketSelection,
  reader: AsyncSegmentReader,
  write: (bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>,
  options: PassOptions = {},
): Promise<number> {
  const emitter = createPacketEmitter(index, runs, silence);
  let bytesDone = 0;
  for (let step = emitter.next(); step !== null; step = emitter.next()) {
    options.signal?.throwIfAborted();
    if (step.kind === 'read') {
      emitter.accept(await reader.readInto(step.segment, step.position, step.target));
    } else {
      await write(step.bytes);
      bytesDone += step.bytes.length;
    }
    options.onProgress?.(bytesDone);
  }
  return bytesDone;
}
