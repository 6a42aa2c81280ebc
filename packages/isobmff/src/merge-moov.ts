import {
  draftBox,
  withType,
  writeBoxes,
  type BoxDescription,
  type BoxPart,
} from './box-description.js';
import { editBox, findBoxes, requireBox, type BoxNode } from './box-tree.js';
import { elst } from './boxes/edit-list.js';
import { moov } from './boxes/file.js';
import { mvex, trep, trex } from './boxes/movie-fragment.js';
import { mdhd, mvhd, tkhd } from './boxes/movie-header.js';
import { stbl, stco, stsc, stsz, stts } from './boxes/sample-table.js';
import { trackReference, tref } from './boxes/track-reference.js';
import { readInputTrack, type InputTrack } from './fragment-track.js';
import { ofInput } from './merge-error.js';
import { commonTimescale, rescaleDuration } from './merge-timescale.js';

/** Numbers of the tracks in the result, whatever the inputs called them. */
export const VIDEO_TRACK_ID = 1;
export const AUDIO_TRACK_ID = 2;

/**
 * Joins the `moov` of a fragmented video file and that of a fragmented audio file to one:
 * `[mvhd][trak 1][trak 2][mvex][rest]`.
 *
 * The video becomes track 1 and the audio track 2, wherever a track is referred to. Both `trex` keep
 * their values. All durations are 0, as in any movie box without samples (readers that add the
 * fragments' durations to it would show twice the length). Edit lists stay; only their durations are
 * converted, if the movie timescales differ. Where a movie box describes samples itself (a hybrid
 * file), its tables are emptied: those samples have to follow as a fragment. Tracks of another kind,
 * `mehd` and `leva` are left out. `pssh` of both are kept, of other boxes those of the video, and
 * those of the audio whose type the video has none of.
 *
 * @param videoMoov the whole box, with one track of handler `vide`
 * @param audioMoov the whole box, with one track of handler `soun`
 * @throws MergeInputError if one of them is no `moov`, has no such track or two, no `trex` for it, or
 *   a timescale of 0
 * @example
 * const init = mergeMoov(moovOf(videoInitSegment), moovOf(audioInitSegment));
 */
export function mergeMoov(videoMoov: Uint8Array, audioMoov: Uint8Array): Uint8Array {
  return mergeInputTracks(
    ofInput('video', () => readInputTrack(videoMoov, 'vide')),
    ofInput('audio', () => readInputTrack(audioMoov, 'soun')),
  );
}

/** {@link mergeMoov} for movie boxes that have been read already. */
export function mergeInputTracks(video: InputTrack, audio: InputTrack): Uint8Array {
  const timescale = commonTimescale(video.movieTimescale, audio.movieTimescale);
  return writeBoxes([
    draftBox(moov, {}, [
      movieHeader(video, timescale),
      ofInput('video', () => trackFor(video, VIDEO_TRACK_ID, timescale)),
      ofInput('audio', () => trackFor(audio, AUDIO_TRACK_ID, timescale)),
      movieExtends(video, audio),
      ...otherMovieBoxes(video.moov, audio.moov),
    ]),
  ]);
}

function movieHeader({ moov: movie }: InputTrack, timescale: number): BoxPart {
  return draftBox(mvhd, {
    ...requireBox(movie, 'mvhd').read(mvhd),
    timescale,
    duration: 0,
    nextTrackId: AUDIO_TRACK_ID + 1,
  });
}

function trackFor(track: InputTrack, trackId: number, timescale: number): BoxPart {
  return editBox(track.trak, (box) => {
    switch (box.type) {
      case 'tkhd':
        return [draftBox(tkhd, { ...box.read(tkhd), trackId, duration: 0 })];
      case 'mdhd':
        return [draftBox(mdhd, { ...box.read(mdhd), duration: 0 })];
      case 'elst':
        return carriedEdits(box, track, timescale);
      case 'tref':
        return renumberedReferences(box, new Map([[track.trackId, trackId]]));
      case 'stbl':
        return track.sampleCount === 0 ? undefined : [withoutSamples(box)];
      default:
        return undefined;
    }
  });
}

/**
 * The edits in another movie timescale. The last edit of a hybrid file ends with the samples of its
 * movie box: now it goes on to the end, as the duration 0 says in fragmented files.
 */
function carriedEdits(
  box: BoxNode,
  { movieTimescale, sampleCount }: InputTrack,
  timescale: number,
): BoxPart[] | undefined {
  if (movieTimescale === timescale && sampleCount === 0) return undefined;
  const value = box.read(elst);
  const { mediaTime } = value.entries;
  const last = mediaTime.length - 1;
  const isCut = sampleCount > 0 && mediaTime[last] !== -1;
  const segmentDuration = value.entries.segmentDuration.map((duration, index) =>
    isCut && index === last ? 0 : rescaleDuration(duration, movieTimescale, timescale),
  );
  return [draftBox(elst, { ...value, entries: { ...value.entries, segmentDuration } })];
}

