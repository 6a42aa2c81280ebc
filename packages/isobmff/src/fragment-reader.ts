import { answered, isArrival, type Arrivals, type OrArrival } from './arrival.js';
import { IsobmffError, printable } from './box-error.js';
import { collectBetween, type BetweenFragments, type FragmentNotice } from './fragment-between.js';
import type { FragmentBytes } from './fragment-bytes.js';
import { hybridFragments } from './fragment-hybrid.js';
import { foreignKind, KIND_PROBE_SIZE } from './fragment-kind.js';
import { readMovieFragment, type MovieFragment, type TrackFragment } from './fragment-moof.js';
import { payloadOf, type FragmentPayload, type InputRange } from './fragment-payload.js';
import { createBoxScan, wholeBox, type BoxScan, type ScannedBox } from './fragment-scan.js';
import { addTicks, decodeTimeFrom, type DecodeTime, type FragmentStart } from './fragment-time.js';
import { readPlainFragment, type PlainFragment } from './fragment-plain.js';
import { readInputTrack, trackIdsOf, type InputTrack, type TrackChoice } from './fragment-track.js';

/** One movie fragment of an input, ready to be copied. */
export interface InputFragment {
  readonly start: FragmentStart;
  /** Decode time at which the last sample ends, in ticks. */
  readonly end: DecodeTime;
  readonly payload: FragmentPayload;
  /** Boxes between the fragments that belong in front of this one: `emsg`, `prft`, unknown ones. */
  readonly leadingBoxes: readonly Uint8Array[];
  /** The fragment, if it has the usual form. */
  readonly plain: PlainFragment | undefined;
  /** The fragment as a tree of boxes, whatever its form. */
  parts(): FragmentParts;
}

/** What a movie fragment says about the wanted track. */
export interface FragmentParts {
  readonly moof: MovieFragment;
  /** The parts of the wanted track that have samples; others are left out. */
  readonly tracks: readonly TrackFragment[];
  /** When the first sample of each part is decoded, in ticks. */
  readonly decodeTimes: readonly DecodeTime[];
}

export interface FragmentReaderOptions {
  /** An input that ends within a fragment counts as ending in front of it. */
  readonly keepWholeFragments?: boolean | undefined;
  readonly onNotice?: ((notice: FragmentNotice) => void) | undefined;
}

/** The fragments of one track of one input, in the order of the file. */
export interface FragmentReader {
  readonly track: InputTrack;
  /** The whole `ftyp`, if there is one. */
  readonly fileType: Uint8Array | undefined;
  /** Boxes behind the last fragment, once {@link next} has come to the end. */
  trailingBoxes(): readonly Uint8Array[];
  /**
   * The next fragment with samples; undefined at the end. Its data has to be read before the next one is asked for,
   * if the input is a stream.
   */
  readonly next: () => OrArrival<InputFragment | undefined>;
  /** The fragments that were given out are not looked at any more. */
  recycle(): void;
}

/**
 * Reads an input up to its movie box; the fragments can then be asked for one by one.
 *
 * @throws IsobmffError if the input is no MP4, has no movie box, or not the wanted track
 */
export function* openFragments(
  bytes: FragmentBytes,
  choice: TrackChoice,
  options: FragmentReaderOptions = {},
): Arrivals<FragmentReader> {
  const movie = yield* openMovie(bytes, options);
  const track = readInputTrack(movie.bytes, choice, movie.offset);
  return { track, fileType: movie.fileType, ...readFragments({ bytes, movie, track, options }) };
}

/** Numbers of the tracks that the movie box of an input names. */
export function* trackIdsIn(bytes: FragmentBytes): Arrivals<number[]> {
  const movie = yield* openMovie(bytes, {});
  return trackIdsOf(movie.bytes, movie.offset);
}

/** An input read up to its movie box. */
interface OpenMovie {
  /** The whole `moov`. */
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly fileType: Uint8Array | undefined;
  readonly scan: BoxScan;
  readonly between: BetweenFragments;
}

