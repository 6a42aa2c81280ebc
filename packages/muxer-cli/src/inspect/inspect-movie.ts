import {
  type BoxSummary,
  findBox,
  frma,
  IsobmffError,
  type Movie,
  type RandomAccessSource,
  readMovie,
  type SampleColumns,
  type SampleDescription,
  schm,
  standardBoxes,
  summarizeBoxes,
  timestampOfMovieTime,
  type Track,
} from '@voxmux/isobmff';
import { TimecodeError } from '@voxmux/timecode';
import type { DamageFacts, MovieReport, TrackFacts } from './inspect-report.js';
import { movieTags } from './movie-tags.js';
import { timecodeFacts } from './timecode-facts.js';

/**
 * Reads what an ISO base media file says of itself. Damage is reported, beside everything that is
 * intact.
 *
 * @throws IsobmffError `not-isobmff` for another kind of file
 */
export async function inspectMovie(
  source: RandomAccessSource,
  wantsBoxes: boolean,
): Promise<Omit<MovieReport, 'file' | 'bytes'>> {
  const damage: DamageFacts[] = [];
  const report = (error: unknown): void => {
    if (error instanceof TimecodeError) {
      damage.push({ code: error.code, offset: null, message: error.message });
    } else if (error instanceof IsobmffError && error.code !== 'not-isobmff') {
      damage.push({ code: error.code, offset: error.offset ?? null, message: error.message });
    } else throw error;
  };
  const movie = await intactMovie(source, report);
  const tracks = movie?.tracks.map((track) => trackFacts(track, movie, report)) ?? [];
  const durations = tracks.flatMap(({ durationSeconds }) => durationSeconds ?? []);
  const createdAtMs = movie && timestampOfMovieTime(movie.creationTime);
  return {
    format: 'mp4',
    layout: movie ? (movie.isFragmented ? 'fragmented' : 'flat') : null,
    majorBrand: movie?.fileType?.majorBrand ?? null,
    compatibleBrands: movie?.fileType?.compatibleBrands ?? [],
    createdAt: createdAtMs === undefined ? null : new Date(createdAtMs).toISOString(),
    timescale: movie?.timescale ?? null,
    durationSeconds: durations.length === 0 ? null : Math.max(...durations),
    fragments: movie?.fragmentCount ?? 0,
    tracks,
    tags: movie ? movieTags(movie.box, report) : [],
    ...(wantsBoxes || !movie ? { boxes: await fileBoxes(source, damage) } : {}),
    damage,
  };
}

/** The movie; of a file that is cut off, as much as is whole. */
async function intactMovie(
  source: RandomAccessSource,
  report: (error: unknown) => void,
): Promise<Movie | undefined> {
  try {
    return await readMovie(source);
  } catch (error) {
    report(error);
    if (!(error instanceof IsobmffError) || error.code !== 'truncated') return undefined;
    const intact = { ...source, byteLength: error.offset ?? 0 };
    try {
      return await readMovie(intact);
    } catch {
      // Nothing of the movie is whole, which has been reported.
      return undefined;
    }
  }
}

async function fileBoxes(
  source: RandomAccessSource,
  damage: DamageFacts[],
): Promise<readonly BoxSummary[]> {
  const { boxes, error } = await summarizeBoxes(source, standardBoxes);
  const end = boxes.at(-1);
  const offset = end ? end.offset + end.size : 0;
  if (error !== undefined && !damage.some((known) => known.offset === offset)) {
    damage.push({ code: 'boxes', offset, message: error });
  }
  return boxes;
}

const kinds: Readonly<Record<string, string>> = { vide: 'video', soun: 'audio', tmcd: 'timecode' };

function trackFacts(track: Track, movie: Movie, report: (error: unknown) => void): TrackFacts {
  const [description] = track.sampleDescriptions;
  const samples = trackSamples(track, report);
  const durationTicks = samples ? sum(samples.duration) : null;
  const codec = codecOf(track, description);
  return {
    trackId: track.trackId,
    kind: kinds[track.handlerType] ?? track.handlerType,
    handlerName: track.handlerName,
    enabled: track.isEnabled,
    ...codec,
    sampleDescriptions: track.sampleDescriptions.length,
    ...mediaFacts(track, description),
    language: track.language,
    timescale: track.timescale,
    durationTicks,
    durationSeconds: durationTicks === null ? null : durationTicks / track.timescale,
    samples: samples?.sampleCount ?? null,
    syncSamples: samples ? (samples.sync ? sum(samples.sync) : samples.sampleCount) : null,
    sampleBytes: samples ? sum(samples.size) : null,
    edits: track.edits.map(({ segmentDuration, mediaTime, mediaRate }) => ({
      durationSeconds: segmentDuration === Infinity ? null : segmentDuration / movie.timescale,
      mediaTime,
      mediaRate,
    })),
    references: track.references.map(({ type, trackIds }) => ({ type, trackIds: [...trackIds] })),
    ...(track.timecode ? { timecode: timecodeFacts(track.timecode, report) } : {}),
  };
}

function trackSamples(track: Track, report: (error: unknown) => void): SampleColumns | undefined {
  try {
    return track.samples();
  } catch (error) {
    report(error);
    return undefined;
  }
}

function codecOf(
  { codec }: Track,
  description: SampleDescription | undefined,
): Pick<TrackFacts, 'codec' | 'encryption'> {
  const protection = description && findBox(description.box, 'sinf');
  const original = protection && findBox(protection, 'frma')?.read(frma).dataFormat;
  const scheme = protection && findBox(protection, 'schm')?.read(schm).schemeType;
  return { codec: original ?? codec, encryption: protection ? (scheme ?? 'unknown') : null };
}

function mediaFacts(
  { handlerType }: Track,
  description: SampleDescription | undefined,
): Pick<TrackFacts, 'width' | 'height' | 'channels' | 'sampleRate'> {
  const { width = 0, height = 0, channelCount = 0, sampleRate = 0 } = description ?? {};
  if (handlerType === 'vide') return { width, height };
  if (handlerType === 'soun') return { channels: channelCount, sampleRate };
  return {};
}

function sum(column: Uint8Array | Uint32Array): number {
  let total = 0;
  for (const value of column) total += value;
  return total;
}
