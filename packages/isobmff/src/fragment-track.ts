import { IsobmffError } from './box-error.js';
import { boxSet } from './box-set.js';
import { findBox, findBoxes, parseBoxes, requireBox, type BoxNode } from './box-tree.js';
import { edts, elst, type EditList } from './boxes/edit-list.js';
import { moov } from './boxes/file.js';
import { mvex, trep, trex, type TrackExtends } from './boxes/movie-fragment.js';
import { hdlr, mdhd, mdia, minf, mvhd, tkhd, trak } from './boxes/movie-header.js';
import { stsd } from './boxes/sample-description.js';
import { stbl, stsz, stz2 } from './boxes/sample-table.js';
import { tref } from './boxes/track-reference.js';

/** Handler of the track that is wanted of an input. */
export type TrackHandler = 'vide' | 'soun';

/** The track that is wanted: the only one of a handler, or the one with a number. */
export type TrackChoice = TrackHandler | number;

/** The one track of a fragmented input that is merged, as its movie box describes it. */
export interface InputTrack {
  readonly moov: BoxNode;
  readonly trak: BoxNode;
  readonly trackId: number;
  /** Ticks a second of the media. */
  readonly timescale: number;
  readonly movieTimescale: number;
  readonly edits: EditList['entries'] | undefined;
  /** Samples that the movie box itself describes; 0 but for hybrid files. */
  readonly sampleCount: number;
  /** Defaults for the fragments of every track, by track number. */
  readonly trackExtends: ReadonlyMap<number, TrackExtends>;
}

/** What has to be known of a movie box to find a track and edit it; all else stays bytes. */
const MOVIE_BOXES = /*#__PURE__*/ boxSet([
  moov,
  trak,
  tref,
  edts,
  mdia,
  minf,
  stbl,
  stsd,
  mvex,
  trep,
]);

const TRACK_KINDS = { vide: 'video', soun: 'audio' } as const;

/**
 * Finds a track in the movie box of a fragmented file.
 *
 * @param bytes the whole `moov`
 * @param offset byte offset of the box in its file, for errors
 * @throws IsobmffError if it is no `moov`, has no such track or two, no `trex` for it, or a timescale of 0
 */
export function readInputTrack(bytes: Uint8Array, choice: TrackChoice, offset = 0): InputTrack {
  const root = parseBoxes(bytes, MOVIE_BOXES, offset);
  const movie = requireBox(root, 'moov');
  const trak = typeof choice === 'number' ? numberedTrack(movie, choice) : onlyTrack(movie, choice);
  const trackId = trackIdOf(trak);
  const mediaHeader = requireBox(trak, 'mdia/mdhd');
  const movieHeader = requireBox(movie, 'mvhd');
  const elstBox = findBox(trak, 'edts/elst');
  return {
    moov: movie,
    trak,
    trackId,
    timescale: checkedTimescale(mediaHeader, mediaHeader.read(mdhd).timescale),
    movieTimescale: checkedTimescale(movieHeader, movieHeader.read(mvhd).timescale),
    edits: elstBox?.read(elst).entries,
    sampleCount: sampleCountOf(trak),
    trackExtends: trackExtendsOf(movie, trackId),
  };
}

/** Numbers of all tracks of a `moov`, in their order. */
export function trackIdsOf(bytes: Uint8Array, offset = 0): number[] {
  const movie = requireBox(parseBoxes(bytes, MOVIE_BOXES, offset), 'moov');
  return findBoxes(movie, 'trak').map(trackIdOf);
}

function trackIdOf(trak: BoxNode): number {
  return requireBox(trak, 'tkhd').read(tkhd).trackId;
}

function numberedTrack(movie: BoxNode, trackId: number): BoxNode {
  const trak = findBoxes(movie, 'trak').find((candidate) => trackIdOf(candidate) === trackId);
  if (trak !== undefined) return trak;
  throw new IsobmffError({
    code: 'missing-box',
    offset: movie.offset,
    path: movie.path,
    found: `no track ${trackId}`,
    expected: 'one',
  });
}

function onlyTrack(movie: BoxNode, handler: TrackHandler): BoxNode {
  const kind = TRACK_KINDS[handler];
  const tracks = findBoxes(movie, 'trak');
  const handlers = tracks.map((trak) => findBox(trak, 'mdia/hdlr')?.read(hdlr).handlerType ?? '');
  const wanted = tracks.filter((_, index) => handlers[index] === handler);
  const [track, second] = wanted;
  if (track !== undefined && second === undefined) return track;
  const others = handlers.map((other) => `'${other}'`).join(', ');
  throw new IsobmffError({
    code: track === undefined ? 'missing-box' : 'unsupported',
    offset: movie.offset,
    path: movie.path,
    found:
      track === undefined
        ? `no ${kind} track (${tracks.length === 0 ? 'no track at all' : `only ${others}`})`
        : `${wanted.length} ${kind} tracks`,
    expected: `one ${kind} track (handler '${handler}')`,
  });
}

function checkedTimescale(box: BoxNode, timescale: number): number {
  if (timescale > 0) return timescale;
  throw new IsobmffError({
    code: 'value',
    offset: box.offset,
    path: box.path,
    found: 'timescale 0',
    expected: 'ticks a second, at least 1',
  });
}

function sampleCountOf(trak: BoxNode): number {
  const sizes =
    findBox(trak, 'mdia/minf/stbl/stsz')?.read(stsz) ??
    findBox(trak, 'mdia/minf/stbl/stz2')?.read(stz2);
  return sizes?.sampleCount ?? 0;
}

function trackExtendsOf(movie: BoxNode, trackId: number): Map<number, TrackExtends> {
  const byTrack = new Map<number, TrackExtends>();
  for (const box of findBoxes(movie, 'mvex/trex')) {
    const defaults = box.read(trex);
    byTrack.set(defaults.trackId, defaults);
  }
  if (byTrack.has(trackId)) return byTrack;
  const hasExtends = findBox(movie, 'mvex') !== undefined;
  throw new IsobmffError({
    code: 'missing-box',
    offset: movie.offset,
    path: hasExtends ? 'moov/mvex' : 'moov',
    found: hasExtends ? `no trex for track ${trackId}` : 'a movie without fragments (no mvex)',
    expected: 'a fragmented file, whose mvex has a trex for every track',
  });
}
