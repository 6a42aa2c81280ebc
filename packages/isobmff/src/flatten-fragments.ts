import { arrived } from './arrival.js';
import { draftBox, type BoxPart } from './box-description.js';
import { requireBox, type BoxNode } from './box-tree.js';
import { edts, elst } from './boxes/edit-list.js';
import { mdhd, mvhd, tkhd } from './boxes/movie-header.js';
import { planChunks } from './chunk-plan.js';
import { totalDuration } from './duration-runs.js';
import { draftFlatLayout, planFlatFile, type FlatMovie, type FlatTrack } from './flat-layout.js';
import { collectTrack, type CollectedTrack } from './flatten-collect.js';
import { flattenEdits, type FlatTrackTimeline } from './flatten-edits.js';
import { flatSpans, type FlatSpanOptions } from './flatten-spans.js';
import { bytesOfFile } from './fragment-bytes.js';
import { trackIdsIn } from './fragment-reader.js';
import { ofInputAsync } from './merge-error.js';
import { mergeFileTypes } from './merge-file-type.js';
import { eachOnce, otherMovieBoxes, renumberedReferences } from './merge-moov.js';
import { noFragments, type MergeNotice, type MergeSpan } from './merge-spans.js';
import { randomAccessSource, type RandomAccessInput } from './random-access-source.js';

/** What {@link flattenFragments} can be told. */
export interface FlattenOptions {
  /** Longest chunk of one track in seconds, and so about the distance of sound and picture in the file; 0.5 unless given. */
  readonly chunkSeconds?: number | undefined;
  /**
   * An input that ends within a fragment (a download that was cut) counts as ending in front of
   * it, which is told to `onNotice`; otherwise it is an error.
   */
  readonly keepWholeFragments?: boolean | undefined;
  /** Told of everything that an input has and the result has not. */
  readonly onNotice?: ((notice: MergeNotice) => void) | undefined;
}

/** A flat file that only waits for being copied together. */
export interface FlattenedFile {
  /** Bytes of the whole file. */
  readonly byteLength: number;
  /**
   * The pieces of the file in their order.
   *
   * @throws IsobmffError `value` (when iterated) if a value cannot be written in its box
   */
  readonly spans: (options?: FlatSpanOptions) => Generator<MergeSpan, void, undefined>;
}

const CHUNK_SECONDS = 0.5;

/**
 * Turns one or two fragmented inputs into a flat MP4 file with the movie box in front: complete
 * sample tables, samples of all tracks interleaved in time. Of two inputs the first gives the video
 * (track 1), the second the audio (track 2); of a single one all tracks with samples are kept.
 *
 * Only indexes are read; the result says which pieces the file consists of. Sync samples follow from
 * the sample flags, composition offsets are signed where they need be, gaps between fragments stay as
 * long samples. Media begin at 0: what all tracks share in front of their first samples is taken off,
 * the rest, priming and the delay of reordered pictures stand in the edit lists, whose durations
 * become real. Sample groups, dependencies, subsamples and protection (encrypted samples stay
 * encrypted, their auxiliary information leads the media data) are carried over. Events (`emsg`) have no place in
 * a flat file and are left out.
 *
 * @throws MergeInputError (IsobmffError for a single input) if an input is no such file or is
 *   damaged, if decode times go back, or if it holds what a flat file cannot express
 * @example
 * const { byteLength, spans } = await flattenFragments([video, audio]);
 * await streamSpans(spans(), [video, audio]).pipeTo(destination);
 */
export async function flattenFragments(
  inputs:
    readonly [RandomAccessInput] | readonly [video: RandomAccessInput, audio: RandomAccessInput],
  options: FlattenOptions = {},
): Promise<FlattenedFile> {
  const [first, second] = inputs;
  const tracks =
    second === undefined
      ? await collectAll(first, options)
      : [
          await collectNamed('video', 0, first, options),
          await collectNamed('audio', 1, second, options),
        ];
  const movie = flatMovie(tracks, options.chunkSeconds ?? CHUNK_SECONDS);
  const { headerParts, byteLength, chunks } = draftFlatLayout(movie);
  return {
    byteLength,
    spans: (spanOptions = {}) => flatSpans(headerParts, tracks, chunks, spanOptions),
  };
}

