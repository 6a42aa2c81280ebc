// What the types of @voxmux/opus-silence promise and refuse, compiled as a program of a user's would be.
import {
  createSilenceEncoder,
  SilenceEncoder,
  SilenceError,
  type SilenceErrorCode,
  type SilencePacketOrigin,
  type SilenceRun,
} from '@voxmux/opus-silence';
import { expectType } from './same-type.js';

const encoder = new SilenceEncoder({ channels: 1 });
expectType<Uint8Array<ArrayBuffer>[]>()(encoder.encode(960));
expectType<SilenceRun[]>()(encoder.silenceRuns(960));
expectType<SilencePacketOrigin>()(encoder.source);
expectType<Promise<SilenceEncoder>>()(createSilenceEncoder({ channels: 2, source: 'native' }));
// @ts-expect-error channels have to be said
new SilenceEncoder({});
// @ts-expect-error a length is a number of samples
encoder.encode('20ms');
// @ts-expect-error the encoder stays what it is
encoder.channels = 2;
// @ts-expect-error no such source of packets
void createSilenceEncoder({ channels: 1, source: 'wasm' });

export function isMissing(error: unknown): boolean {
  if (!(error instanceof SilenceError)) return false;
  expectType<SilenceErrorCode>()(error.code);
  // @ts-expect-error no such code
  if (error.code === 'oops') return false;
  return error.code === 'native-unavailable';
}
