import { openLibopus } from '#libopus';
import { checkChannels, type OpenPacketSource } from './packet-source.js';
import { SilenceEncoder } from './silence-encoder.js';
import { SilenceError } from './silence-error.js';

/** What {@link createSilenceEncoder} is asked for. */
export interface CreateSilenceEncoderOptions {
  /** 1 or 2, as the track is declared. */
  readonly channels: number;
  /** `auto` (the default) takes libopus where it loads and the table elsewhere. */
  readonly source?: 'auto' | 'native' | 'table';
  /** Told why `auto` fell back to the table. */
  readonly onFallback?: (reason: SilenceError) => void;
  /** How libopus is opened; by default `@discordjs/opus` in Node, and not at all elsewhere. */
  readonly openNative?: OpenPacketSource;
}

/**
 * Makes an encoder whose packets come from libopus where it can be had; its `source` says which.
 *
 * @throws SilenceError (as a rejection) `invalid-channels`; `native-unavailable` if libopus was
 *   insisted on (`source: 'native'`) and does not load
 * @example
 * const silence = await createSilenceEncoder({ channels: 2, source: 'native' });
 */
export async function createSilenceEncoder({
  channels,
  source = 'auto',
  onFallback,
  openNative = openLibopus,
}: CreateSilenceEncoderOptions): Promise<SilenceEncoder> {
  checkChannels(channels);
  if (source === 'table') return new SilenceEncoder({ channels });
  try {
    return new SilenceEncoder({ channels, packets: await openNative(channels) });
  } catch (error) {
    const unavailable = error instanceof SilenceError && error.code === 'native-unavailable';
    if (source === 'native' || !unavailable) throw error;
    onFallback?.(error);
    return new SilenceEncoder({ channels });
  }
}
