import { BwavError } from './bwav-error.js';
import type { ByteRange } from './chunk-walk.js';
import { requestWave, type WaveFile } from './wave-reader.js';

/** Somewhere a file can be read from at any place: a Blob, a file handle, a range request. */
export interface WaveSource {
  /** Of the whole file. */
  readonly byteLength: number;
  /** Bytes `offset` to `offset + length` − 1. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/**
 * Reads what a WAVE file in memory says of itself: format, `bext`, iXML, markers, chunks, and where
 * the audio lies. What is damaged is read as far as it goes and reported in `damage`.
 *
 * @throws BwavError `not-wave`; `missing-chunk` or `short-chunk` if there is no usable `fmt `
 * @example
 * const { format, bext, damage } = readWave(bytes);
 */
export function readWave(bytes: Uint8Array): WaveFile {
  const requests = requestWave(bytes.length);
  let step = requests.next();
  while (step.done !== true) {
    const { offset, length } = step.value;
    step = requests.next(bytes.subarray(offset, offset + length));
  }
  return step.value;
}

/**
 * As {@link readWave}, of a file that is not in memory. Only headers and metadata are read.
 *
 * @throws BwavError (as a rejection) as {@link readWave}, and `truncated` if the source gives
 *   fewer bytes than it says it has
 */
export async function readWaveFrom(source: WaveSource): Promise<WaveFile> {
  const requests = requestWave(source.byteLength);
  let step = requests.next();
  while (step.done !== true) {
    step = requests.next(await readFully(source, step.value));
  }
  return step.value;
}

async function readFully(source: WaveSource, { offset, length }: ByteRange): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new BwavError({
    code: 'truncated',
    chunk: 'file',
    offset,
    found: `${bytes.length} bytes`,
    expected: `${length}`,
  });
}
