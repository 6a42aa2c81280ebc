import { join } from 'node:path';

import { type Contest, peakOf, ratiosOf } from './comparison.mjs';
import { ffmpeg, subject, voxmux } from './programs.mjs';
import { run } from './process-cost.mjs';
import { runTool } from './session-inputs.mjs';

/** Inputs of a merge, fragmented MP4 of one track each. */
export interface MergeInputs {
  readonly video: string;
  readonly audio: string;
}

const CAT = '`cat video audio`';

const movflags = {
  flat: '+faststart',
  fragmented: '+frag_keyframe+empty_moov+default_base_moof',
} as const;

/** Twenty minutes: fragments of two seconds of video and four of audio, repeated. */
export function makeMergeInputs(videoBytes: number, folder: string): MergeInputs {
  const make = (name: string, bytes: number, encode: readonly string[]): string => {
    const seed = join(folder, `seed-${name}.mp4`);
    const file = join(folder, `${name}.mp4`);
    run(ffmpeg('-f', 'lavfi', ...encode, '-movflags', movflags.fragmented, seed));
    runTool('make-fragments.mts', ['--from', seed, '--bytes', String(bytes), '--out', file]);
    return file;
  };
  const picture = 'testsrc2=size=640x360:rate=25:duration=20,noise=alls=12:allf=t';
  const sound = 'anoisesrc=color=pink:sample_rate=48000:duration=20:seed=1';
  return {
    video: make('video', videoBytes, [
      ...['-i', picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '1700k', '-g', '50'],
    ]),
    audio: make('audio', Math.round((videoBytes * 20) / 257), [
      ...['-i', sound, '-ac', '2', '-c:a', 'aac', '-b:a', '128k', '-frag_duration', '4000000'],
    ]),
  };
}

/** Merges a video and an audio file, against writing their bytes one after the other. */
export function mergeContest(
  layout: 'flat' | 'fragmented',
  { video, audio }: MergeInputs,
  megabytes: number,
): Contest {
  const name = `\`voxmux merge --layout ${layout}\``;
  const peer = '`ffmpeg -c copy`';
  const front =
    layout === 'flat'
      ? ' ffmpeg moves its index to the front; mediabunny leaves it at the end, which takes it less.'
      : '';
  return {
    title: `merge, ${layout}, ${megabytes} MB`,
    note: `Fragmented H.264 video and AAC audio.${front}`,
    subjects: [
      {
        name,
        command: (out) =>
          voxmux('merge', video, audio, '--layout', layout, '--out', join(out, 'o.mp4')),
      },
      {
        name: CAT,
        command: (out) => ['sh', '-c', 'cat "$1" "$2" > "$3/o"', 'sh', video, audio, out],
      },
      {
        name: peer,
        command: (out) => [
          ...ffmpeg('-i', video, '-i', audio, '-c', 'copy', '-movflags', movflags[layout]),
          join(out, 'o.mp4'),
        ],
      },
      {
        name: 'mediabunny',
        command: (out) => subject('mediabunny-merge.mjs', video, audio, join(out, 'o.mp4'), layout),
      },
    ],
    goals: [
      {
        what: `merge ${layout}, ${megabytes} MB: CPU beyond Node's start ÷ cat`,
        limit: 2,
        measured: (comparison) => ratiosOf(comparison, name, CAT).cpuBeyondStart,
      },
      {
        what: `merge ${layout}, ${megabytes} MB: wall ÷ ffmpeg`,
        limit: 1,
        measured: (comparison) => ratiosOf(comparison, name, peer).wall,
      },
      {
        what: `merge ${layout}, ${megabytes} MB: peak MB`,
        limit: 100,
        measured: (comparison) => peakOf(comparison, name),
      },
    ],
  };
}
