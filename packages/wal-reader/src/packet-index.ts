import type { DamagedRegion } from './damaged-region.js';

/** Stands in the `stampMs` column where a record bears no stamp. */
export const NO_STAMP = 0xffffffff;

/** Samples at 48 kHz in one unit, 2.5 ms: the shortest Opus frame. */
export const SAMPLES_PER_UNIT = 120;

/** Consecutive rows whose offsets count from the same place of one segment. */
export interface PacketExtent {
  /** Place of the segment in the track's list, from 0. */
  readonly segment: number;
  /** Byte of the segment file that offset 0 stands for. */
  readonly baseOffset: number;
  /** First row of the extent. */
  readonly firstRow: number;
  /** One more than the last row. */
  readonly endRow: number;
}

/** A packet that was recorded twice: the same bytes, compared one by one. */
export interface DuplicatePacket {
  /** The later of the two, which is left out. */
  readonly row: number;
  /** The earlier one. */
  readonly originalRow: number;
}

/** What the headers said of the capture side, and for how many rows. */
export interface CaptureFormat {
  /** `input`: the local microphone; `output`: heard from the network. */
  readonly kind: 'input' | 'output';
  /** In Hz, as the sender labelled it; Opus itself always runs at 48 kHz. */
  readonly sampleRate: number;
  /** Channels of the capture device, which says nothing of how the packets are coded. */
  readonly channels: number;
  /** First row that has it. */
  readonly firstRow: number;
  /** Rows that have it, one after the other. */
  readonly rowCount: number;
}

/** Where packets lie and how long they last: all that laying them out and copying them takes. */
export interface PacketPayloads {
  /** Rows of the index: the length of every column. */
  readonly rowCount: number;
  /** Offset of the packet's first byte, counted from the `baseOffset` of its extent. */
  readonly offset: Uint32Array;
  /** Bytes of the packet. */
  readonly size: Uint16Array;
  /** Duration of the packet in units of 2.5 ms, 1 to 48 (RFC 6716 §3.1). */
  readonly durationUnits: Uint8Array;
  /** Where offsets count from, in ascending order of rows. */
  readonly extents: readonly PacketExtent[];
}

/** One row per intact, valid packet of a track, in order of writing (segment, then offset). */
export interface PacketIndex extends PacketPayloads {
  /** `relative_timestamp_ms` of the record, {@link NO_STAMP} where absent. */
  readonly stampMs: Uint32Array;
  /** In ascending order of `row`. */
  readonly duplicates: readonly DuplicatePacket[];
}

/** What was seen of one segment while it was read. */
export interface SegmentScan {
  /** File name. */
  readonly name: string;
  /** Bytes that were read: the size when reading began. */
  readonly sizeBytes: number;
  /** Rows that this segment gave to the index. */
  readonly rowCount: number;
  /** The file had become longer by the time its end was reached: someone is still recording. */
  readonly grewWhileRead: boolean;
}

/** The index of a track with everything that was noticed on the way. */
export interface TrackIndex extends PacketIndex {
  /** Bytes of all packets together. */
  readonly payloadBytes: number;
  /** Duration of all packets together, in units of 2.5 ms. */
  readonly totalUnits: number;
  /** Rows whose TOC byte has the stereo bit (RFC 6716 §3.1). */
  readonly stereoPacketCount: number;
  /** Rows without a stamp. */
  readonly unstampedCount: number;
  /** The different capture formats in order of appearance; almost always one. */
  readonly formats: readonly CaptureFormat[];
  /** One for each segment of the track, in order. */
  readonly segments: readonly SegmentScan[];
  /** Everything that is not in the index, by segment and offset. */
  readonly damage: readonly DamagedRegion[];
  /** Further regions that were counted but not listed, because the list had become very long. */
  readonly unlistedDamageCount: number;
}
