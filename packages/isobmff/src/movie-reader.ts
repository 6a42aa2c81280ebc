import { IsobmffError, printable } from './box-error.js';
import {
  emptyBoxHeader,
  fourCCText,
  MAX_HEADER_SIZE,
  readBoxHeader,
  type BoxHeader,
} from './box-header.js';
import { findBox, findBoxes, parseBoxes, requireBox, type BoxNode } from './box-tree.js';
import { ftyp, type FileType } from './boxes/file.js';
import { trex, type TrackExtends } from './boxes/movie-fragment.js';
import { mvhd } from './boxes/movie-header.js';
import { TIMECODE_NEGATIVE_ALLOWED } from './boxes/timecode.js';
import { answerFromBytes, answerFromSource, type ByteRequests } from './byte-requests.js';
import { collectFragmentSamples } from './collected-samples.js';
import { foreignKind, KIND_PROBE_SIZE } from './fragment-kind.js';
import { readMovieFragment, type MovieFragment } from './fragment-moof.js';
import { readTrackHeaders, type Track, type TrackTimecode } from './movie-track.js';
import { randomAccessSource, type RandomAccessInput } from './random-access-source.js';
import { readSampleTable, type SampleColumns } from './sample-columns.js';
import { standardBoxes } from './standard-boxes.js';

/** A box of the top level of a file. */
export interface TopLevelBox {
  /** Four characters, one for each byte. */
  readonly type: string;
  /** Byte offset in the file. */
  readonly offset: number;
  /** Bytes of the box as it states them; they may reach past the end of a file that is cut off. */
  readonly size: number;
  /** Bytes in front of the payload. */
  readonly headerSize: number;
}

/** What a file says about the movie in it. */
export interface Movie {
  /** Brands of the file; absent if it has no `ftyp`. */
  readonly fileType?: FileType;
  /** Ticks a second of the movie. */
  readonly timescale: number;
  /** As `mvhd` says, in the timescale of the movie; 0 in fragmented files, Infinity if unknown. */
  readonly duration: number;
  /** Seconds since 1904, 0 if not set; see `timestampOfMovieTime`. */
  readonly creationTime: number;
  /** Whether fragments may follow the movie box. */
  readonly isFragmented: boolean;
  /** Movie fragments (`moof`) in the file. */
  readonly fragmentCount: number;
  /** In the order in which they stand in `moov`. */
  readonly tracks: readonly Track[];
  /** The whole `moov`. */
  readonly box: BoxNode;
  /** All of them, in the order of the file. */
  readonly topLevelBoxes: readonly TopLevelBox[];
}

/** Boxes of the top level that are read; all others are stepped over. */
const READ_BOXES = new Set(['ftyp', 'moov', 'moof']);

/** Longest of them that is held in memory: enough for the tables of 60 million samples. */
const MAX_READ_SIZE = 512 * 1024 * 1024;

/**
 * Reads what a flat or fragmented file says about its movie: the movie box, and all fragment boxes.
 * Media data is not read, but for the number of the first frame of a timecode track.
 *
 * A file whose last box is cut off can be read as long as that box is media data; the samples that are
 * missing are reported when they are asked for.
 *
 * @throws IsobmffError `not-isobmff` for another kind of file, `missing-box` if there is no `moov`,
 *   `truncated` if it ends within a box that is read, and for other damage; what the source throws
 *   passes through
 * @example
 * const { tracks } = await readMovie(file); // a Blob, bytes, or a source of one's own
 * const { sampleCount, offset, size } = tracks[0].samples();
 */
export async function readMovie(input: RandomAccessInput): Promise<Movie> {
  const source = randomAccessSource(input);
  return answerFromSource(parseMovie(source.byteLength), source);
}

/** {@link readMovie} for a file in memory, at once. */
export function readMovieOf(file: Uint8Array): Movie {
  return answerFromBytes(parseMovie(file.byteLength), file);
}

/**
 * The tracks of a flat or fragmented file, with their samples as columns.
 *
 * @throws IsobmffError like {@link readMovie}
 */
