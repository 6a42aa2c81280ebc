import { setTimeout } from 'node:timers/promises';
import { CliError } from '../cli-error.js';
import { abortable } from './abortable.js';
import type { Spool } from './spool.js';
import { connectionFailure, requestFrom, type WebAnswer, type WebRequest } from './web-request.js';

export interface WebProgress {
  /** Told once how many bytes there will be, where the server says. */
  readonly onLength: (byteLength: number) => void;
  readonly onBytes: (byteLength: number) => void;
}

/** Attempts to go on after a cut that brought not a byte. */
const maxFruitlessAttempts = 3;

/**
 * Fetches a file from a server into a spool.
 *
 * One request asks for all of it. Where the connection is cut, or the server sends a part only, the
 * rest is asked for from there on, if the server has ranges.
 *
 * @throws CliError `HTTP_STATUS`, `HTTP_RANGE`, `HTTP_CONNECTION` or `HTTP_CUT`; the signal's reason
 */
export async function spoolWeb(
  request: WebRequest,
  spool: Spool,
  progress: WebProgress,
): Promise<void> {
  const first = await requestFrom(request, 0);
  if (first.byteLength !== undefined) progress.onLength(first.byteLength);
  let answer = first;
  let fruitless = 0;
  for (;;) {
    const before = spool.byteLength;
    const failure = await spoolBody(request, answer, spool, progress);
    const isWhole =
      first.byteLength === undefined ? failure === undefined : spool.byteLength >= first.byteLength;
    if (isWhole) return;
    fruitless = spool.byteLength > before ? 0 : fruitless + 1;
    if (!first.hasRanges || first.byteLength === undefined || fruitless >= maxFruitlessAttempts) {
      throw cut(request, first, spool.byteLength, failure);
    }
    if (fruitless > 0)
      await setTimeout(250 * 2 ** fruitless, undefined, { signal: request.signal });
    answer = await requestFrom(request, spool.byteLength, first);
  }
}

/** Writes what comes; what cut it off is returned. */
async function spoolBody(
  { signal }: WebRequest,
  { body }: WebAnswer,
  spool: Spool,
  { onBytes }: WebProgress,
): Promise<unknown> {
  const reader = body.getReader();
  for (;;) {
    let next;
    try {
      next = await abortable(reader.read(), signal);
    } catch (error) {
      signal.throwIfAborted();
      return error;
    }
    if (next.done) return undefined;
    spool.write(next.value);
    onBytes(next.value.length);
  }
}

function cut(
  { name }: WebRequest,
  { byteLength }: WebAnswer,
  position: number,
  failure: unknown,
): CliError {
  const place = `byte ${String(position)}${byteLength === undefined ? '' : ` of ${String(byteLength)}`}`;
  const reason = failure === undefined ? 'the server ended it' : connectionFailure(failure);
  return new CliError(`${name}: the download was cut at ${place}: ${reason}`, {
    code: 'HTTP_CUT',
    hint: 'try again, or fetch the file first with a program that can resume (curl -C -)',
    cause: failure,
  });
}
