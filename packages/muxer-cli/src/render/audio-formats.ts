import type { AudioFormat } from './audio-format.js';
import type { AudioFormatName } from './audio-format-name.js';
import { bwavFormat } from './bwav-format.js';
import { m4aFormat } from './m4a-format.js';

const audioFormats: Readonly<Record<AudioFormatName, AudioFormat>> = {
  m4a: m4aFormat,
  bwav: bwavFormat,
};

export function audioFormat(name: AudioFormatName): AudioFormat {
  return audioFormats[name];
}