export async function readTracks(input: RandomAccessInput): Promise<readonly Track[]> {
  return (await readMovie(input)).tracks;
}

/** {@link readMovie} without input of its own, for a file of `byteLength` bytes. */
export function* parseMovie(byteLength: number): ByteRequests<Movie> {
  const { topLevelBoxes, read } = yield* scanFile(byteLength);
  const movieBytes = read.find(({ type }) => type === 'moov');
  if (!movieBytes) throw missingMovie(topLevelBoxes, byteLength);
  const moov = requireBox(treeOf(movieBytes), 'moov');
  const header = requireBox(moov, 'mvhd');
  const { timescale, duration, creationTime } = header.read(mvhd);
  checkTimescale(header, timescale);

  const moofs = read.filter(({ type }) => type === 'moof');
  const tracks = readLazily(moov, moofs, byteLength);
  const fileType = read.find(({ type }) => type === 'ftyp');
  return {
    ...(fileType && { fileType: requireBox(treeOf(fileType), 'ftyp').read(ftyp) }),
    timescale,
    duration,
    creationTime,
    isFragmented: findBox(moov, 'mvex') !== undefined,
    fragmentCount: moofs.length,
    tracks: yield* readTimecodes(tracks, byteLength),
    box: moov,
    topLevelBoxes,
  };
}

