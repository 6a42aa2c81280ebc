import {
  type BoxNode,
  dOps,
  countSamples,
  type DurationRuns,
  findBox,
  type Movie,
  OPUS_PRE_SKIP,
  requireBox,
  sbgp,
  sgpd,
  stss,
  stts,
  totalDuration,
  type Track as MovieTrack,
} from '@voxmux/isobmff';
import { compareTexts as compare, type Difference, type DifferenceKind } from './difference.js';

/** The two tracks of a rendered file. */
export interface RenderedTracks {
  readonly audio: MovieTrack;
  readonly timecode: MovieTrack;
}

/** What a decoder needs to hear before its output can be trusted: 80 ms at 48 kHz. */
const preRollSamples = 3840;

/** Finds the tracks, or says how the file is built instead. */
export function renderedTracks(movie: Movie, byteLength: number): RenderedTracks | Difference {
  const cut = movie.topLevelBoxes.find(({ offset, size }) => offset + size > byteLength);
  if (cut !== undefined) {
    return {
      ...difference('file-structure', 'the end of the file', `${cut.size} bytes of ${cut.type}`),
      fileOffset: cut.offset,
    };
  }
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
  const tables = requireBox(audio.box, 'mdia/minf/stbl');
  const durations = requireBox(tables, 'stts').read(stts).entries;
  const totalSamples = totalDuration(durations);
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
  yield* checkRoll(tables, durations);
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
function* checkRoll(tables: BoxNode, durations: DurationRuns): Generator<Difference> {
  const sampleCount = countSamples(durations);
  const syncSamples = findBox(tables, 'stss')?.read(stss).sampleNumber;
  if (syncSamples !== undefined && syncSamples.length !== sampleCount) {
    yield difference('sample-groups', 'samples that are no sync samples', 'none');
  }
  const description = findBox(tables, 'sgpd')?.read(sgpd);
  const groups = findBox(tables, 'sbgp')?.read(sbgp);
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
  const shortest = durations.sampleDelta.reduce(
    (least, samples) => Math.min(least, samples),
    Infinity,
  );
  const needed = -Math.ceil(preRollSamples / shortest);
  if (distance > needed) {
    yield difference('sample-groups', `a roll distance of ${distance}`, `${needed} or less`);
  }
}

function difference(what: DifferenceKind, found: string, expected: string): Difference {
  return { what, found, expected };
}