async function collectNamed(
  name: 'video' | 'audio',
  index: number,
  input: RandomAccessInput,
  { keepWholeFragments, onNotice }: FlattenOptions,
): Promise<CollectedTrack> {
  return ofInputAsync(name, async () => {
    const bytes = bytesOfFile(randomAccessSource(input));
    const collecting = collectTrack(index, bytes, name === 'video' ? 'vide' : 'soun', {
      keepWholeFragments,
      onNotice: (notice) => onNotice?.({ ...notice, input: name }),
    });
    const collected = await arrived(collecting);
    if (collected.samples.sampleCount === 0) throw noFragments();
    return collected;
  });
}

/** All tracks of one file that have samples. */
async function collectAll(
  input: RandomAccessInput,
  { keepWholeFragments, onNotice }: FlattenOptions,
): Promise<CollectedTrack[]> {
  const bytes = bytesOfFile(randomAccessSource(input));
  const tracks: CollectedTrack[] = [];
  let notify = onNotice;
  for (const trackId of await arrived(trackIdsIn(bytes))) {
    const options = { keepWholeFragments, onNotice: notify };
    const track = await arrived(collectTrack(0, bytes, trackId, options));
    if (track.samples.sampleCount > 0) tracks.push(track);
    notify = undefined;
  }
  if (tracks.length === 0) throw noFragments();
  return tracks;
}

/** Sample tables that are made anew; what else a sample table holds is carried over. */
const MADE_TABLES: ReadonlySet<string> = /*#__PURE__*/ new Set([
  ...[
    'stsd',
    'stts',
    'ctts',
    'stss',
    'stsc',
    'stsz',
    'stz2',
    'stco',
    'co64',
    'stsh',
    'stdp',
    'padb',
  ],
  ...['sgpd', 'sbgp', 'csgp', 'sdtp', 'subs', 'saiz', 'saio', 'senc'],
]);

function flatMovie(tracks: readonly CollectedTrack[], chunkSeconds: number): FlatMovie {
  const timeline = flattenEdits(
    tracks.map(({ track, samples, movieSamplesEnd }) => ({
      timescale: track.timescale,
      movieTimescale: track.movieTimescale,
      firstDecodeTime: samples.firstDecodeTime,
      duration: totalDuration(samples.durations),
      compositionEnd: samples.compositionEnd,
      movieSamplesEnd,
      edits: track.edits,
    })),
  );
  const chunks = planChunks(
    tracks.map(({ track, samples }, index) => ({
      timescale: track.timescale,
      durations: samples.durations,
      descriptionIndex: samples.descriptionIndex,
      startTime: timeline.tracks[index]?.startTicks ?? 0,
    })),
    chunkSeconds,
  );
  const draft = (auxiliaryBegin: number): FlatMovie => {
    let auxiliaryAt = auxiliaryBegin;
    const flatTracks = tracks.map((collected, index): FlatTrack => {
      const auxiliary = collected.auxiliary.flatMap((one) => {
        const boxes = one.draft(auxiliaryAt);
        auxiliaryAt += one.byteLength;
        return boxes;
      });
      return flatTrack(
        collected,
        newTrackIds(tracks, collected),
        timeline.tracks[index],
        auxiliary,
      );
    });
    return {
      fileType: mergeFileTypes(
        tracks.flatMap(({ fileType }) => fileType ?? []),
        'flat',
      ),
      movieHeader: movieHeader(tracks, timeline.movieTimescale, timeline.tracks),
      tracks: flatTracks,
      movieBoxes: movieBoxes(tracks),
      chunks,
      leadingByteLength: auxiliaryAt - auxiliaryBegin,
    };
  };
  const unplaced = draft(0);
  if (unplaced.leadingByteLength === 0) return unplaced;
  return draft(planFlatFile(unplaced).headerByteLength);
}

