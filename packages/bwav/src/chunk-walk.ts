import { type FieldValue, viewOf } from './binary-field.js';
import { BwavError, type BwavFault } from './bwav-error.js';
import {
  chunkHeader,
  ds64Payload,
  riffHeader,
  SIZE_ELSEWHERE,
  type WaveContainer,
} from './size-field.js';

/** Bytes of a file that a reader wants to see. */
export interface ByteRange {
  /** First byte, counted from the beginning of the file. */
  readonly offset: number;
  /** Bytes wanted; they all lie in the file. */
  readonly length: number;
}

/** Asks for byte ranges and is sent them, each in full: reading without knowing from where. */
export type ByteRequests<T> = Generator<ByteRange, T, Uint8Array>;

/** One chunk as it lies in a file. */
export interface ChunkEntry {
  /** Four-character code. */
  readonly id: string;
  /** Of the chunk's header. */
  readonly offset: number;
  /** Of the payload, as far as the file has it. */
  readonly byteLength: number;
}

/** `BW64` (ITU-R BS.2088) is laid out as RF64 is. */
export type WaveFileContainer = WaveContainer | 'BW64';

/** The chunks of a file, in order. */
export interface ChunkWalk {
  readonly container: WaveFileContainer;
  readonly chunks: readonly ChunkEntry[];
}

type Ds64 = FieldValue<typeof ds64Payload>;

/** More than any real file has; an endless row of empty chunks must not cost endless memory. */
const MOST_CHUNKS = 10000;

/** How many chunks to follow to tell empty audio from audio whose size was never filled in. */
const CHUNKS_TO_FOLLOW = 64;

/**
 * Finds the chunks of a WAVE file without reading what is in them, beyond `ds64`.
 *
 * @param fileLength bytes of the file
 * @param damage told of all that is wrong and can be passed over
 * @throws BwavError `not-wave`
 */
export function* walkChunks(fileLength: number, damage: BwavFault[]): ByteRequests<ChunkWalk> {
  const riff = yield* readRiffHeader(fileLength);
  const container = riff.id as WaveFileContainer;
  const chunks: ChunkEntry[] = [];
  let ds64: Ds64 | undefined;
  let at = riffHeader.byteLength;
  let padded = false;

  while (at + chunkHeader.byteLength <= fileLength) {
    let header = yield* readChunkHeader(at);
    if (!isPlausibleId(header.id) && padded) {
      // Some writers leave out the pad byte of an odd chunk.
      const unpadded = yield* readChunkHeader(at - 1);
      if (isPlausibleId(unpadded.id)) {
        damage.push(fault('not-a-chunk', unpadded.id, --at, 'no pad byte before it', 'one'));
        header = unpadded;
      }
    }
    if (!isPlausibleId(header.id)) break;
    if (chunks.length === MOST_CHUNKS) {
      damage.push(fault('too-large', container, at, 'more chunks', `at most ${MOST_CHUNKS}`));
      return { container, chunks };
    }

    const start = at + chunkHeader.byteLength;
    const available = fileLength - start;
    if (header.id === 'ds64' && available >= ds64Payload.byteLength && !ds64) {
      ds64 = ds64Payload.read(viewOf(yield { offset: start, length: ds64Payload.byteLength }), 0);
    }
    const claimed =
      header.id === 'data'
        ? yield* dataLength(container, header.byteLength, ds64, at, fileLength, damage)
        : header.byteLength;
    if (claimed > available) {
      damage.push(fault('truncated', header.id, at, `${available} bytes`, `${claimed}`));
    }
    const byteLength = Math.min(claimed, available);
    chunks.push({ id: header.id, offset: at, byteLength });
    padded = byteLength % 2 === 1;
    at = start + byteLength + (byteLength % 2);
  }
  if (at < fileLength) {
    const found = `${fileLength - at} bytes of something else`;
    damage.push(fault('not-a-chunk', container, at, found, 'a chunk or the end of the file'));
  }
  checkRiffSize(riff, ds64, fileLength, damage);
  return { container, chunks };
}

function* readRiffHeader(fileLength: number): ByteRequests<FieldValue<typeof riffHeader>> {
  const length = Math.min(fileLength, riffHeader.byteLength);
  const bytes = yield { offset: 0, length };
  if (length === riffHeader.byteLength) {
    const header = riffHeader.read(viewOf(bytes), 0);
    if (/^(?:RIFF|RF64|BW64)$/u.test(header.id) && header.formType === 'WAVE') return header;
  }
  const found = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new BwavError(
    fault('not-wave', 'RIFF', 0, found || 'nothing', 'RIFF, RF64 or BW64, a size, and WAVE'),
  );
}

function* readChunkHeader(offset: number): ByteRequests<FieldValue<typeof chunkHeader>> {
  const bytes = yield { offset, length: chunkHeader.byteLength };
  return chunkHeader.read(viewOf(bytes), 0);
}

/** Four printable ASCII characters. */
function isPlausibleId(id: string): boolean {
  return /^[ -~]{4}$/u.test(id);
}

/** Length of `data` by its header, by `ds64`, or by where the file ends. */
function* dataLength(
  container: WaveFileContainer,
  stated: number,
  ds64: Ds64 | undefined,
  at: number,
  fileLength: number,
  damage: BwavFault[],
): ByteRequests<number> {
  const available = fileLength - at - chunkHeader.byteLength;
  const unfinished = (found: string) => {
    damage.push(fault('unfinished', 'data', at, found, `the size of the audio`));
    return available;
  };
  // `ds64` counts only where the 32-bit field points to it (EBU Tech 3306).
  if (stated === SIZE_ELSEWHERE) {
    if (container === 'RIFF') return unfinished('size 0xffffffff');
    if (!ds64) return unfinished('size 0xffffffff and no ds64');
    if (ds64.dataSize === 0n && !(yield* isEmptyData(at, fileLength))) {
      return unfinished('size 0 in ds64');
    }
    return Number(ds64.dataSize);
  }
  if (stated === 0 && !(yield* isEmptyData(at, fileLength))) return unfinished('size 0');
  return stated;
}

/** Whether what follows an audio size of 0 is chunks up to the end, so that the 0 is true. */
function* isEmptyData(at: number, fileLength: number): ByteRequests<boolean> {
  let next = at + chunkHeader.byteLength;
  for (let i = 0; i < CHUNKS_TO_FOLLOW && next + chunkHeader.byteLength <= fileLength; i++) {
    const { id, byteLength } = yield* readChunkHeader(next);
    if (!isPlausibleId(id)) return false;
    next += chunkHeader.byteLength + byteLength + (byteLength % 2);
  }
  // One beyond: the pad byte of the last chunk was left out.
  return next === fileLength || next === fileLength + 1;
}

function checkRiffSize(
  riff: FieldValue<typeof riffHeader>,
  ds64: Ds64 | undefined,
  fileLength: number,
  damage: BwavFault[],
): void {
  const stated =
    riff.byteLength === SIZE_ELSEWHERE && ds64 ? Number(ds64.riffSize) : riff.byteLength;
  const real = fileLength - chunkHeader.byteLength;
  if (stated === real) return;
  const code =
    stated === 0 || stated === SIZE_ELSEWHERE
      ? 'unfinished'
      : stated > real
        ? 'truncated'
        : 'disagreement';
  damage.push(fault(code, riff.id, 4, `size ${stated}`, `${real}, to the end of the file`));
}

function fault(
  code: BwavFault['code'],
  chunk: string,
  offset: number,
  found: string,
  expected: string,
): BwavFault {
  return { code, chunk, offset, found, expected };
}
