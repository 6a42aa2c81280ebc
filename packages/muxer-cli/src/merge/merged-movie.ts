import { readMovie, type Track } from '@voxmux/isobmff';
import { openFileInput, sourceOf } from '../input/input.js';
import type { MergeInputs } from './merge-inputs.js';
import type { MergedTrackFacts, MergeReport } from './merge-report.js';

/** Reads the file that was written back: the report says what is in it, not what should be. */
export async function mergedMovieFacts(
  path: string,
  inputs: MergeInputs,
): Promise<Pick<MergeReport, 'tracks' | 'fragments' | 'durationSeconds'>> {
  const file = openFileInput(path, path);
  try {
    const movie = await readMovie(sourceOf(file));
    const tracks = movie.tracks.map((track) => trackFacts(track, inputs));
    return {
      durationSeconds: Math.max(...tracks.map(({ durationSeconds }) => durationSeconds)),
      fragments: movie.fragmentCount,
      tracks,
    };
  } finally {
    file.close();
  }
}

function trackFacts(track: Track, inputs: MergeInputs): MergedTrackFacts {
  const kind = track.handlerType === 'vide' ? 'video' : 'audio';
  const { sampleCount, duration } = track.samples();
  const [description] = track.sampleDescriptions;
  const durationTicks = duration.reduce((sum, ticks) => sum + ticks, 0);
  return {
    kind,
    input: inputs[kind].name,
    inputBytes: inputs[kind].byteLength,
    trackId: track.trackId,
    codec: track.codec,
    timescale: track.timescale,
    durationTicks,
    durationSeconds: durationTicks / track.timescale,
    samples: sampleCount,
    ...(kind === 'video'
      ? { width: description?.width ?? 0, height: description?.height ?? 0 }
      : { channels: description?.channelCount ?? 0, sampleRate: description?.sampleRate ?? 0 }),
  };
}
