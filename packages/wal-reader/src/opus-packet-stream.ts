import type { PacketIndex } from './packet-index.js';
import { NO_STAMP, SAMPLES_PER_UNIT } from './packet-index.js';
import { extentOf } from './packet-emitter.js';
import type { PacketRuns } from './packet-runs.js';
import { checkRuns } from './packet-runs.js';
import type { SegmentReader } from './segment-reader.js';
import type { SessionManifest } from './session-manifest.js';
import { WalReaderError } from './wal-reader-error.js';

/** A packet as it was recorded. */
export interface PacketChunk {
  /** Tells it from silence. */
  readonly kind: 'packet';
  /** The bytes of the Opus packet; the receiver may keep them. */
  readonly data: Uint8Array;
  /** Samples at 48 kHz. */
  readonly durationSamples: number;
  /** Stamp of the record: milliseconds after the session's start, or null if it bears none. */
  readonly timestampMs: number | null;
}

/** A stretch in which nothing was recorded. */
export interface SilenceChunk {
  /** Tells it from a packet. */
  readonly kind: 'silence';
  /** Samples at 48 kHz, a multiple of 120. */
  readonly durationSamples: number;
}

/** What a stream of Opus packets consists of. */
export type OpusChunk = PacketChunk | SilenceChunk;

/** What is known of a stream before it is iterated. */
export interface OpusStreamInfo {
  /** Of the Opus clock, whatever the capture side ran at. */
  readonly sampleRate: 48000;
  /** 2 if any packet is coded in stereo, else 1. */
  readonly channels: 1 | 2;
  /** Stamp of the first packet in milliseconds after the session's start; null if it bears none. */
  readonly firstPacketTimestampMs: number | null;
  /** Packets that will be yielded. */
  readonly packetCount: number;
  /** Duration of packets and silence together, in samples at 48 kHz. */
  readonly durationSamples: number;
  /** The player's key as text. */
  readonly player: string;
  /** Manifest of the session. */
  readonly session: SessionManifest;
}

/** A track as packets and silence in the order in which they are to be heard; can be iterated again. */
export interface OpusPacketStream extends Iterable<OpusChunk> {
  /** What is known before the first chunk. */
  readonly info: OpusStreamInfo;
}

/** What an {@link OpusPacketStream} is made from. */
export interface OpusPacketStreamSource {
  /** Where the packets lie. */
  readonly index: PacketIndex & { readonly stereoPacketCount: number };
  /** A timeline plan fits. */
  readonly runs: PacketRuns;
  /** Reads the segments of the track that was indexed. */
  readonly reader: SegmentReader;
  /** The player's key as text, passed on in `info`. */
  readonly player: string;
  /** Manifest of the session, passed on in `info`. */
  readonly session: SessionManifest;
}

/**
 * Makes a stream of chunks from an index and its plan: the convenient way to a track's packets,
 * one object and one small read from a buffer at a time.
 * @throws WalReaderError `runs-invalid`; while iterating, `segment-shrank`.
 */
export function opusPacketStream(source: OpusPacketStreamSource): OpusPacketStream {
  const { index, runs } = source;
  checkRuns(runs, index.rowCount);
  return {
    info: streamInfo(source),
    *[Symbol.iterator]() {
      const readPacket = packetReader(index, source.reader);
      for (let run = 0; run < runs.runCount; run++) {
        const silenceUnits = runs.silenceUnits[run] ?? 0;
        if (silenceUnits > 0) {
          yield { kind: 'silence', durationSamples: silenceUnits * SAMPLES_PER_UNIT };
        }
        const firstRow = runs.firstRow[run] ?? 0;
        const endRow = firstRow + (runs.rowCounts[run] ?? 0);
        for (let row = firstRow; row < endRow; row++) {
          yield {
            kind: 'packet',
            data: readPacket(row),
            durationSamples: (index.durationUnits[row] ?? 0) * SAMPLES_PER_UNIT,
            timestampMs: stampOf(index, row),
          };
        }
      }
    },
  };
}

function streamInfo({ index, runs, player, session }: OpusPacketStreamSource): OpusStreamInfo {
  let packetCount = 0;
  let units = 0;
  let firstPacketTimestampMs: number | null = null;
  for (let run = 0; run < runs.runCount; run++) {
    const firstRow = runs.firstRow[run] ?? 0;
    const endRow = firstRow + (runs.rowCounts[run] ?? 0);
    if (packetCount === 0 && endRow > firstRow) firstPacketTimestampMs = stampOf(index, firstRow);
    packetCount += endRow - firstRow;
    units += runs.silenceUnits[run] ?? 0;
    for (let row = firstRow; row < endRow; row++) units += index.durationUnits[row] ?? 0;
  }
  return {
    sampleRate: 48000,
    channels: index.stereoPacketCount > 0 ? 2 : 1,
    firstPacketTimestampMs,
    packetCount,
    durationSamples: units * SAMPLES_PER_UNIT,
    player,
    session,
  };
}

function stampOf(index: PacketIndex, row: number): number | null {
  const stamp = index.stampMs[row];
  return stamp === undefined || stamp === NO_STAMP ? null : stamp;
}

const PIECE_SIZE = 1 << 16;

/** Reads packets one by one, in pieces, so that neighbours cost one read together. */
function packetReader(index: PacketIndex, reader: SegmentReader): (row: number) => Uint8Array {
  const piece = new Uint8Array(PIECE_SIZE);
  let segment = -1;
  let pieceStart = 0;
  let pieceEnd = 0;
  return (row) => {
    const extent = extentOf(index.extents, row);
    const start = extent.baseOffset + (index.offset[row] ?? 0);
    const size = index.size[row] ?? 0;
    if (segment !== extent.segment || start < pieceStart || start + size > pieceEnd) {
      segment = extent.segment;
      pieceStart = start;
      pieceEnd = start + reader.readInto(segment, start, piece);
      if (start + size > pieceEnd) {
        throw new WalReaderError('segment-shrank', 'a segment became shorter while it was read', {
          offset: start,
          found: `${pieceEnd - start} bytes`,
          expected: `a packet of ${size} bytes`,
        });
      }
    }
    return piece.slice(start - pieceStart, start - pieceStart + size);
  };
}
