import { type InputName, IsobmffError, MergeInputError } from '@voxmux/isobmff';
import { CliError, explainError } from '../cli-error.js';
import type { MergeInputs } from './merge-inputs.js';

/** `video input film.mp4` */
export function inputLabel(kind: InputName, name: string): string {
  return `${kind} input ${name}`;
}

/** A failure to open an input, with the input's part in the merge in front. */
export function openingError(kind: InputName, error: unknown): unknown {
  if (error instanceof CliError) {
    const { code, hint, exitCode, cause } = error;
    return new CliError(`${kind} input ${error.message}`, { code, hint, exitCode, cause });
  }
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error;
  const { message, hint } = explainError(error);
  return new CliError(`${kind} input ${message}`, { code: error.code, hint, cause: error });
}

/** What a merge says about an unusable input: which one, what is there, at which offset. */
export function mergingError(inputs: MergeInputs, error: unknown): unknown {
  if (!(error instanceof MergeInputError)) return error;
  const cause = error.cause instanceof IsobmffError ? error.cause : error;
  const input = inputs[error.input];
  const message =
    error.offset === undefined && error.path === ''
      ? `file of ${String(input.byteLength)} bytes: found ${error.found}, expected ${error.expected}`
      : cause.message;
  return new CliError(`${inputLabel(error.input, input.name)}: ${message}`, {
    code: error.code,
    hint: hintFor(error),
    cause: error,
  });
}

/** What helps against foreign files, by what was found. */
const foreignHints: readonly (readonly [found: RegExp, hint: string])[] = [
  [
    /playlist|manifest/,
    'that lists where the files are: download the video and the audio it names',
  ],
  [
    /HTML|JSON|XML|text/,
    'the server sent a message in place of the file: the link may have expired, or need a login',
  ],
  [/WebM/, 'WebM cannot become a part of an MP4 file as it is: choose an MP4 format of the stream'],
  [
    /transport stream/,
    'convert it first: ffmpeg -i INPUT -c copy -movflags +frag_keyframe+empty_moov OUTPUT.mp4',
  ],
  [/empty file/, 'download it again'],
];

const hints: Partial<Record<IsobmffError['code'], string>> = {
  truncated: 'the download was cut: complete it, or save what is whole with --keep-whole-fragments',
};

function hintFor({ code, path, found }: IsobmffError): string | undefined {
  if (code === 'not-isobmff') {
    return foreignHints.find(([pattern]) => pattern.test(found))?.[1] ?? expectedHint;
  }
  if (code === 'missing-box' && path === '') {
    return found.startsWith('no fragment')
      ? 'append the media segments: cat init.mp4 segment-*.m4s > video.mp4'
      : 'put the initialisation segment in front: cat init.mp4 segment-*.m4s > video.mp4';
  }
  if (code === 'missing-box' && found.includes('no mvex')) {
    return 'it is no fragmented file; merge plain files with ffmpeg -i VIDEO -i AUDIO -c copy OUTPUT.mp4';
  }
  if (code === 'missing-box' && path === 'moov') return expectedHint;
  return hints[code];
}

const expectedHint =
  'merge takes two fragmented MP4 files, as DASH, HLS or yt-dlp give them: one of video, one of audio';
