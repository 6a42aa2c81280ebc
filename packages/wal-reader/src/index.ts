export { SAMPLES_PER_UNIT, NO_STAMP } from './packet-index.js';
export type {
  CaptureFormat,
  DuplicatePacket,
  PacketExtent,
  PacketIndex,
  PacketPayloads,
  SegmentScan,
  TrackIndex,
} from './packet-index.js';
export type { DamagedRegion, DamageKind } from './damaged-region.js';
export { parseSessionManifest } from './session-manifest.js';
export type { SessionManifest } from './session-manifest.js';
export { parseSegmentName } from './segment-name.js';
export type { SegmentName } from './segment-name.js';
export { playerKey } from './player-key.js';
export type { PlayerKey } from './player-key.js';
export type { PassedOverFile, RecordedSession, Segment, Track } from './recorded-session.js';
export type {
  AsyncSegmentReader,
  PassOptions,
  ReadStep,
  SegmentReader,
  SizeStep,
} from './segment-reader.js';
export { indexSegments } from './track-indexer.js';
export type { IndexStep } from './track-indexer.js';
export { readSegmentHeader, SEGMENT_HEAD_SIZE } from './segment-header.js';
export type { SegmentHeader } from './segment-header.js';
export { gatherTracks, headSize } from './track-gathering.js';
export type { GatheredTracks, WalFile } from './track-gathering.js';
export { FRAME_UNITS, invalidPacketReason, isStereoPacket, packetUnits } from './opus-packet.js';
export type { PacketRuns, SilencePackets } from './packet-runs.js';
export { layOutSamples } from './sample-layout.js';
export type { SampleLayout } from './sample-layout.js';
export { createPacketEmitter } from './packet-emitter.js';
export type { EmitStep, PacketEmitter, WriteStep } from './packet-emitter.js';
export { copyPackets, copyPacketsAsync, copyPacketSteps } from './packet-copy.js';
export type { PacketSelection } from './packet-copy.js';
export { opusPacketStream } from './opus-packet-stream.js';
export type {
  OpusChunk,
  OpusPacketStream,
  OpusPacketStreamSource,
  OpusStreamInfo,
  PacketChunk,
  SilenceChunk,
} from './opus-packet-stream.js';
export { WalReaderError } from './wal-reader-error.js';
export type { WalReaderErrorCode, WalReaderErrorDetails } from './wal-reader-error.js';
export * from './timeline/index.js';
export { segmentHash } from './segment-hash.js';
export { decodeRecordHeader } from './record-header.js';
export type {
  Coordinates,
  GenericPlayer,
  HytalePlayer,
  InputHeader,
  MinecraftPlayer,
  Orientation,
  OutputHeader,
  PlayerData,
  PlayerMetadata,
  RecordHeader,
} from './record-header.js';
export { readRecord, readRecordHeader } from './stored-record.js';
export type { StoredRecord } from './stored-record.js';
export { encodeRecord, encodeRecordHeader, encodeSegmentHeader } from './record-writer.js';
export { indexMemory, memoryReader } from './memory-segments.js';
export type { MemorySegment } from './memory-segments.js';
export { blobReader, indexTrackAsync, sessionFromFiles } from './session-files.js';
export type { BlobLike, SegmentBlob, SessionFile } from './session-files.js';
export { estimatePlacement, planTimeline } from './timeline/index.js';
export type {
  Placement,
  TimelineColumns,
  TimelineFormat,
  TimelineOrigin,
  TimelinePlan,
  TimelineReport,
} from './timeline/index.js';
export { RECORDER_SEGMENT_SECONDS, segmentExpirySeconds } from './segment-expiry.js';
export { sampleHead, sampleTail } from './segment-sample.js';
export type { SegmentSample, TailSample } from './segment-sample.js';
export { estimateSessionStart } from './session-start.js';
export type { SegmentBeginning, SessionStartEstimate } from './session-start.js';
export { wholeRecordRanges } from './whole-record-ranges.js';
export type { ByteRange } from './whole-record-ranges.js';
export { manifestRemains, timeOfSessionId } from './manifest-remains.js';
export type { ManifestRemains } from './manifest-remains.js';
export { encodeSessionManifest } from './manifest-writer.js';