/** Numbers of the tracks of one input in the result, by their numbers in the input. */
function newTrackIds(
  tracks: readonly CollectedTrack[],
  { input }: CollectedTrack,
): ReadonlyMap<number, number> {
  return new Map(
    tracks.flatMap((one, index) => (one.input === input ? [[one.track.trackId, index + 1]] : [])),
  );
}

function movieHeader(
  tracks: readonly CollectedTrack[],
  timescale: number,
  timelines: readonly FlatTrackTimeline[],
): BoxPart {
  const source = tracks[0]?.track.moov;
  const duration = timelines.reduce((longest, one) => Math.max(longest, one.duration), 0);
  const value = source === undefined ? undefined : requireBox(source, 'mvhd').read(mvhd);
  return draftBox(mvhd, { ...value, timescale, duration, nextTrackId: tracks.length + 1 });
}

function movieBoxes(tracks: readonly CollectedTrack[]): Uint8Array[] {
  const [first, second] = tracks;
  const other = second?.input === first?.input ? undefined : second?.track.moov;
  const boxes = first === undefined ? [] : otherMovieBoxes(first.track.moov, other);
  return eachOnce([...tracks.flatMap(({ protectionHeaders }) => protectionHeaders), ...boxes]);
}

function flatTrack(
  { track, samples, tables }: CollectedTrack,
  trackIds: ReadonlyMap<number, number>,
  timeline: FlatTrackTimeline | undefined,
  auxiliary: readonly BoxPart[],
): FlatTrack {
  const { trak } = track;
  const media = requireBox(trak, 'mdia');
  const information = requireBox(media, 'minf');
  const sampleTable = requireBox(information, 'stbl');
  const mediaAt = trak.children.indexOf(media);
  const entries = timeline?.entries;
  const edit = entries && draftBox(edts, {}, [draftBox(elst, { entries })]);

  const trackBoxes = (boxes: readonly BoxNode[]): BoxPart[] =>
    boxes.flatMap((box): readonly BoxPart[] => {
      switch (box.type) {
        case 'tkhd': {
          const trackId = trackIds.get(track.trackId) ?? 0;
          const duration = timeline?.duration ?? 0;
          const header = draftBox(tkhd, { ...box.read(tkhd), trackId, duration });
          return edit === undefined ? [header] : [header, edit];
        }
        case 'edts':
          return [];
        case 'tref':
          return renumberedReferences(box, trackIds);
        default:
          return [box.bytes];
      }
    });
  return {
    trackBoxes: trackBoxes(trak.children.slice(0, mediaAt)),
    mediaBoxes: media.children.flatMap((box): BoxPart[] => {
      if (box.type === 'minf') return [];
      if (box.type !== 'mdhd') return [box.bytes];
      // Reordered pictures end behind the last decode time; without edits GStreamer shows no more than this.
      const end = entries === undefined ? samples.compositionEnd : 0;
      const duration = Math.max(totalDuration(samples.durations), end);
      return [draftBox(mdhd, { ...box.read(mdhd), duration })];
    }),
    mediaInformationBoxes: information.children.flatMap((box) =>
      box.type === 'stbl' ? [] : [box.bytes],
    ),
    sampleDescription: requireBox(sampleTable, 'stsd').bytes,
    samples: { ...samples, timescale: track.timescale },
    sampleTableBoxes: [
      ...tables,
      ...auxiliary,
      ...sampleTable.children.flatMap((box) => (MADE_TABLES.has(box.type) ? [] : [box.bytes])),
    ],
    trailingTrackBoxes: trackBoxes(trak.children.slice(mediaAt + 1)),
  };
}
