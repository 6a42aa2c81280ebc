export {
  IsobmffError,
  type BoxPlace,
  type IsobmffErrorCode,
  type IsobmffFault,
} from './box-error.js';
export type { FieldReader, FieldWriter } from './byte-cursor.js';
export {
  box,
  container,
  draftBox,
  fullBox,
  fullBoxByVersion,
  joinParts,
  withType,
  writeBox,
  writeBoxes,
  type BoxDescription,
  type BoxDraft,
  type BoxInput,
  type BoxOptions,
  type BoxPart,
  type BoxValue,
  type DraftOptions,
  type FullBox,
  type FullBoxInput,
  type FullBoxOptions,
  type Trailing,
} from './box-description.js';
export {
  fourCC,
  fourCCText,
  readBoxHeader,
  emptyBoxHeader,
  MAX_HEADER_SIZE,
  type BoxHeader,
  type SizeForm,
} from './box-header.js';
export {
  bytes,
  childCount,
  constant,
  countedBytes,
  describedAs,
  flagged,
  optional,
  reserved,
  rest,
  sinceVersion,
  sniffed,
  when,
  withDefault,
  type Described,
  type Field,
  type FullBoxHead,
} from './box-field.js';
export {
  fixed16,
  fixed8,
  flags32,
  i16,
  i32,
  i64,
  u16,
  u24,
  u32,
  u64,
  u64Exact,
  u8,
  ufixed16,
  type Column,
  type NumberField,
} from './number-field.js';
export { flaggedColumn, list, rows } from './table-field.js';
export {
  countedText,
  fourCCField,
  fourCCList,
  language,
  restText,
  terminatedText,
} from './text-field.js';
export {
  dateByVersion,
  durationByVersion,
  exactByVersion,
  offsetByVersion,
  signedByVersion,
  unsignedByVersion,
  type Versioned,
} from './versioned-field.js';
export { listBoxes } from './box-listing.js';
export {
  boxSummaries,
  summarizeBoxes,
  summarizeBoxesOf,
  type BoxSummary,
  type FileSummary,
} from './box-summary.js';
export { boxSet, type BoxSet } from './box-set.js';
export {
  editBox,
  findBox,
  findBoxes,
  parseBoxes,
  requireBox,
  walkBoxes,
  type BoxEdit,
  type BoxNode,
} from './box-tree.js';
export { standardBoxes, standardDescriptions } from './standard-boxes.js';
export * from './boxes/data-reference.js';
export * from './boxes/edit-list.js';
export * from './boxes/file.js';
export * from './boxes/media-header.js';
export * from './boxes/movie-fragment.js';
export * from './boxes/movie-header.js';
export * from './boxes/opus.js';
export * from './boxes/sample-description.js';
export * from './boxes/sample-group.js';
export * from './boxes/sample-table.js';
export * from './boxes/timecode.js';
export * from './boxes/track-reference.js';
export * from './boxes/user-data.js';
export * from './boxes/sub-sample.js';
export * from './boxes/segment-index.js';
export * from './boxes/protection.js';
export * from './boxes/level-assignment.js';
export * from './boxes/item-list.js';
export * from './boxes/event.js';
export {
  randomAccessSource,
  type RandomAccessInput,
  type RandomAccessSource,
  type SynchronousSource,
} from './random-access-source.js';
export {
  answerFromBytes,
  answerFromSource,
  type ByteRange,
  type ByteRequests,
} from './byte-requests.js';
export { planChunks, type ChunkableTrack, type ChunkPlan } from './chunk-plan.js';
export type { ChunkLayout } from './chunk-layout.js';
export {
  constantDuration,
  countSamples,
  durationRunsBuilder,
  totalDuration,
  type DurationRuns,
  type DurationRunsBuilder,
} from './duration-runs.js';
export {
  layoutFlatFile,
  planFlatFile,
  type FlatLayout,
  type FlatMovie,
  type FlatPlan,
  type FlatTrack,
} from './flat-layout.js';
export { readSampleTable, type SampleColumns } from './sample-columns.js';
export { sampleWindows, type SampleWindow } from './sample-windows.js';
export type { TrackSamples } from './sample-table.js';
export {
  parseMovie,
  readMovie,
  readMovieOf,
  readTracks,
  type Movie,
  type TopLevelBox,
} from './movie-reader.js';
export { movieTime, timestampOfMovieTime } from './movie-time.js';
export type {
  SampleDescription,
  Track,
  TrackEdit,
  TrackLink,
  TrackTimecode,
} from './movie-track.js';
export {
  layoutOpusFile,
  planOpusFile,
  type OpusFileLayout,
  type OpusFileOptions,
  type OpusFilePlan,
} from './opus-file.js';
export {
  OPUS_PRE_SKIP,
  OPUS_TIMESCALE,
  opusTrack,
  type OpusMedia,
  type OpusTrackOptions,
} from './opus-track.js';
export {
  timecodeTrack,
  type Timecode,
  type TimecodeTrack,
  type TimecodeTrackOptions,
} from './timecode-track.js';
export {
  draftUserData,
  type FreeformTag,
  type MovieTags,
  type StartTimecodeTag,
  type TagPosition,
} from './movie-tags.js';
export {
  readTags,
  tagsOf,
  type ItemTag,
  type KeyTag,
  type ReadTags,
  type TagValue,
  type UserDataTag,
} from './read-tags.js';
export { mergeMoov } from './merge-moov.js';
export {
  mergeFragments,
  mergeFragmentsSync,
  mergeFragmentedStreams,
  type StreamMergeOptions,
} from './merge-streams.js';
export type {
  InputSpan,
  MemorySpan,
  MergedFragment,
  MergeNotice,
  MergeOptions,
  MergeSpan,
} from './merge-spans.js';
export { streamSpans } from './merge-copy.js';
export type { FlatSpanOptions } from './flatten-spans.js';
export { flattenFragments, type FlattenedFile, type FlattenOptions } from './flatten-fragments.js';
export { MergeInputError, type InputName } from './merge-error.js';
export type { ByteStream } from './fragment-bytes.js';