/** A box that has been read whole. */
interface ReadBox {
  readonly type: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Steps over the boxes of the top level and reads those that matter. */
function* scanFile(
  byteLength: number,
): ByteRequests<{ topLevelBoxes: TopLevelBox[]; read: ReadBox[] }> {
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;

  /** Bytes of the window, which is read anew, with the header behind them, where it has not got them. */
  function* bytesAt(offset: number, length: number): ByteRequests<Uint8Array> {
    const from = offset - windowStart;
    if (from < 0 || from + length > window.length) {
      const ahead = Math.min(length + MAX_HEADER_SIZE, byteLength - offset);
      window = yield { offset, length: ahead };
      windowStart = offset;
    }
    return window.subarray(offset - windowStart, offset - windowStart + length);
  }

  const kind = foreignKind(yield* bytesAt(0, Math.min(KIND_PROBE_SIZE, byteLength)));
  if (kind !== undefined) {
    const expected = 'an MP4 file, which begins with a box';
    throw new IsobmffError({ code: 'not-isobmff', offset: 0, path: '', found: kind, expected });
  }
  const topLevelBoxes: TopLevelBox[] = [];
  const read: ReadBox[] = [];
  const header = emptyBoxHeader();
  let offset = 0;
  while (offset < byteLength) {
    const start = yield* bytesAt(offset, Math.min(MAX_HEADER_SIZE, byteLength - offset));
    if (isPadding(start)) break;
    const box = topLevelBox(start, offset, byteLength, header);
    topLevelBoxes.push(box);
    if (READ_BOXES.has(box.type)) {
      checkReadable(box, byteLength);
      read.push({ type: box.type, offset, bytes: yield* bytesAt(offset, box.size) });
    } else if (box.type !== 'mdat') {
      checkWhole(box, byteLength);
    }
    offset += box.size;
  }
  return { topLevelBoxes, read };
}

function topLevelBox(
  start: Uint8Array,
  offset: number,
  byteLength: number,
  header: BoxHeader,
): TopLevelBox {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  readBoxHeader(view, 0, Infinity, header, offset);
  return {
    type: fourCCText(header.type),
    offset,
    size: header.sizeForm === 'to-end' ? byteLength - offset : header.size,
    headerSize: header.headerSize,
  };
}

/** Zeros behind the last box. */
function isPadding(start: Uint8Array): boolean {
  return start.subarray(0, 8).every((byte) => byte === 0);
}

function checkWhole({ type, offset, size }: TopLevelBox, byteLength: number): void {
  if (offset + size <= byteLength) return;
  throw new IsobmffError({
    code: 'truncated',
    offset,
    path: printable(type),
    found: `${byteLength - offset} bytes up to the end of the file`,
    expected: `the ${size} bytes of the box`,
  });
}

function checkReadable(box: TopLevelBox, byteLength: number): void {
  checkWhole(box, byteLength);
  if (box.size <= MAX_READ_SIZE) return;
  throw new IsobmffError({
    code: 'unsupported',
    offset: box.offset,
    path: box.type,
    found: `a box of ${box.size} bytes`,
    expected: `at most ${MAX_READ_SIZE} bytes`,
  });
}

function treeOf({ bytes, offset }: ReadBox): BoxNode {
  return parseBoxes(bytes, standardBoxes, offset);
}

/** The tracks of a movie; tables and fragments are parsed when samples are asked for. */
function readLazily(moov: BoxNode, moofs: readonly ReadBox[], byteLength: number): Track[] {
  let fragments: readonly MovieFragment[] | undefined;
  const parseFragments = (): readonly MovieFragment[] => {
    const trackExtends = readTrackExtends(moov);
    return moofs.map(({ bytes, offset }) => readMovieFragment(bytes, offset, trackExtends));
  };
  return findBoxes(moov, 'trak').map((trak) => {
    const headers = readTrackHeaders(trak);
    checkTimescale(requireBox(trak, 'mdia/mdhd'), headers.timescale);
    let columns: SampleColumns | undefined;
    const readColumns = (): SampleColumns => {
      const movieSamples = readSampleTable(requireBox(trak, 'mdia/minf/stbl'), byteLength);
      if (moofs.length === 0) return movieSamples;
      const { trackId, sampleDescriptions } = headers;
      const track = { trackId, movieSamples, descriptionCount: sampleDescriptions.length };
      return collectFragmentSamples(track, (fragments ??= parseFragments()), byteLength);
    };
    return { ...headers, samples: () => (columns ??= readColumns()) };
  });
}

function readTrackExtends(moov: BoxNode): Map<number, TrackExtends> {
  return new Map(
    findBoxes(moov, 'mvex/trex').map((box) => {
      const defaults = box.read(trex);
      return [defaults.trackId, defaults];
    }),
  );
}

/** Bytes of the sample of a timecode track. */
const FRAME_NUMBER_SIZE = 4;

/** Reads the number of the first frame of each timecode track. */
function* readTimecodes(tracks: readonly Track[], byteLength: number): ByteRequests<Track[]> {
  const complete: Track[] = [];
  for (const track of tracks) {
    const offset = track.timecode && firstFrameOffset(track, byteLength);
    if (track.timecode === undefined || offset === undefined) {
      complete.push(track);
      continue;
    }
    const bytes = yield { offset, length: FRAME_NUMBER_SIZE };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isSigned = (track.timecode.flags & TIMECODE_NEGATIVE_ALLOWED) !== 0;
    const startFrame = isSigned ? view.getInt32(0) : view.getUint32(0);
    const timecode: TrackTimecode = { ...track.timecode, startFrame };
    complete.push({ ...track, timecode });
  }
  return complete;
}

function firstFrameOffset(track: Track, byteLength: number): number | undefined {
  try {
    const { offset, size } = track.samples();
    const [first] = offset;
    if (first === undefined || (size[0] ?? 0) < FRAME_NUMBER_SIZE) return undefined;
    return first + FRAME_NUMBER_SIZE <= byteLength ? first : undefined;
  } catch (error) {
    // The media data may be cut off: whoever asks for the samples is told.
    if (error instanceof IsobmffError && error.code === 'truncated') return undefined;
    throw error;
  }
}

function checkTimescale(box: BoxNode, timescale: number): void {
  if (timescale > 0) return;
  throw new IsobmffError({
    code: 'value',
    offset: box.offset,
    path: box.path,
    found: 'timescale 0',
    expected: 'ticks a second, at least 1',
  });
}

function missingMovie(boxes: readonly TopLevelBox[], byteLength: number): IsobmffError {
  const types = [...new Set(boxes.map(({ type }) => `'${printable(type)}'`))].slice(0, 8);
  return new IsobmffError({
    code: 'missing-box',
    offset: byteLength,
    path: '',
    found: `no 'moov' box, only ${types.join(', ')}`,
    expected: 'one',
  });
}
