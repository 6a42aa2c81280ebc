import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { machineTimeZone } from '../machine-time-zone.js';
import { outputExists } from '../output-file.js';
import type { Progress } from '../progress.js';
import { trackFileStems } from '../track-file-name.js';
import { wantedPlayers } from '../wanted-players.js';
import { audioFormat } from './audio-formats.js';
import type {
  OutputFacts,
  RejectedOutput,
  RenderReport,
  SessionFacts,
  SilentTrack,
} from './render-report.js';
import type { RenderRequest } from './render-request.js';
import type { TrackTask } from './render-track.js';
import { renderTracks } from './render-tracks.js';
import { openSessionSource } from './session-source.js';
import { createStartClock } from './start-clock.js';

/**
 * Renders a session, one file per speaker and format.
 *
 * Everything that can be known to be wrong beforehand is looked at before the first byte is written.
 *
 * @throws CliError, or the error of a library, for what keeps the work from being done; files that
 *   were complete by then stay
 */
export async function renderSession(
  request: RenderRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<RenderReport> {
  const source = openSessionSource(request);
  const timeZone = request.timeZone ?? machineTimeZone();
  const clock = createStartClock(source.facts.startTimestampMs, timeZone, request.frameRate);
  const session: SessionFacts = { ...source.facts, startTime: clock.startTime, timeZone };

  const { tracks, passedOver } = source.folder;
  const names = tracks.map(({ key }) => key.text);
  const isWanted = wantedPlayers(request.players, names);
  const stems = trackFileStems(names);
  const tasks = tracks
    .map((track, place): TrackTask => {
      const stem = join(request.outFolder, stems[place] ?? '');
      return {
        session,
        frameRate: request.frameRate,
        track,
        trackNumber: place + 1,
        trackCount: tracks.length,
        start: request.start,
        force: request.force,
        verify: request.verify,
        outputs: request.formats.map((format) => ({
          format,
          path: stem + audioFormat(format).extension,
        })),
        formatOptions: { bitDepth: request.bitDepth, loudness: request.loudness },
      };
    })
    .filter(({ track }) => isWanted(track.key.text));
  if (!request.force) requireNoOutput(tasks);

  const outputs: OutputFacts[] = [];
  const rejected: RejectedOutput[] = [];
  const silent: SilentTrack[] = [];
  const jobs = request.jobs ?? availableParallelism();
  for (const result of await renderTracks(tasks, jobs, progress, signal)) {
    if (result.kind === 'silent') {
      silent.push(result.track);
    } else {
      outputs.push(...result.outputs);
      rejected.push(...result.rejected);
    }
  }
  progress.end();
  return {
    session,
    outputs,
    rejected,
    silent,
    passedOver: passedOver.map(({ name, reason }) => ({ file: name, reason })),
  };
}

function requireNoOutput(tasks: readonly TrackTask[]): void {
  for (const { path } of tasks.flatMap(({ outputs }) => outputs)) {
    if (existsSync(path)) throw outputExists(path);
  }
}
