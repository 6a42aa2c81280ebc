export {
  createSilenceEncoder,
  type CreateSilenceEncoderOptions,
} from './create-silence-encoder.js';
export type {
  OpenPacketSource,
  SilencePacketOrigin,
  SilencePacketSource,
} from './packet-source.js';
export { SilenceEncoder, type SilenceEncoderOptions, type SilenceRun } from './silence-encoder.js';
export { SilenceError, type SilenceErrorCode } from './silence-error.js';
export {
  SHORTEST_FRAME_SAMPLES,
  SILENCE_FRAME_SAMPLES,
  type SilenceFrameSamples,
} from './silence-frame.js';