function* openMovie(
  bytes: FragmentBytes,
  { onNotice }: FragmentReaderOptions,
): Arrivals<OpenMovie> {
  checkKind(yield* answered(() => bytes.read(0, KIND_PROBE_SIZE)));
  const scan = createBoxScan(bytes);
  const between = collectBetween(bytes, onNotice);
  const passed: string[] = [];
  let fileType: Uint8Array | undefined;
  for (;;) {
    const box = yield* answered(() => scan.peek());
    if (box === undefined || box.type === 'moof') throw missingMovie(passed, box);
    // Both are looked at as long as the input is read.
    const content = (): Arrivals<Uint8Array> => answered(() => wholeBox(bytes, box));
    if (box.type === 'moov') {
      const movie = (yield* content()).slice();
      scan.pass(box);
      return { bytes: movie, offset: box.offset, fileType, scan, between };
    }
    passed.push(box.type);
    if (box.type === 'ftyp') fileType = (yield* content()).slice();
    yield* answered(() => between.add(box));
    scan.pass(box);
  }
}

/** An input whose movie box has been read. */
interface OpenInput {
  readonly bytes: FragmentBytes;
  readonly movie: OpenMovie;
  readonly track: InputTrack;
  readonly options: FragmentReaderOptions;
}

function readFragments(
  input: OpenInput,
): Pick<FragmentReader, 'next' | 'trailingBoxes' | 'recycle'> {
  const { bytes, movie, track, options } = input;
  const { scan, between } = movie;
  const emptyEdit = leadingEmptyEdit(track);
  /** Fragments that have been read in front of the data of one before them. */
  const waiting: InputFragment[] = [];
  const defaults = track.trackExtends.get(track.trackId);
  let decodeTime: DecodeTime = 0;
  for (const moof of hybridFragments(track, bytes.byteLength)) take(moof);

  /** Queues a fragment; one without samples of the track only moves the clock. */
  function take(moof: MovieFragment): void {
    const tracks: TrackFragment[] = [];
    const decodeTimes: DecodeTime[] = [];
    for (const fragment of moof.tracks) {
      if (fragment.trackId !== track.trackId) continue;
      if (fragment.decodeTime !== undefined) decodeTime = decodeTimeFrom(fragment.decodeTime);
      if (fragment.sampleCount > 0) {
        tracks.push(fragment);
        decodeTimes.push(decodeTime);
      }
      decodeTime = addTicks(decodeTime, fragment.duration);
    }
    const [first] = decodeTimes;
    if (first === undefined) return;
    const payload = payloadOf([...usedRanges(moof, tracks)], tracks.length < moof.tracks.length);
    queue(first, payload, undefined, () => ({ moof, tracks, decodeTimes }));
  }

  function takePlain(plain: PlainFragment, offset: number): void {
    decodeTime = addTicks(plain.decodeTime, plain.duration);
    const { dataStart: start, dataEnd: end } = plain;
    const payload = { ranges: [{ start, end, place: 0 }], byteLength: end - start };
    queue(plain.decodeTime, payload, plain, () => {
      const moof = readMovieFragment(plain.bytes, offset, track.trackExtends);
      return { moof, tracks: moof.tracks, decodeTimes: [plain.decodeTime] };
    });
  }

  function queue(
    first: DecodeTime,
    payload: FragmentPayload,
    plain: PlainFragment | undefined,
    parts: () => FragmentParts,
  ): void {
    const { timescale, movieTimescale } = track;
    const start = { decodeTime: first, timescale, emptyEdit, movieTimescale };
    const leadingBoxes = between.takeBoxes();
    waiting.push({ start, end: decodeTime, payload, leadingBoxes, plain, parts });
  }

  function passBox(): OrArrival<boolean> {
    const box = scan.peek();
    if (isArrival(box)) return box;
    if (box === undefined) return false;
    if (box.type === 'moof') {
      const moof = wholeBox(bytes, box);
      if (isArrival(moof)) return moof;
      const plain = defaults && readPlainFragment(moof, box.offset, defaults);
      if (plain !== undefined) takePlain(plain, box.offset);
      else take(readMovieFragment(moof, box.offset, track.trackExtends));
    } else if (box.type === 'moov') {
      const other = wholeBox(bytes, box);
      if (isArrival(other)) return other;
      checkSameMovie(movie.bytes, other, box.offset);
    } else {
      const arrival = between.add(box);
      if (arrival) return arrival;
    }
    scan.pass(box);
    return true;
  }

  function nextFragment(): OrArrival<InputFragment | undefined> {
    while (waiting.length === 0) {
      const passed = passBox();
      if (passed !== true) return passed === false ? undefined : passed;
    }
    const [fragment] = waiting;
    if (fragment === undefined) return undefined;
    const { start = 0 } = fragment.payload.ranges[0] ?? {};
    const { end = 0 } = fragment.payload.ranges.at(-1) ?? {};
    // Up to the data: fragments on the way wait their turn.
    while (scan.position < end) {
      const passed = passBox();
      if (passed === false) break;
      if (passed !== true) return passed;
    }
    if (scan.position < end || bytes.byteLength < end)
      throw missingData(fragment, end, bytes.byteLength);
    checkInMedia(fragment, between);
    if (options.keepWholeFragments === true) {
      const isWhole = bytes.reaches(start, end);
      if (isArrival(isWhole)) return isWhole;
      if (!isWhole) throw missingData(fragment, end, bytes.byteLength);
    }
    waiting.shift();
    return fragment;
  }

  let ended = false;
  return {
    trailingBoxes: () => between.boxes,
    recycle() {
      if (waiting.length === 0 && between.boxes.length === 0) bytes.recycle();
    },
    next() {
      if (ended) return undefined;
      try {
        return nextFragment();
      } catch (error) {
        if (!(error instanceof IsobmffError) || error.code !== 'truncated') throw error;
        if (options.keepWholeFragments !== true) throw error;
        ended = true;
        options.onNotice?.({
          code: 'truncated',
          offset: error.offset ?? 0,
          text: `${error.message}; kept is what comes before`,
        });
        return undefined;
      }
    },
  };
}

