import { checkChannels, type SilencePacketSource } from './packet-source.js';
import type { SilenceFrameSamples } from './silence-frame.js';

/** TOC configurations of CELT at full band, by frame length (RFC 6716, section 3.1, table 2). */
const CELT_FULL_BAND_CONFIG: Readonly<Record<SilenceFrameSamples, number>> = {
  120: 28,
  240: 29,
  480: 30,
  960: 31,
};

const STEREO_BIT = 0x04;

/**
 * The whole CELT frame of digital silence: the range coder's bytes for a set silence flag
 * (RFC 6716, section 4.3), the same for every frame length and for mono and stereo.
 */
const SILENCE_FRAME = [0xff, 0xfe] as const;

/**
 * The packets libopus makes of zeros at 64 kbit/s without DTX, written down: no encoder needed.
 *
 * @param channels 1 or 2
 * @throws SilenceError `invalid-channels`
 */
export function tablePackets(channels: number): SilencePacketSource {
  checkChannels(channels);
  return {
    origin: 'table',
    channels,
    packet(frameSamples) {
      const toc = (CELT_FULL_BAND_CONFIG[frameSamples] << 3) | (channels === 2 ? STEREO_BIT : 0);
      return Uint8Array.of(toc, ...SILENCE_FRAME);
    },
  };
}
