import { draftBox, writeBoxes, type BoxPart } from './box-description.js';
import { boxHeaderSize, fourCC, writeBoxHeader } from './box-header.js';
import { moov } from './boxes/file.js';
import { mdia, minf, trak } from './boxes/movie-header.js';
import { stbl } from './boxes/sample-table.js';
import { countChunks, fillChunkOffsets, layOutChunks, type ChunkLayout } from './chunk-layout.js';
import type { ChunkPlan } from './chunk-plan.js';
import { draftChunkOffsets, draftSampleTables, type TrackSamples } from './sample-table.js';

/**
 * A track to be laid out. Its boxes are given complete, drafted or as bytes carried over from
 * another file; only the sample tables and the boxes around them are made here.
 */
export interface FlatTrack {
  /** Children of `trak` in front of `mdia`: `tkhd`, `edts`, `tref` … */
  readonly trackBoxes: readonly BoxPart[];
  /** Children of `mdia` in front of `minf`: `mdhd`, `hdlr`, `elng` … */
  readonly mediaBoxes: readonly BoxPart[];
  /** Children of `minf` in front of `stbl`: `smhd`, `vmhd` or `nmhd`, and `dinf`. */
  readonly mediaInformationBoxes: readonly BoxPart[];
  /** The whole `stsd`. */
  readonly sampleDescription: BoxPart;
  /** Sizes, durations and other columns of the samples. */
  readonly samples: TrackSamples;
  /** Children of `stbl` behind the tables: `sgpd`, `sbgp`, `sdtp` … */
  readonly sampleTableBoxes?: readonly BoxPart[];
  /** Children of `trak` behind `mdia`: `udta`, `meta` … */
  readonly trailingTrackBoxes?: readonly BoxPart[];
}

/** A whole file to be laid out, but for its payload. */
export interface FlatMovie {
  /** The whole `ftyp`. */
  readonly fileType: BoxPart;
  /** The whole `mvhd`. */
  readonly movieHeader: BoxPart;
  /** In the order in which they stand in `moov`. */
  readonly tracks: readonly FlatTrack[];
  /** Children of `moov` behind the tracks: `udta`, `meta`, `pssh` … */
  readonly movieBoxes?: readonly BoxPart[];
  /** Order of the chunks of all tracks in the media data; see `planChunks`. */
  readonly chunks: ChunkPlan;
  /** Bytes of the media data in front of the first chunk (auxiliary information), 0 unless given. */
  readonly leadingByteLength?: number;
}

/** Where everything of a flat file lies. */
export interface FlatPlan {
  /** Bytes of `ftyp`, `moov` and the header of `mdat`: where the payload begins. */
  readonly headerByteLength: number;
  /** Bytes behind the header: what leads the media data, then the chunks. */
  readonly payloadByteLength: number;
  /** Bytes of the whole file. */
  readonly byteLength: number;
  /** The order in which payload bytes are copied. */
  readonly chunks: ChunkLayout;
}

/** A flat file, all of it but the payload. */
export interface FlatLayout extends FlatPlan {
  /** `ftyp`, `moov` and the header of `mdat`; the payload follows. */
  readonly header: Uint8Array<ArrayBuffer>;
}

const MAX_U32 = 0xffff_ffff;
const MDAT = /*#__PURE__*/ fourCC('mdat');

/**
 * Lays out a flat file with the movie box in front of the media data ("fast start"), so that it can
 * be written in one pass: the header returned, then the payload chunk by chunk.
 *
 * Offsets are 64 bits wide (`co64`) in all tracks if a chunk begins beyond 4 GiB, and so is the size
 * of `mdat` if it takes that. The same movie gives the same bytes.
 *
 * @throws IsobmffError `value` if the chunks do not use up the samples of every track, or a value
 *   cannot be written in its box
 * @example
 * const { header, chunks } = layoutFlatFile(movie);
 * write(header);
 * for (let i = 0; i < chunks.plan.chunkCount; i += 1) copySamples(chunks, i);
 */
export function layoutFlatFile(movie: FlatMovie): FlatLayout {
  const { headerParts, ...plan } = draftFlatLayout(movie);
  return { ...plan, header: writeBoxes(headerParts) };
}

