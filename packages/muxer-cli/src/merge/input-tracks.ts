import {
  emptyBoxHeader,
  fourCCText,
  IsobmffError,
  MAX_HEADER_SIZE,
  readBoxHeader,
  readTracks,
  type Track,
} from '@voxmux/isobmff';
import { type Input, sourceOf } from '../input/input.js';

/** No real file has more boxes than this in front of its movie box. */
const maxBoxesBeforeMovie = 64;

/** The tracks of an input as its movie box describes them, and where that lies. */
export interface InputTracks {
  readonly tracks: readonly Track[];
  /** Byte offset of the movie box. */
  readonly movieOffset: number;
}

/**
 * Reads an input as far as its movie box.
 *
 * @returns undefined where that cannot be found or read: merging then says what is wrong
 */
export async function inputTracks(input: Input): Promise<InputTracks | undefined> {
  try {
    const movie = findMovie(input);
    if (movie === undefined) return undefined;
    const tracks = await readTracks({ ...sourceOf(input), byteLength: movie.end });
    return { tracks, movieOffset: movie.offset };
  } catch (error) {
    if (error instanceof IsobmffError) return undefined;
    throw error;
  }
}

function findMovie(input: Input): { offset: number; end: number } | undefined {
  const header = emptyBoxHeader();
  let offset = 0;
  for (let box = 0; box < maxBoxesBeforeMovie && offset < input.byteLength; box += 1) {
    const start = new Uint8Array(Math.min(MAX_HEADER_SIZE, input.byteLength - offset));
    input.readInto(start, offset);
    readBoxHeader(new DataView(start.buffer), 0, input.byteLength - offset, header, offset);
    const end = offset + header.size;
    if (fourCCText(header.type) === 'moov') return { offset, end };
    offset = end;
  }
  return undefined;
}
