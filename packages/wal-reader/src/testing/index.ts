export { playedMs, syncError } from './placed-error.js';
export type { SyncError } from './placed-error.js';
export { simulateRecording } from './simulated-recording.js';
export type { RecordingOptions, SimulatedRecording } from './simulated-recording.js';
export type { ArrivalOptions, CaptureOptions } from './simulated-arrival.js';
export type { SpeechOptions } from './simulated-speech.js';
