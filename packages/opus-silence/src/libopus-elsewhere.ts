import { checkChannels, type SilencePacketSource } from './packet-source.js';
import { SilenceError } from './silence-error.js';

/**
 * Takes the place of `libopus-node` outside of Node (`imports` in package.json), so
 * that no bundler meets a native module.
 *
 * @throws SilenceError `native-unavailable` (as a rejection), always
 */
export async function openLibopus(channels: number): Promise<SilencePacketSource> {
  checkChannels(channels);
  return Promise.reject(
    new SilenceError('native-unavailable', 'a platform without native modules', 'Node'),
  );
}
