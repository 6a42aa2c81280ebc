import { requireBox, stts, type Track } from '@voxmux/isobmff';
import { openFileInput } from '../input/input.js';
import { inputTracks } from './input-tracks.js';
import type { MergeInputs } from './merge-inputs.js';
import type { MergedTrackFacts, MergeReport } from './merge-report.js';
import type { FragmentTally } from './plan-spans.js';

/**
 * Reads back the movie box of the file that was written: the report says what is in it, not what
 * should be.
 *
 * @param tally what was copied in fragments, of which the movie box says nothing
 */
export async function mergedMovieFacts(
  path: string,
  inputs: MergeInputs,
  tally: FragmentTally,
): Promise<Pick<MergeReport, 'tracks' | 'fragments' | 'durationSeconds'>> {
  const file = openFileInput(path, path);
  try {
    const movie = await inputTracks(file);
    const tracks = (movie?.tracks ?? []).map((track) => trackFacts(track, inputs, tally));
    return {
      durationSeconds: Math.max(...tracks.map(({ durationSeconds }) => durationSeconds)),
      fragments: tally.fragments,
      tracks,
    };
  } finally {
    file.close();
  }
}

function trackFacts(track: Track, inputs: MergeInputs, tally: FragmentTally): MergedTrackFacts {
  const kind = track.handlerType === 'vide' ? 'video' : 'audio';
  const [description] = track.sampleDescriptions;
  const { samples, durationTicks } = tally.fragments > 0 ? tally[kind] : sumOfRuns(track);
  return {
    kind,
    input: inputs[kind].name,
    inputBytes: inputs[kind].byteLength,
    trackId: track.trackId,
    codec: track.codec,
    timescale: track.timescale,
    durationTicks,
    durationSeconds: durationTicks / track.timescale,
    samples,
    ...(kind === 'video'
      ? { width: description?.width ?? 0, height: description?.height ?? 0 }
      : { channels: description?.channelCount ?? 0, sampleRate: description?.sampleRate ?? 0 }),
  };
}

/** All samples of a flat file by their runs of equal durations, without a column of samples. */
function sumOfRuns({ box }: Track): { samples: number; durationTicks: number } {
  const { sampleCount, sampleDelta } = requireBox(box, 'mdia/minf/stbl/stts').read(stts).entries;
  let samples = 0;
  let durationTicks = 0;
  for (const [run, count] of sampleCount.entries()) {
    samples += count;
    durationTicks += count * (sampleDelta[run] ?? 0);
  }
  return { samples, durationTicks };
}
