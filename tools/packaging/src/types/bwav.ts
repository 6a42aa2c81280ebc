// What the types of @voxmux/bwav promise and refuse, compiled as a program of a user's would be.
import {
  BwavError,
  createSampleEncoder,
  encodeWave,
  finishWave,
  planWave,
  readWave,
  readWaveFrom,
  type BwavFaultCode,
  type WaveFile,
  type WaveFormat,
} from '@voxmux/bwav';
import { expectType } from './same-type.js';

const format: WaveFormat = { sampleRate: 48000, channels: 1, sampleFormat: 'pcm24' };
const { bytes } = encodeWave({ format, bext: { timeReference: 1n } }, [new Float32Array(48)]);
const file = readWave(bytes);
expectType<WaveFile>()(file);
expectType<bigint | undefined>()(file.bext?.timeReference);
expectType<Promise<WaveFile>>()(readWaveFrom({ byteLength: 0, read: () => bytes }));
const plan = planWave({ format });
for (const { offset, bytes: patch } of finishWave(plan, 48).patches) {
  expectType<number>()(offset);
  expectType<Uint8Array<ArrayBuffer>>()(patch);
}
createSampleEncoder({ format, dither: false });
// @ts-expect-error a file may have no bext
export type Absent = (typeof file)['bext']['timeReference'];
// @ts-expect-error no such way to store samples
planWave({ format: { ...format, sampleFormat: 'pcm20' } });
// @ts-expect-error samples are floats by channel
encodeWave({ format }, new Float32Array(48));
// @ts-expect-error the format is always said
planWave({ frameCount: 1 });
// @ts-expect-error a file that was read is not changed
file.byteLength = 2;

export function isDisagreement(error: unknown): boolean {
  if (!(error instanceof BwavError)) return false;
  expectType<BwavFaultCode>()(error.code);
  // @ts-expect-error no such code
  if (error.code === 'oops') return false;
  return error.code === 'disagreement';
}
