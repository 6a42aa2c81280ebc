import { type Comparison, type Contest, costsOf, ratiosOf } from './comparison.mjs';
import { ffmpegEach, voxmux } from './programs.mjs';
import { makeOggFiles, makeSession } from './session-inputs.mjs';
import { spreadOf } from './statistics.mjs';

/** Decodes two speakers to Broadcast WAV. */
export function bwavContest(hours: number, folder: string): Contest {
  const session = makeSession({ hours, players: 2, headers: 'input' }, folder);
  const ogg = makeOggFiles(session, folder);
  const name = (jobs: number) => `\`voxmux render --format bwav --jobs ${jobs}\``;
  const render = (jobs: number) => ({
    name: name(jobs),
    command: (out: string) =>
      voxmux('render', session, '--format', 'bwav', '--jobs', String(jobs), '--out', out),
  });
  const speechSeconds = 2 * hours * 3600;
  return {
    title: `BWAV, ${hours} h, 2 speakers`,
    // A round takes a minute: what threads take to start is small beside it.
    mostRounds: 3,
    note: 'Opus decoded to 24 bits, speech without a pause. ffmpeg decodes the same packets, one file after the other.',
    subjects: [
      render(1),
      render(2),
      {
        name: '`ffmpeg -c:a pcm_s24le`',
        command: (out) => ffmpegEach(ogg, `-threads 1 -c:a pcm_s24le "${out}/$name.wav"`),
      },
    ],
    goals: [
      {
        what: 'BWAV: seconds of speech a second of CPU time',
        limit: 200,
        atLeast: true,
        measured: (comparison) => realTime(comparison, name(1), speechSeconds),
      },
      {
        what: 'BWAV: one job ÷ two jobs, wall',
        limit: 1.8,
        atLeast: true,
        measured: (comparison) => ratiosOf(comparison, name(1), name(2)).wall,
      },
    ],
  };
}

function realTime(comparison: Comparison, name: string, speechSeconds: number) {
  return spreadOf(costsOf(comparison, name).map(({ cpuSeconds }) => speechSeconds / cpuSeconds));
}