/** Where samples and auxiliary data of the tracks lie outside the `moof`. */
function* usedRanges(
  { box }: MovieFragment,
  tracks: readonly TrackFragment[],
): Generator<InputRange, void, undefined> {
  for (const { runs, auxiliary } of tracks) {
    for (const { position, byteLength } of runs) {
      yield { start: position, end: position + byteLength };
    }
    for (const { position, byteLength } of auxiliary.flatMap(({ pieces }) => pieces)) {
      const isInside = position >= box.offset && position < box.offset + box.size;
      if (!isInside) yield { start: position, end: position + byteLength };
    }
  }
}

function checkInMedia(fragment: InputFragment, between: BetweenFragments): void {
  if (fragment.payload.ranges.every((range) => between.isMedia(range))) return;
  const { moof, tracks } = fragment.parts();
  for (const range of usedRanges(moof, tracks)) {
    if (range.end === range.start || between.isMedia(range)) continue;
    throw new IsobmffError({
      code: 'value',
      offset: moof.box.offset,
      path: moof.box.path,
      found: `sample data from byte ${range.start} to ${range.end}, outside of any mdat`,
      expected: 'sample data within an mdat',
    });
  }
}

function missingData(fragment: InputFragment, end: number, byteLength: number): IsobmffError {
  const { moof } = fragment.parts();
  return new IsobmffError({
    code: 'truncated',
    offset: moof.box.offset,
    path: moof.box.path,
    found: `a file that ends at byte ${byteLength}`,
    expected: `samples of this fragment up to byte ${end}: ${end - byteLength} bytes are missing`,
  });
}

function checkKind(start: Uint8Array): void {
  const kind = foreignKind(start);
  if (kind === undefined) return;
  throw new IsobmffError({
    code: 'not-isobmff',
    offset: 0,
    path: '',
    found: kind,
    expected: 'a fragmented MP4 file',
  });
}

function missingMovie(passed: readonly string[], box: ScannedBox | undefined): IsobmffError {
  const seen = passed.slice(0, 8).map(printable).join(', ');
  return new IsobmffError({
    code: 'missing-box',
    offset: box?.offset,
    path: '',
    found:
      box === undefined
        ? `no moov (only ${seen === '' ? 'no box at all' : seen})`
        : `a moof in front of any moov${seen === '' ? '' : ` (behind ${seen})`}`,
    expected: 'a moov in front of the fragments: put the initialisation segment first',
  });
}

/** Segments that each begin with the same movie box may be joined; another one changes the tracks. */
function checkSameMovie(first: Uint8Array, other: Uint8Array, offset: number): void {
  const isSame = first.length === other.length && first.every((byte, at) => byte === other[at]);
  if (isSame) return;
  throw new IsobmffError({
    code: 'unsupported',
    offset,
    path: 'moov',
    found: 'a second movie box, which differs from the first',
    expected: 'one movie box for all fragments',
  });
}

/** Duration of the edits in front of the first media, in ticks of the movie. */
function leadingEmptyEdit({ edits }: InputTrack): number {
  let sum = 0;
  for (const [index, mediaTime] of (edits?.mediaTime ?? []).entries()) {
    const duration = edits?.segmentDuration[index] ?? 0;
    if (mediaTime !== -1 || duration === Infinity) break;
    sum += duration;
  }
  return sum;
}