/** {@link layoutFlatFile} with a header that is still to be written. */
export function draftFlatLayout(
  movie: FlatMovie,
): FlatPlan & { readonly headerParts: readonly BoxPart[] } {
  const { plan, draft, boxes } = draftFlatFile(movie);
  const { leadingByteLength = 0 } = movie;
  draft.placeChunks(plan.headerByteLength + leadingByteLength);
  return { ...plan, headerParts: boxes };
}

/**
 * Says where everything of a flat file will lie, without writing a table. What depends on positions
 * in the file (`saio`) can be made from it and put into the movie, if its size stays the same.
 *
 * @throws IsobmffError like {@link layoutFlatFile}
 */
export function planFlatFile(movie: FlatMovie): FlatPlan {
  return draftFlatFile(movie).plan;
}

interface FlatDraft {
  readonly plan: FlatPlan;
  readonly draft: MovieDraft;
  /** The parts of the header: `ftyp`, `moov`, header of `mdat`. */
  readonly boxes: readonly BoxPart[];
}

function draftFlatFile(movie: FlatMovie): FlatDraft {
  const { leadingByteLength = 0 } = movie;
  const chunks = layOutChunks(
    movie.chunks,
    movie.tracks.map((track) => track.samples.sizes),
  );
  const payloadByteLength = leadingByteLength + chunks.totalByteLength;
  const mediaDataHeader = draftMediaDataHeader(payloadByteLength);
  const lastChunkAt = leadingByteLength + (chunks.position.at(-1) ?? 0);

  // The size of the movie box depends on the width of offsets, not on their values.
  const draftMovie = movieDrafter(movie, chunks);
  const otherByteLength = movie.fileType.byteLength + mediaDataHeader.byteLength;
  const small = draftMovie(false);
  const largeOffsets = otherByteLength + small.box.byteLength + lastChunkAt > MAX_U32;
  const draft = largeOffsets ? draftMovie(true) : small;
  const headerByteLength = otherByteLength + draft.box.byteLength;

  return {
    plan: {
      headerByteLength,
      payloadByteLength,
      byteLength: headerByteLength + payloadByteLength,
      chunks,
    },
    draft,
    boxes: [movie.fileType, draft.box, mediaDataHeader],
  };
}

function draftMediaDataHeader(payloadByteLength: number): Uint8Array {
  const header = new Uint8Array(boxHeaderSize(MDAT, payloadByteLength));
  const size = header.byteLength + payloadByteLength;
  writeBoxHeader(new DataView(header.buffer), 0, MDAT, size, header.byteLength);
  return header;
}

/** A `moov` whose chunk offsets are still to be set. */
interface MovieDraft {
  readonly box: BoxPart;
  /** Sets them, given the offset of the first chunk; to be called before the box is written. */
  placeChunks(firstChunkAt: number): void;
}

function movieDrafter(
  movie: FlatMovie,
  chunks: ChunkLayout,
): (largeOffsets: boolean) => MovieDraft {
  const tables = movie.tracks.map(({ samples }, index) =>
    draftSampleTables(samples, chunks.plan, index),
  );
  const chunkCounts = movie.tracks.map((_, index) => countChunks(chunks.plan, index));
  return (largeOffsets) => {
    const offsets = chunkCounts.map((count) =>
      largeOffsets ? new Float64Array(count) : new Uint32Array(count),
    );
    const tracks = movie.tracks.map((track, index) => {
      const chunkOffsets = draftChunkOffsets(offsets[index] ?? new Uint32Array());
      return draftTrack(track, [...(tables[index] ?? []), chunkOffsets]);
    });
    return {
      box: draftBox(moov, {}, [movie.movieHeader, ...tracks, ...(movie.movieBoxes ?? [])]),
      placeChunks(firstChunkAt) {
        for (const [index, column] of offsets.entries()) {
          fillChunkOffsets(chunks, index, firstChunkAt, column);
        }
      },
    };
  };
}

function draftTrack(track: FlatTrack, tables: readonly BoxPart[]): BoxPart {
  return draftBox(trak, {}, [
    ...track.trackBoxes,
    draftBox(mdia, {}, [
      ...track.mediaBoxes,
      draftBox(minf, {}, [
        ...track.mediaInformationBoxes,
        draftBox(stbl, {}, [track.sampleDescription, ...tables, ...(track.sampleTableBoxes ?? [])]),
      ]),
    ]),
    ...(track.trailingTrackBoxes ?? []),
  ]);
}
