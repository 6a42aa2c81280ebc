import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

import { SilenceEncoder } from '@voxmux/opus-silence';
import { copyPackets, estimatePlacement, layOutSamples, planTimeline } from '@voxmux/wal-reader';
import { indexTrack, openSegments, openSession } from '@voxmux/wal-reader/node';

import { writeOggFile } from './ogg-file.mjs';
import { run } from './process-cost.mjs';

const toolsFolder = fileURLToPath(new URL('..', import.meta.url));

/** A session to be made. */
export interface SessionKind {
  /** How long each player speaks. */
  readonly hours: number;
  readonly players: number;
  /** `output`: long headers and pauses; `input`: bare headers, speech without a pause. */
  readonly headers: 'output' | 'input';
}

/** Runs a script of the tools folder under ts-node. */
export function runTool(script: string, args: readonly string[]): void {
  run([
    execPath,
    '--import',
    join(toolsFolder, 'register.mjs'),
    join(toolsFolder, script),
    ...args,
  ]);
}

/** Writes a session and returns its folder. */
export function makeSession({ hours, players, headers }: SessionKind, folder: string): string {
  const out = join(folder, 'session');
  runTool('make-session.mts', [
    ...['--hours', String(hours), '--players', String(players), '--headers', headers],
    ...(headers === 'input' ? ['--no-pauses'] : []),
    ...['--seed', '1', '--out', out],
  ]);
  return out;
}

/** Writes what each player of a session said, silence included, as an Ogg file; returns their folder. */
export function makeOggFiles(session: string, folder: string): string {
  const out = join(folder, 'ogg');
  mkdirSync(out);
  for (const track of openSession(session).tracks) {
    const index = indexTrack(track);
    const runs = planTimeline(estimatePlacement(index), { originSamples: 0 });
    const channels = index.stereoPacketCount > 0 ? 2 : 1;
    const silence = new SilenceEncoder({ channels });
    const layout = layOutSamples(index, runs, silence);
    const reader = openSegments(track);
    const file = join(out, `${track.key.text}.ogg`);
    writeOggFile(file, { channelCount: channels, ...layout }, (write) =>
      copyPackets({ index, runs, silence }, reader, write),
    );
    reader.close();
  }
  return out;
}
