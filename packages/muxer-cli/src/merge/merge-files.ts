import type { InputName, MergeNotice } from '@voxmux/isobmff';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CliError } from '../cli-error.js';
import type { Input } from '../input/input.js';
import { inputName, type InputPlace } from '../input/input-place.js';
import { createFetchProgress, openInput, type OpenInputOptions } from '../input/open-input.js';
import { createBreather } from '../interruption.js';
import { createOutputFile, outputExists } from '../output-file.js';
import type { Progress } from '../progress.js';
import { shownPath } from '../user-path.js';
import { copySpans } from './copy-spans.js';
import type { MergeInputs } from './merge-inputs.js';
import { inputLabel, mergingError, openingError } from './input-errors.js';
import { inputTracks, type InputTracks } from './input-tracks.js';
import { mergedMovieFacts } from './merged-movie.js';
import type { MergeReport } from './merge-report.js';
import type { MergeRequest } from './merge-request.js';
import { createFragmentTally, planSpans } from './plan-spans.js';

/**
 * Merges two fragmented inputs into one file.
 *
 * @throws CliError, or an error of the library or the file system; there is no file then
 */
export async function mergeFiles(
  request: MergeRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<MergeReport> {
  checkOutput(request);
  const opened = await openInputs(request, progress, signal);
  try {
    return await mergeInputs(request, await inOrder(opened), progress, signal);
  } finally {
    progress.end();
    opened.video.close();
    opened.audio.close();
  }
}

/** What can be known to be wrong before anything is read. */
function checkOutput({ video, audio, out, force }: MergeRequest): void {
  const stats = statSync(out, { throwIfNoEntry: false });
  if (!stats) return;
  if (stats.isDirectory()) {
    throw new CliError(`${shownPath(out)}: --out is a folder`, {
      code: 'EISDIR',
      hint: 'name the file to write, for example --out film.mp4',
    });
  }
  for (const place of [video, audio]) {
    const input =
      place.kind === 'file' ? statSync(place.path, { throwIfNoEntry: false }) : undefined;
    if (input?.ino === stats.ino && input.dev === stats.dev) {
      throw new CliError(`${shownPath(out)}: --out is one of the inputs`, {
        code: 'OUTPUT_IS_INPUT',
        hint: 'choose another --out',
      });
    }
  }
  if (!force) throw outputExists(out);
}

/** Opens both at once; where one fails the other is given up. */
async function openInputs(
  { video, audio, out }: MergeRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<MergeInputs> {
  const failure = new AbortController();
  const options: OpenInputOptions = {
    spoolFolder: existingFolder(dirname(out)),
    fetched: createFetchProgress(progress),
    signal: AbortSignal.any([signal, failure.signal]),
  };
  const open = async (kind: InputName, place: InputPlace): Promise<Input> => {
    try {
      return await openInput(place, inputName(place, shownPath), options);
    } catch (error) {
      const explained = openingError(kind, error);
      failure.abort(explained);
      throw explained;
    }
  };
  const results = await Promise.allSettled([open('video', video), open('audio', audio)]);
  const [videoResult, audioResult] = results;
  if (videoResult.status === 'fulfilled' && audioResult.status === 'fulfilled') {
    return { video: videoResult.value, audio: audioResult.value };
  }
  for (const result of results) if (result.status === 'fulfilled') result.value.close();
  // Of two failures the second is often the first one's echo.
  throw failure.signal.reason;
}

/** The folder itself, or the nearest one above it that is there. */
function existingFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingFolder(dirname(path));
}

interface OrderedInputs {
  readonly inputs: MergeInputs;
  readonly swapped: boolean;
}

/** Takes the inputs the other way round where it is plain that the audio was given first. */
async function inOrder(inputs: MergeInputs): Promise<OrderedInputs> {
  const first = await inputTracks(inputs.video);
  const second = await inputTracks(inputs.audio);
  const swapped = isOnly('soun', first) && isOnly('vide', second);
  const ordered = swapped ? { video: inputs.audio, audio: inputs.video } : inputs;
  checkOneTrack('video', ordered.video, swapped ? second : first);
  checkOneTrack('audio', ordered.audio, swapped ? first : second);
  return { inputs: ordered, swapped };
}

type MediaHandler = 'vide' | 'soun';

const handlerNames: Readonly<Record<MediaHandler, string>> = { vide: 'video', soun: 'audio' };

function isMedia(handlerType: string): handlerType is MediaHandler {
  return handlerType === 'vide' || handlerType === 'soun';
}

function isOnly(handler: MediaHandler, found: InputTracks | undefined): boolean {
  const handlers = found?.tracks.map(({ handlerType }) => handlerType).filter(isMedia) ?? [];
  return handlers.length > 0 && handlers.every((other) => other === handler);
}

/** Which of two tracks is meant is the person's to say; what is neither sound nor picture is passed over. */
function checkOneTrack(kind: InputName, input: Input, found: InputTracks | undefined): void {
  const tracks = found?.tracks.flatMap(({ handlerType, codec }) =>
    isMedia(handlerType) ? [`${handlerNames[handlerType]} ${codec}`] : [],
  );
  if (!found || !tracks || tracks.length < 2) return;
  throw new CliError(
    `${inputLabel(kind, input.name)}: moov at byte ${String(found.movieOffset)}: ` +
      `found ${String(tracks.length)} tracks (${tracks.join(', ')}), expected one ${kind} track`,
    {
      code: 'TRACK_COUNT',
      hint:
        `take one out of it: ffmpeg -i INPUT -map 0:${kind.slice(0, 1)}:0 -c copy ` +
        `-movflags +frag_keyframe+empty_moov ${kind}.mp4`,
    },
  );
}

async function mergeInputs(
  request: MergeRequest,
  { inputs, swapped }: OrderedInputs,
  progress: Progress,
  signal: AbortSignal,
): Promise<MergeReport> {
  const notices: MergeNotice[] = [];
  const tally = createFragmentTally();
  const output = createOutputFile(request.out, { force: request.force });
  try {
    const spans = await planSpans(request, inputs, tally, (notice) => notices.push(notice));
    const breathe = createBreather(signal);
    progress.begin('merging', inputs.video.byteLength + inputs.audio.byteLength);
    await copySpans(spans, [inputs.video, inputs.audio], output, () => {
      progress.update(output.byteLength());
      return breathe();
    });
    output.commit();
    return {
      file: output.path,
      layout: request.layout,
      bytes: output.byteLength(),
      ...(await mergedMovieFacts(output.path, inputs, tally)),
      swapped,
      leftOut: notices.flatMap(({ input: kind, code, offset, text }) =>
        kind ? [{ kind, input: inputs[kind].name, code, offset, reason: text }] : [],
      ),
    };
  } catch (error) {
    throw mergingError(inputs, error);
  } finally {
    output.discard();
  }
}
