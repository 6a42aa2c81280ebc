export { openSession, readManifest, readTracks } from './session-folder.js';
export type { OpenSessionOptions, SessionFolder } from './session-folder.js';
export { openSegments } from './segment-files.js';
export type { SegmentFile, SegmentFileReader } from './segment-files.js';
export { indexTrack, indexTrackSteps } from './track-index.js';
