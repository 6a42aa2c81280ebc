import { fourcc, joinBytes, struct, toBytes, u32, u64 } from './binary-field.js';
import { BwavError } from './bwav-error.js';

/** `RF64` is RIFF with its sizes in a `ds64` chunk (EBU Tech 3306). */
export type WaveContainer = 'RIFF' | 'RF64';

/** "Look elsewhere": in RF64 the size is in `ds64`, in RIFF it was not known. */
export const SIZE_ELSEWHERE = 0xffffffff;

/** The file's own header: container, its size, form type. */
export const riffHeader = struct({ id: fourcc, byteLength: u32, formType: fourcc });

/** What begins every chunk. */
export const chunkHeader = struct({ id: fourcc, byteLength: u32 });

/** The payload of `ds64` without a table, which only chunks beside `data` past 4 GiB would need. */
export const ds64Payload = struct({
  riffSize: u64,
  dataSize: u64,
  sampleCount: u64,
  tableLength: u32,
});

/** Bytes to be put over those at `offset`. */
export interface WavePatch {
  /** First byte to replace, counted from the beginning of the file. */
  readonly offset: number;
  /** What to put there. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where a header states how long the audio is. */
export interface SizeFieldPlaces {
  /** Offset of the `JUNK` chunk that can become `ds64`. */
  readonly ds64?: number;
  /** Offset of the number of frames in `fact`. */
  readonly fact?: number;
  /** Offset of the first sample; the header of `data` is before it. */
  readonly data: number;
}

/** Everything of a file that depends on the number of its frames. */
export interface SizeFields {
  readonly container: WaveContainer;
  /** Length of the whole file. */
  readonly byteLength: number;
  readonly patches: readonly WavePatch[];
}

/**
 * The size fields of a file of so many bytes of audio: RIFF as long as its 32 bits suffice,
 * RF64 from there on.
 *
 * @throws BwavError `too-large` past 4 GiB without room for `ds64`
 */
export function sizeFields(
  places: SizeFieldPlaces,
  frameCount: number,
  blockAlign: number,
): SizeFields {
  const dataSize = frameCount * blockAlign;
  const byteLength = places.data + dataSize + (dataSize % 2);
  const riffSize = byteLength - chunkHeader.byteLength;
  if (riffSize <= 0xffffffff) {
    const patches = patchesFor(places, 'RIFF', riffSize, dataSize, frameCount);
    return { container: 'RIFF', byteLength, patches };
  }
  if (places.ds64 === undefined || !Number.isSafeInteger(byteLength)) {
    throw new BwavError({
      code: 'too-large',
      chunk: 'data',
      found: `${byteLength} bytes in ${frameCount} frames`,
      expected: places.ds64 === undefined ? 'at most 4 GiB without a reserved ds64' : 'below 2^53',
    });
  }
  const ds64 = toBytes(ds64Payload, {
    riffSize: BigInt(riffSize),
    dataSize: BigInt(dataSize),
    sampleCount: BigInt(frameCount),
    tableLength: 0,
  });
  const patches = patchesFor(places, 'RF64', SIZE_ELSEWHERE, SIZE_ELSEWHERE, frameCount, ds64);
  return { container: 'RF64', byteLength, patches };
}

/** The size fields of a file whose end is not known yet: "as far as it goes". */
export function openSizeFields(places: SizeFieldPlaces): readonly WavePatch[] {
  return patchesFor(places, 'RIFF', SIZE_ELSEWHERE, SIZE_ELSEWHERE, SIZE_ELSEWHERE);
}

function patchesFor(
  places: SizeFieldPlaces,
  id: WaveContainer,
  riffSize: number,
  dataSize: number,
  frameCount: number,
  ds64?: Uint8Array,
): WavePatch[] {
  const patches: WavePatch[] = [
    { offset: 0, bytes: toBytes(riffHeader, { id, byteLength: riffSize, formType: 'WAVE' }) },
    {
      offset: places.data - chunkHeader.byteLength,
      bytes: toBytes(chunkHeader, { id: 'data', byteLength: dataSize }),
    },
  ];
  if (places.ds64 !== undefined) {
    const byteLength = ds64Payload.byteLength;
    const header = toBytes(chunkHeader, { id: ds64 ? 'ds64' : 'JUNK', byteLength });
    const bytes = joinBytes([header, ds64 ?? new Uint8Array(byteLength)]);
    patches.push({ offset: places.ds64, bytes });
  }
  if (places.fact !== undefined) {
    const frames = Math.min(frameCount, SIZE_ELSEWHERE);
    patches.push({ offset: places.fact, bytes: toBytes(u32, frames) });
  }
  return patches;
}
