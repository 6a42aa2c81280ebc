import { bytesPerSample, type SampleFormat, type WaveFile } from '@voxmux/bwav';
import { compareTexts, type Difference } from './difference.js';

/** What a rendered WAV has beyond what every WAV has. */
export interface RenderedWave {
  readonly wave: WaveFile;
  readonly sampleFormat: SampleFormat;
  readonly bext: NonNullable<WaveFile['bext']>;
  readonly iXml: NonNullable<WaveFile['iXml']>;
}

/** What is needed of a WAV to compare it, or how the file is built instead. */
export function renderedWave(wave: WaveFile): RenderedWave | Difference {
  const [fault] = wave.damage;
  if (fault) {
    const { code, chunk, offset, found, expected } = fault;
    // The only thing that bext may disagree in, with iXML, is the time.
    const what = chunk === 'bext' && code === 'disagreement' ? 'timecode' : 'file-structure';
    return { what, found: `${found} in ${chunk.trim()}`, expected, fileOffset: offset };
  }
  const { bext, iXml, format } = wave;
  const { sampleFormat } = format;
  if (sampleFormat === undefined) {
    const found = `format ${format.formatTag} of ${format.bitsPerSample} bits`;
    return { what: 'wave-format', found, expected: 'PCM of 16 or 24 bits, or float of 32' };
  }
  if (bext === undefined) {
    return { what: 'broadcast-extension', found: 'no bext chunk', expected: 'one' };
  }
  if (iXml === undefined) return { what: 'ixml', found: 'no iXML chunk', expected: 'one' };
  return { wave, sampleFormat, bext, iXml };
}

/** All that `fmt ` says. */
export function* checkWaveFormat(
  { wave: { format }, sampleFormat }: RenderedWave,
  channelCount: number,
): Generator<Difference> {
  const sampleBytes = bytesPerSample(sampleFormat);
  const says = (found: string, expected: string): Generator<Difference> =>
    compareTexts('wave-format', found, expected);
  yield* says(`${format.channels} channels`, `${channelCount} channels`);
  yield* says(`${format.sampleRate} Hz`, '48000 Hz');
  yield* says(
    `frames of ${format.blockAlign} bytes`,
    `frames of ${sampleBytes * channelCount} bytes`,
  );
  const byteRate = 48000 * sampleBytes * channelCount;
  yield* says(`${format.byteRate} bytes a second`, `${byteRate} bytes a second`);
  yield* says(`${format.validBits} valid bits`, `${8 * sampleBytes} valid bits`);
}

/** The number of samples that float and RF64 files state once more, beside `data`. */
export function* checkStatedFrames(
  { wave: { chunks, data } }: RenderedWave,
  read: (offset: number, length: number) => Uint8Array,
): Generator<Difference> {
  const states = [
    { id: 'fact', position: 8, wide: false },
    { id: 'ds64', position: 24, wide: true },
  ] as const;
  for (const { id, position, wide } of states) {
    const chunk = chunks.find((candidate) => candidate.id === id);
    if (chunk === undefined) continue;
    const bytes = read(chunk.offset + position, wide ? 8 : 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const stated = wide ? Number(view.getBigUint64(0, true)) : view.getUint32(0, true);
    // Past 32 bits `fact` refers to ds64.
    if (stated === data.frameCount || (!wide && stated === 0xffffffff)) continue;
    yield {
      what: 'file-structure',
      found: `${stated} samples in ${id}`,
      expected: `${data.frameCount}, as in data`,
      fileOffset: chunk.offset,
    };
  }
}
