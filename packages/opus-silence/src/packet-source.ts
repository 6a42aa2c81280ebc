import { SilenceError } from './silence-error.js';
import type { SilenceFrameSamples } from './silence-frame.js';

/** Where silence packets come from: `native` is libopus itself, `table` its output written down. */
export type SilencePacketOrigin = 'native' | 'table';

/** Makes one packet of silence. The encoder asks once per distinct packet and keeps the answer. */
export interface SilencePacketSource {
  /** Whether libopus makes the packets, or they are its output written down. */
  readonly origin: SilencePacketOrigin;
  /** 1 or 2; each packet is coded for that many. */
  readonly channels: number;
  /** The packet for one frame of silence, as bytes that nobody changes afterwards. */
  packet(frameSamples: SilenceFrameSamples): Uint8Array<ArrayBuffer>;
}

/**
 * Opens a packet source for 1 or 2 channels.
 *
 * @throws SilenceError `native-unavailable` (as a rejection) where it cannot be had
 */
export type OpenPacketSource = (channels: number) => Promise<SilencePacketSource>;

/** A packet of the mapping family 0 is mono or stereo (RFC 7845, section 5.1.1.1). */
export function checkChannels(channels: number): void {
  if (channels !== 1 && channels !== 2) {
    throw new SilenceError('invalid-channels', `${channels} channels`, '1 (mono) or 2 (stereo)');
  }
}
