import { readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { CliError } from '../cli-error.js';
import { indexWithProgress } from '../index-with-progress.js';
import { type Progress, silentProgress } from '../progress.js';
import { openSessionSource } from '../render/session-source.js';
import { trackFileStems } from '../track-file-name.js';
import { wantedPlayers } from '../wanted-players.js';
import { createRecordingReader, type Recording, recordingOf } from './recording.js';
import type { Verification } from './verification.js';
import { verifyFile } from './verify-file.js';
import type { VerifyRequest } from './verify-request.js';

/** What `verify` found: printed as it is under `--json`, as text otherwise. */
export interface VerifyReport {
  /** Whether every file holds its recording, and nobody is missing. */
  readonly verified: boolean;
  readonly files: readonly (Verification & { readonly file: string })[];
  /** Speakers who were recorded and have no file in the folders that were given. */
  readonly missingPlayers: readonly string[];
}

/**
 * Compares files with the recording.
 *
 * @throws CliError, or the error of a library, for what keeps files from being compared
 */
export async function verifyFiles(
  request: VerifyRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const recording = recordingOf(openSessionSource(request));
  const names = recording.speakers.map(({ track }) => track.key.text);
  const isWanted = wantedPlayers(request.players, names);

  const reader = createRecordingReader(recording, progress, signal);
  const ownerOf = ownersByFileName(recording);
  const files: VerifyReport['files'][number][] = [];
  for (const file of request.targets.flatMap(renderedFiles)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !isWanted(owner)) continue;
    const verification = await verifyFile(file, reader, progress, signal);
    files.push({ file, ...(owner === undefined ? verification : ofOwner(verification, owner)) });
  }
  const expected = request.targets.some(isFolder) ? recording.speakers : [];
  const missingPlayers: string[] = [];
  for (const { track } of expected) {
    const player = track.key.text;
    if (!isWanted(player) || files.some((file) => file.player === player)) continue;
    // Who has a log without a packet in it is heard in no file.
    const { rowCount } = await indexWithProgress(track, silentProgress, signal);
    if (rowCount > 0) missingPlayers.push(player);
  }
  progress.end();
  const verified =
    missingPlayers.length === 0 && files.every(({ difference }) => difference === null);
  return { verified, files, missingPlayers };
}

const extensions = ['.m4a', '.wav'];

function renderedFiles(target: string): string[] {
  if (!isFolder(target)) return [target];
  const files = readdirSync(target)
    .filter((name) => extensions.includes(extname(name).toLowerCase()) && !name.startsWith('.'))
    .sort()
    .map((name) => join(target, name));
  if (files.length > 0) return files;
  throw new CliError(`${target} holds no rendered file`, {
    code: 'NOTHING_TO_VERIFY',
    hint: 'give the folder that was --out of render, or a file',
  });
}

function isFolder(target: string): boolean {
  return statSync(target).isDirectory();
}

/** Whose file it should be by the name that `render` gives; undefined for other names. */
function ownersByFileName({ speakers }: Recording): (file: string) => string | undefined {
  const names = speakers.map(({ track }) => track.key.text);
  const stems = trackFileStems(names);
  // Some file systems take names apart that were composed.
  return (file) => names[stems.indexOf(basename(file, extname(file)).normalize('NFC'))];
}

/** A file under somebody's name has to be of that speaker. */
function ofOwner(verification: Verification, owner: string): Verification {
  const { player } = verification;
  if (player === null || player === owner) return verification;
  const difference = {
    what: 'speaker',
    found: `a recording of '${player}'`,
    expected: `one of '${owner}', by the name of the file`,
  } as const;
  return { ...verification, difference, packets: 0, silenceSamples: 0, wave: null };
}
