import { type BoxNode, type SampleColumns, sampleWindows } from '@voxmux/isobmff';
import type { ByteWindow } from './byte-window.js';
import { silenceSamplesAt } from './silence-packet.js';

/** The packets of a rendered M4A in order, without more of them in memory than are looked at. */
export interface RenderedPackets {
  /** Number of the packet at hand, from 0. */
  readonly number: number;
  /** Of the packet at hand; at the end of the file those of the last one. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly durationSamples: number;
  readonly startSamples: number;
  /** Whether there is a packet at hand, or the file is at its end. */
  more(): boolean;
  /** Goes on by so many packets, of which the window at hand has to have all. */
  advance(count: number): void;
  /** The bytes of the packet at hand; valid until the next call. */
  bytes(): Uint8Array;
  /** The bytes from the packet at hand on; valid until the next call. */
  bytesAhead(byteLength: number): Uint8Array;
  /** Samples of the packet at hand by itself if it is digital silence, otherwise 0. */
  silenceSamples(): number;
  /**
   * Goes over packets of digital silence that lie one behind the other and last as long as the
   * tables say, up to a number of samples; returns the samples gone over.
   */
  skipSilence(samples: number): number;
  /**
   * How many of the packets from the one at hand on lie one behind the other and have the sizes and
   * durations of rows from `row` on.
   */
  alike(sizes: Uint16Array, units: Uint8Array, row: number, endRow: number): number;
}

const silencePacketBytes = 3;

/** @param stbl sample table of the sound */
export function renderedPackets(
  stbl: BoxNode,
  fileByteLength: number,
  file: ByteWindow,
  samplesPerUnit: number,
): RenderedPackets {
  const windows = sampleWindows(stbl, fileByteLength);
  const none = { sampleCount: 0, size: new Uint32Array(), duration: new Uint32Array() };
  const noTimes = { offset: new Float64Array(), decodeTime: new Float64Array() };
  let samples: SampleColumns = { ...none, ...noTimes };
  let firstSample = 0;
  let at = 0;
  const here = (column: Uint32Array | Float64Array): number =>
    column[Math.min(at, samples.sampleCount - 1)] ?? 0;

  /** How many of the packets at hand, and at most `limit`, lie one behind the other. */
  function contiguous(limit: number): number {
    const { offset, size, sampleCount } = samples;
    const end = Math.min(at + limit, sampleCount);
    let next = at + 1;
    while (next < end && offset[next] === (offset[next - 1] ?? 0) + (size[next - 1] ?? 0)) next++;
    return Math.min(next, end) - at;
  }

  return {
    get number() {
      return firstSample + at;
    },
    get offset() {
      return here(samples.offset);
    },
    get sizeBytes() {
      return here(samples.size);
    },
    get durationSamples() {
      return here(samples.duration);
    },
    get startSamples() {
      return here(samples.decodeTime);
    },
    more() {
      if (at < samples.sampleCount) return true;
      const window = windows.next().value;
      if (window === undefined) return false;
      ({ firstSample, samples } = window);
      at = 0;
      return true;
    },
    advance(count) {
      at += count;
    },
    bytes: () => file.bytes(here(samples.offset), here(samples.size)),
    bytesAhead: (byteLength) => file.bytes(here(samples.offset), byteLength),
    silenceSamples() {
      const size = here(samples.size);
      return silenceSamplesAt(file.bytes(here(samples.offset), size), 0, size);
    },
    skipSilence(limit) {
      const { size, duration } = samples;
      const count = contiguous(Math.ceil(limit / samplesPerUnit));
      const bytes = file.bytes(here(samples.offset), count * silencePacketBytes);
      let skipped = 0;
      for (let packet = 0; packet < count; packet++) {
        const lasts = silenceSamplesAt(bytes, packet * silencePacketBytes, size[at] ?? 0);
        if (lasts === 0 || lasts !== duration[at] || skipped + lasts > limit) break;
        skipped += lasts;
        at += 1;
      }
      return skipped;
    },
    alike(sizes, units, row, endRow) {
      const { size, duration } = samples;
      const limit = contiguous(endRow - row);
      let count = 0;
      while (
        count < limit &&
        size[at + count] === sizes[row + count] &&
        duration[at + count] === (units[row + count] ?? 0) * samplesPerUnit
      ) {
        count += 1;
      }
      return count;
    },
  };
}
