import { describe, expect, test } from '@jest/globals';
import { flattenEdits, type EditedTrack } from './flatten-edits.js';

function track(options: Partial<EditedTrack>): EditedTrack {
  return {
    timescale: 1000,
    movieTimescale: 1000,
    firstDecodeTime: 0,
    duration: 10_000,
    compositionEnd: 10_000,
    movieSamplesEnd: 0,
    edits: undefined,
    ...options,
  };
}

function edits(...rows: [duration: number, mediaTime: number, rate?: number][]) {
  return {
    segmentDuration: rows.map(([duration]) => duration),
    mediaTime: rows.map(([, mediaTime]) => mediaTime),
    mediaRate: rows.map(([, , rate = 1]) => rate),
  };
}

/** Rows of the edit list, and the duration of the track. */
function flattened(...tracks: EditedTrack[]) {
  const { movieTimescale, tracks: flat } = flattenEdits(tracks);
  return {
    movieTimescale,
    tracks: flat.map(({ entries, duration, startTicks }) => ({
      startTicks,
      duration,
      rows:
        entries && Array.from(entries.mediaTime, (time, i) => [entries.segmentDuration[i], time]),
    })),
  };
}

describe('one track', () => {
  test('that begins at 0 without edits needs none', () => {
    expect(flattened(track({})).tracks).toEqual([
      { startTicks: 0, duration: 10_000, rows: undefined },
    ]);
  });

  test('an edit to the end gets its real duration', () => {
    expect(flattened(track({ edits: edits([0, 24]) })).tracks[0]?.rows).toEqual([[9976, 24]]);
  });

  test('an edit with a duration keeps it, but not beyond the media', () => {
    expect(flattened(track({ edits: edits([5000, 0]) })).tracks[0]?.rows).toEqual([[5000, 0]]);
    expect(flattened(track({ edits: edits([600_000, 24]) })).tracks[0]?.rows).toEqual([[9976, 24]]);
  });

  test('the delay of reordered pictures ends where the last picture ends', () => {
    const delayed = track({ edits: edits([0, 80]), compositionEnd: 10_080 });
    expect(flattened(delayed).tracks[0]).toMatchObject({ duration: 10_000, rows: [[10_000, 80]] });
  });

  test('a start at ten seconds is taken off', () => {
    const late = track({ firstDecodeTime: 10_000, edits: edits([0, 24]) });
    expect(flattened(late).tracks[0]).toMatchObject({ startTicks: 0, rows: [[9976, 24]] });
  });

  test('an edit that ends before the first sample is one to the end', () => {
    const late = track({ firstDecodeTime: 600_000, edits: edits([10_000, 24]) });
    expect(flattened(late).tracks[0]?.rows).toEqual([[9976, 24]]);
  });

  test('the duration of a hybrid movie box does not cut the fragments', () => {
    const hybrid = track({ movieSamplesEnd: 2000, edits: edits([1976, 24]) });
    expect(flattened(hybrid).tracks[0]?.rows).toEqual([[9976, 24]]);
  });

  test('several edits and their rates stay', () => {
    const edited = track({ edits: edits([500, -1], [2000, 1000], [1000, 3000, 0], [3000, 4000]) });
    expect(flattened(edited).tracks[0]).toMatchObject({
      duration: 6500,
      rows: [
        [500, -1],
        [2000, 1000],
        [1000, 3000],
        [3000, 4000],
      ],
    });
  });
});

describe('two tracks', () => {
  test('keep their distance: the later one gets an empty edit', () => {
    const result = flattened(
      track({ firstDecodeTime: 10_000 }),
      track({ firstDecodeTime: 10_500, edits: edits([0, 24]) }),
    );
    expect(result.tracks.map(({ rows }) => rows)).toEqual([
      undefined,
      [
        [476, -1],
        [10_000, 0],
      ],
    ]);
  });

  test('a small difference comes off the media time', () => {
    const later = track({ firstDecodeTime: 10, edits: edits([0, 24]) });
    expect(flattened(track({}), later).tracks[1]?.rows).toEqual([[9986, 14]]);
  });

  test('an empty edit is exact to the tick in a common timescale', () => {
    const video = track({ timescale: 12_800, movieTimescale: 1000, firstDecodeTime: 1 });
    const audio = track({ timescale: 44_100, movieTimescale: 600 });
    const { movieTimescale, tracks } = flattened(video, audio);
    expect(movieTimescale).toBe(192_000);
    expect(tracks[0]?.rows?.[0]).toEqual([15, -1]);
  });

  test('times since 1970 lose nothing', () => {
    const video = track({ timescale: 90_000, firstDecodeTime: 2n ** 60n + 45_000n });
    const audio = track({ timescale: 90_000, firstDecodeTime: 2n ** 60n });
    expect(flattened(video, audio).tracks.map(({ startTicks }) => startTicks)).toEqual([45_000, 0]);
  });
});
