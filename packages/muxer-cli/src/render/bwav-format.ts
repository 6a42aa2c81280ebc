import type { AudioFormat } from './audio-format.js';

/** Broadcast WAV: the packets decoded, for every program that does not read Opus in MP4. */
export const bwavFormat: AudioFormat = {
  name: 'bwav',
  extension: '.wav',
  laborious: true,
  async begin(track, output) {
    // Decoder and WAV are loaded only when a WAV is written.
    const { beginBwav } = await import('./bwav-writer.js');
    return beginBwav(track, output);
  },
};
