export type {
  BroadcastExtension,
  BroadcastExtensionChunk,
  BroadcastLoudness,
} from './broadcast-extension.js';
export { BwavError, type BwavFault, type BwavFaultCode, describeFault } from './bwav-error.js';
export {
  type CodingHistoryLine,
  formatCodingHistory,
  parseCodingHistory,
} from './coding-history.js';
export type { Marker } from './cue-chunk.js';
export { createLoudnessMeter, type LoudnessMeter } from './loudness-meter.js';
export { encodeWave, type EncodedWave, type EncodeWaveOptions } from './encode-wave.js';
export type { FormatChunk } from './format-chunk.js';
export type { IXml, IXmlTimecodeRate, IXmlTrack } from './ixml.js';
export type { IXmlChunk, IXmlTrackElement } from './ixml-reader.js';
export {
  createSampleEncoder,
  type SampleEncoder,
  type SampleEncoderOptions,
} from './sample-encoder.js';
export type { SampleTally } from './sample-kernel.js';
export type { SizeFieldPlaces, WaveContainer, WavePatch } from './size-field.js';
export { blockAlign, bytesPerSample, type SampleFormat, type WaveFormat } from './wave-format.js';
export type { WaveNote, WaveNoteCode } from './wave-note.js';
export {
  finishWave,
  planWave,
  type WaveEnding,
  type WavePlan,
  type WavePlanOptions,
} from './wave-plan.js';
export type { ByteRange, ByteRequests, ChunkEntry, WaveFileContainer } from './chunk-walk.js';
export { requestWave, type WaveData, type WaveFile } from './wave-reader.js';
export { readWave, readWaveFrom, type WaveSource } from './wave-source.js';
