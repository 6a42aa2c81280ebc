import { openSession, type SessionFolder } from '@voxmux/wal-reader/node';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../cli-error.js';
import { interruptible } from '../interruption.js';
import { printableText } from '../printable-text.js';
import { withSessionHints } from '../session-error.js';
import { shownPath } from '../user-path.js';
import { differenceText } from './difference.js';
import { type Verification, verifyM4a } from './verify-m4a.js';

/** What the person asked `verify` for; paths are absolute. */
export interface VerifyRequest {
  readonly sessionFolder: string;
  /** A rendered file, or a folder of them. */
  readonly target: string;
  readonly json: boolean;
}

/**
 * Verifies rendered files and says what came of it on stdout.
 *
 * @throws CliError `VERIFICATION_FAILED` if a file differs from the recording
 */
export async function runVerify(request: VerifyRequest): Promise<void> {
  const { session, results } = await withSessionHints(() =>
    interruptible((signal) => verifyFiles(request, signal)),
  );
  const missing = statSync(request.target).isDirectory()
    ? session.tracks
        .map(({ key }) => key.text)
        .filter((name) => !results.some(({ player }) => player === name))
    : [];
  if (request.json) {
    process.stdout.write(
      `${JSON.stringify({ files: results, missingPlayers: missing }, undefined, 2)}\n`,
    );
  } else {
    for (const result of results) process.stdout.write(`${resultText(result)}\n`);
    for (const name of missing)
      process.stdout.write(`${printableText(name)}: there is no file of this speaker\n`);
  }
  const failed = results.filter(({ difference }) => difference !== null).length;
  if (failed > 0) {
    throw new CliError(`${failed} of ${results.length} files differ from the recording`, {
      code: 'VERIFICATION_FAILED',
    });
  }
}

async function verifyFiles(
  { sessionFolder, target }: VerifyRequest,
  signal: AbortSignal,
): Promise<{ session: SessionFolder; results: readonly Verification[] }> {
  const session = openSession(sessionFolder);
  const results: Verification[] = [];
  for (const file of renderedFiles(target)) results.push(await verifyM4a(file, session, signal));
  return { session, results };
}

function renderedFiles(target: string): string[] {
  if (!statSync(target).isDirectory()) return [target];
  const files = readdirSync(target)
    .filter((name) => name.endsWith('.m4a') && !name.startsWith('.'))
    .sort()
    .map((name) => join(target, name));
  if (files.length > 0) return files;
  throw new CliError(`${target} holds no rendered file`, {
    code: 'NOTHING_TO_VERIFY',
    hint: 'give the folder that was --out of render, or a file',
  });
}

function resultText({ file, player, difference, packets, silenceSamples }: Verification): string {
  const verdict =
    difference === null
      ? `holds the recording of ${printableText(player ?? '')}: ${packets} packets bit for bit, ${(silenceSamples / 48000).toFixed(3)} s of silence`
      : `DIFFERS: ${printableText(differenceText(difference))}`;
  return `${printableText(shownPath(file))}: ${verdict}`;
}
