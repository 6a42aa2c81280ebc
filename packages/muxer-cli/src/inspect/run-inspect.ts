import { IsobmffError } from '@voxmux/isobmff';
import { BwavError } from '@voxmux/bwav';
import { tmpdir } from 'node:os';
import { CliError } from '../cli-error.js';
import { sourceOf } from '../input/input.js';
import { inputName, type InputPlace } from '../input/input-place.js';
import { createFetchProgress, openInput } from '../input/open-input.js';
import { interruptible } from '../interruption.js';
import { printableText } from '../printable-text.js';
import { silentProgress } from '../progress.js';
import { shownPath } from '../user-path.js';
import { inspectMovie } from './inspect-movie.js';
import type { InspectReport } from './inspect-report.js';
import { inspectWave } from './inspect-wave.js';

export interface InspectRequest {
  readonly place: InputPlace;
  readonly boxes: boolean;
  readonly json: boolean;
}

/**
 * Says on stdout what a file says of itself.
 *
 * @throws CliError `DAMAGED` behind what was intact; and if the file cannot be read at all
 */
export async function runInspect(request: InspectRequest): Promise<void> {
  const report = await interruptible((signal) => inspect(request, signal));
  process.stdout.write(
    request.json
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : await reportText(report, request.boxes),
  );
  const [first, ...others] = report.damage;
  if (!first) return;
  const more = others.length === 0 ? '' : ` (and ${String(others.length)} more)`;
  throw new CliError(`${report.file}: ${first.message}${more}`, { code: 'DAMAGED' });
}

async function inspect(
  { place, boxes }: InspectRequest,
  signal: AbortSignal,
): Promise<InspectReport> {
  const name = inputName(place, shownPath);
  const input = await openInput(place, name, {
    spoolFolder: tmpdir(),
    fetched: createFetchProgress(silentProgress),
    signal,
  });
  try {
    const source = sourceOf(input);
    const facts = { file: name, bytes: input.byteLength };
    const wave = await inspectWave(source);
    return { ...facts, ...(wave ?? (await inspectMovie(source, boxes))) };
  } catch (error) {
    if (!(error instanceof IsobmffError || error instanceof BwavError)) throw error;
    throw new CliError(`${name}: ${error.message}`, { code: error.code, cause: error });
  } finally {
    input.close();
  }
}

async function reportText(report: InspectReport, wantsBoxes: boolean): Promise<string> {
  const lines =
    report.format === 'wav'
      ? (await import('./wave-text.js')).waveLines(report, wantsBoxes)
      : (await import('./movie-text.js')).movieLines(report);
  const damage = report.damage.map(({ message }) => `! ${message}`);
  if (damage.length > 0) damage.unshift('', 'damage');
  const text = [...lines, ...damage].map(printableText).join('\n');
  return `${printableText(report.file)}: ${text}\n`;
}
