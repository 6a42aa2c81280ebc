import {
  dOps,
  findBox,
  type Movie,
  OPUS_PRE_SKIP,
  sbgp,
  sgpd,
  type Track as MovieTrack,
} from '@voxmux/isobmff';
import type { Difference, DifferenceKind } from './difference.js';

/** The two tracks of a rendered file. */
export interface RenderedTracks {
  readonly audio: MovieTrack;
  readonly timecode: MovieTrack;
}

/** What a decoder needs to hear before its output can be trusted: 80 ms at 48 kHz. */
const preRollSamples = 3840;

/** Finds the tracks, or says how the file is built instead. */
export function renderedTracks(movie: Movie): RenderedTracks | Difference {
  const codecs = movie.tracks.map(({ codec, handlerType }) => codec || handlerType);
  const [audio, timecode] = movie.tracks;
  if (
    movie.isFragmented ||
    movie.tracks.length !== 2 ||
    audio?.codec !== 'Opus' ||
    timecode?.timecode === undefined
  ) {
    return difference(
      'file-structure',
      `${movie.isFragmented ? 'a fragmented file of ' : ''}${codecs.join(' and ') || 'no tracks'}`,
      'one Opus and one timecode track',
    );
  }
  return { audio, timecode };
}

/** All that the headers say of the sound: codec, edit list, durations, sample groups. */
export function* checkHeaders(
  movie: Movie,
  { audio, timecode }: RenderedTracks,
  channelCount: number,
): Generator<Difference> {
  yield* checkCodec(audio, channelCount);
  const { duration } = audio.samples();
  const totalSamples = duration.reduce((sum, samples) => sum + samples, 0);
  const presented = totalSamples - OPUS_PRE_SKIP;

  const edits = audio.edits.map(
    ({ segmentDuration, mediaTime, mediaRate }) =>
      `${segmentDuration} from ${mediaTime} at ${mediaRate}`,
  );
  yield* compare(
    'edit-list',
    edits.join(', ') || 'none',
    `${presented} from ${OPUS_PRE_SKIP} at 1`,
  );
  yield* compare(
    'duration',
    `a movie timescale of ${movie.timescale}`,
    'a movie timescale of 48000',
  );
  yield* compare('duration', `a timescale of ${audio.timescale}`, 'a timescale of 48000');
  yield* compare('duration', `media of ${audio.mediaDuration}`, `media of ${totalSamples}`);
  yield* compare('duration', `a track of ${audio.duration}`, `a track of ${presented}`);
  yield* compare('duration', `a movie of ${movie.duration}`, `a movie of ${presented}`);
  yield* compare(
    'timecode',
    `a timecode track of ${timecode.duration}`,
    `a timecode track of ${presented}`,
  );
  const links = audio.references.map(({ type, trackIds }) => `${type} to ${trackIds.join(' ')}`);
  yield* compare('timecode', links.join(', ') || 'no reference', `tmcd to ${timecode.trackId}`);
  yield* checkRoll(audio);
}

function* checkCodec(audio: MovieTrack, channelCount: number): Generator<Difference> {
  const [entry] = audio.sampleDescriptions;
  const config = entry && findBox(entry.box, 'dOps')?.read(dOps);
  if (audio.sampleDescriptions.length !== 1 || entry === undefined || config === undefined) {
    yield difference('codec-configuration', 'no single entry with a dOps box', 'one');
    return;
  }
  const what = 'codec-configuration';
  yield* compare(what, `${entry.channelCount ?? 0} channels`, `${channelCount} channels`);
  yield* compare(
    what,
    `${config.outputChannelCount} output channels`,
    `${channelCount} output channels`,
  );
  yield* compare(what, `a pre-skip of ${config.preSkip}`, `a pre-skip of ${OPUS_PRE_SKIP}`);
  yield* compare(what, `a gain of ${config.outputGain}`, 'a gain of 0');
  yield* compare(what, `mapping family ${config.channelMappingFamily}`, 'mapping family 0');
}

/** Every packet is a sync sample, and a decoder that seeks starts 80 ms earlier. */
function* checkRoll(audio: MovieTrack): Generator<Difference> {
  const { sampleCount, sync, duration } = audio.samples();
  const table = findBox(audio.box, 'mdia/minf/stbl');
  if (sync !== undefined)
    yield difference('sample-groups', 'samples that are no sync samples', 'none');
  const description = table && findBox(table, 'sgpd')?.read(sgpd);
  const groups = table && findBox(table, 'sbgp')?.read(sbgp);
  const entry = description?.entries[0];
  if (description?.groupingType !== 'roll' || entry === undefined || groups === undefined) {
    yield difference('sample-groups', 'no roll group', 'one that all packets belong to');
    return;
  }
  const { sampleCount: counts, groupDescriptionIndex } = groups.entries;
  const grouped = counts.reduce((sum, count) => sum + count, 0);
  yield* compare(
    'sample-groups',
    `${grouped} packets in groups`,
    `${sampleCount} packets in groups`,
  );
  if (groupDescriptionIndex.some((index) => index !== 1)) {
    yield difference('sample-groups', 'packets outside of the roll group', 'none');
  }
  const distance = new DataView(entry.buffer, entry.byteOffset, entry.byteLength).getInt16(0);
  const shortest = duration.reduce((least, samples) => Math.min(least, samples), Infinity);
  const needed = -Math.ceil(preRollSamples / shortest);
  if (distance > needed) {
    yield difference('sample-groups', `a roll distance of ${distance}`, `${needed} or less`);
  }
}

export function* compare(
  what: DifferenceKind,
  found: string,
  expected: string,
): Generator<Difference> {
  if (found !== expected) yield difference(what, found, expected);
}

function difference(what: DifferenceKind, found: string, expected: string): Difference {
  return { what, found, expected };
}