/** References to tracks follow their new numbers; those to tracks that are left out go. */
export function renumberedReferences(
  box: BoxNode,
  newTrackIds: ReadonlyMap<number, number>,
): BoxPart[] {
  const references = box.children.flatMap((child) => {
    const value = child.read(trackReference);
    const trackIds = Array.from(value.trackIds, (trackId) => newTrackIds.get(trackId) ?? 0);
    const kept = trackIds.filter((trackId) => trackId > 0);
    return kept.length === 0
      ? []
      : [draftBox(withType(trackReference, child.type), { ...value, trackIds: kept })];
  });
  return references.length === 0 ? [] : [draftBox(tref, {}, references)];
}

/** The sample table of a hybrid file once its samples have become a fragment. */
function withoutSamples(box: BoxNode): BoxPart {
  const none = new Uint32Array(0);
  return draftBox(stbl, {}, [
    requireBox(box, 'stsd').bytes,
    draftBox(stts, { entries: { sampleCount: none, sampleDelta: none } }),
    draftBox(stsc, {
      entries: { firstChunk: none, samplesPerChunk: none, sampleDescriptionIndex: none },
    }),
    draftBox(stsz, { sampleSize: 0, sampleCount: 0, entrySize: none }),
    draftBox(stco, { chunkOffset: none }),
    ...findBoxes(box, 'sgpd').map(({ bytes }) => bytes),
  ]);
}

/** Boxes in `mvex` that are made anew, or that hold for one of the files alone. */
const FILE_EXTENDS: ReadonlySet<string> = /*#__PURE__*/ new Set(['mehd', 'leva', 'trex', 'trep']);

function movieExtends(video: InputTrack, audio: InputTrack): BoxPart {
  const videoBox = requireBox(video.moov, 'mvex');
  const audioBox = requireBox(audio.moov, 'mvex');
  const others = videoBox.children.filter(({ type }) => !FILE_EXTENDS.has(type));
  const types = new Set([...FILE_EXTENDS, ...others.map(({ type }) => type)]);
  return draftBox(mvex, {}, [
    ...numbered(findBoxes(videoBox, 'trex'), trex, video.trackId, VIDEO_TRACK_ID),
    ...numbered(findBoxes(audioBox, 'trex'), trex, audio.trackId, AUDIO_TRACK_ID),
    ...numbered(findBoxes(videoBox, 'trep'), trep, video.trackId, VIDEO_TRACK_ID),
    ...numbered(findBoxes(audioBox, 'trep'), trep, audio.trackId, AUDIO_TRACK_ID),
    ...bytesOf([...others, ...audioBox.children.filter(({ type }) => !types.has(type))]),
  ]);
}

/** Those of the boxes that belong to a track, with its new number. */
function numbered<Value extends { readonly trackId: number }>(
  boxes: readonly BoxNode[],
  description: BoxDescription<Value, Value>,
  from: number,
  to: number,
): BoxPart[] {
  return boxes
    .map((box) => ({ box, value: box.read(description) }))
    .filter(({ value }) => value.trackId === from)
    .map(({ box, value }) =>
      draftBox(description, { ...value, trackId: to }, bytesOf(box.children)),
    );
}

/** Boxes in `moov` that are made anew, and free space, which is nobody's. */
const MOVIE_PARTS: ReadonlySet<string> = /*#__PURE__*/ new Set([
  ...['mvhd', 'trak', 'mvex', 'pssh', 'free', 'skip'],
]);

/** What stands behind the tracks: `pssh` of both files, each once, then all else. */
export function otherMovieBoxes(video: BoxNode, audio: BoxNode | undefined): Uint8Array[] {
  const isOther = ({ type }: BoxNode): boolean => !MOVIE_PARTS.has(type);
  const videoBoxes = video.children.filter(isOther);
  const types = new Set(videoBoxes.map(({ type }) => type));
  const audioBoxes = audio?.children.filter((box) => isOther(box) && !types.has(box.type)) ?? [];
  const systems = [...findBoxes(video, 'pssh'), ...(audio ? findBoxes(audio, 'pssh') : [])];
  return [...eachOnce(bytesOf(systems)), ...bytesOf([...videoBoxes, ...audioBoxes])];
}

function bytesOf(boxes: readonly BoxNode[]): Uint8Array[] {
  return boxes.map(({ bytes }) => bytes);
}

/** The boxes without those that came before. */
export function eachOnce(boxes: readonly Uint8Array[]): Uint8Array[] {
  return boxes.filter((box, index) => boxes.findIndex((other) => isEqual(box, other)) === index);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
